import { InputError } from '../input-error.ts';
import { type BoxSpace, describeSpace, type ObservationSpace } from '../spaces.ts';
import { type Convolution, cnn, type ImageShape } from './cnn.ts';
import type { HeadedNetwork, MlpSettings } from './mlp.ts';

/** A convolution as hyperparameters have it: `[filters, kernel, stride]`. */
export type ConvolutionNumbers = readonly [filters: number, kernel: number, stride: number];

/** What the networks of one learner have to know of the pictures that they see. */
export interface ImageSettings {
  readonly observationSpace: ObservationSpace;
  /** The convolutions; by {@link standardConvolutions} when null or left out, and none where the list is empty. */
  readonly convolutions?: readonly ConvolutionNumbers[] | null;
  /** What observations pass through first: they have its bounds then, and no more those of their space. */
  readonly normalizer?: object | undefined;
}

/** The convolutions for pictures whose sides have at least so many pixels; the first that fit are taken. */
const standard: readonly { readonly from: number; readonly convolutions: readonly ConvolutionNumbers[] }[] = [
  {
    from: 36,
    convolutions: [
      [32, 8, 4],
      [64, 4, 2],
      [64, 3, 1],
    ],
  },
  {
    from: 20,
    convolutions: [
      [16, 8, 4],
      [32, 4, 2],
    ],
  },
  { from: 3, convolutions: [[16, 3, 1]] },
];

/**
 * The convolutions for pictures of a size, by their shorter side: those of Mnih et al. (2015) from 36 pixels on, which they
 * need, of Mnih et al. (2013) from 20, of Young and Tian (2019), MinAtar, from 3, and none for less.
 */
export function standardConvolutions(height: number, width: number): readonly ConvolutionNumbers[] {
  return standard.find(({ from }) => Math.min(height, width) >= from)?.convolutions ?? [];
}

/**
 * The convolutional network for observations that are pictures, boxes of shape `[height, width, channels]`; undefined for all
 * others, and where there is to be no convolution. Pixels are scaled from the box's bounds to [0, 1] where these are finite.
 *
 * @throws InputError for convolutions over what is no picture, or over one that is too small for them
 */
export function imageNetwork(settings: ImageSettings, dense: Omit<MlpSettings, 'inputs'>): HeadedNetwork | undefined {
  const { observationSpace: space, convolutions: given, normalizer } = settings;
  if (!isImage(space)) {
    if (!given?.length) return undefined;
    const expectation = 'go with observations of shape [height, width, channels] only';
    throw new InputError('convolutions', expectation, describeSpace(space));
  }
  const [height, width] = space.shape;
  const convolutions = (given ?? standardConvolutions(height, width)).map(convolutionOf);
  if (convolutions.length === 0) return undefined;
  const isScaled = normalizer === undefined && space.low.every(Number.isFinite) && space.high.every(Number.isFinite);
  return cnn({ ...dense, shape: space.shape, convolutions, bounds: isScaled ? space : undefined });
}

function isImage(space: ObservationSpace): space is BoxSpace & { readonly shape: ImageShape } {
  return space.kind === 'box' && space.shape.length === 3;
}

function convolutionOf([filters, kernel, stride]: ConvolutionNumbers): Convolution {
  return { filters, kernel, stride };
}
