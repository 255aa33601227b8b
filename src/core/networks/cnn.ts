import * as tf from '@tensorflow/tfjs';
import { InputError, show } from '../input-error.ts';
import { denseLayer } from '../kernels/dense-op.ts';
import { patches } from '../kernels/patches-op.ts';
import { type Layout, layoutOf, sizeOfLayout, sizeOfShape, viewOf } from '../parameters.ts';
import type { Random } from '../random.ts';
import type { DenseLayer } from './dense-layer.ts';
import { orthogonal } from './initializers.ts';
import { type HeadedNetwork, type MlpSettings, mlp } from './mlp.ts';

/** One convolution: so many square filters, moved by `stride` pixels at a time. */
export interface Convolution {
  readonly filters: number;
  /** Pixels along each side of a filter. */
  readonly kernel: number;
  readonly stride: number;
}

/** Rows, columns and channels of a picture. */
export type ImageShape = readonly [height: number, width: number, channels: number];

export interface CnnSettings extends Omit<MlpSettings, 'inputs'> {
  readonly shape: ImageShape;
  readonly convolutions: readonly Convolution[];
  /** The least and the greatest value of each pixel, which are scaled to 0 and 1; pixels stay as they are when left out. */
  readonly bounds?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> } | undefined;
}

/**
 * A convolutional network: h₀ the picture, hₗ = relu(hₗ₋₁ ∗ Wₗ + bₗ) without padding, and then {@link mlp} from all of the
 * last h to the outputs.
 *
 * Observations are flat, `[batch, height · width · channels]`, the channels of a pixel side by side. Filters Wₗ are
 * `[kernel, kernel, in, out]`, of the names `conv0/weight`, `conv0/bias` and so on; their first values are orthogonal with
 * gain √2. Mnih et al. (2015), methods, "model architecture".
 *
 * @throws InputError where a size is no whole number ≥ 1, or a filter is larger than what it is to move over
 */
export function cnn(settings: CnnSettings): HeadedNetwork {
  const { shape, convolutions, bounds, ...rest } = settings;
  const shapes = shapesThrough(shape, convolutions);
  const dense = mlp({ ...rest, inputs: sizeOfShape(shapes.at(-1) as ImageShape) });
  const filters = filterLayout(shapes, convolutions);
  const size = sizeOfLayout(filters);
  const scaled = bounds === undefined ? (pixels: tf.Tensor) => pixels : scaling(bounds);
  const trunk = (parameters: tf.Tensor[], observations: tf.Tensor) => {
    let h = scaled(observations);
    convolutions.forEach((convolution, i) => {
      const picture = tf.reshape(h, [-1, ...(shapes[i] as ImageShape)]) as tf.Tensor4D;
      h = convolved(picture, parameters[2 * i] as tf.Tensor, parameters[2 * i + 1] as tf.Tensor, convolution);
    });
    h = tf.reshape(h, [-1, dense.layers[0]?.inputs as number]);
    return throughLayers(dense.layers.slice(0, -1), parameters.slice(filters.length), h);
  };
  const head = (parameters: tf.Tensor[], hidden: tf.Tensor) =>
    throughLayers(dense.layers.slice(-1), parameters.slice(filters.length + dense.layout.length - 2), hidden);
  return {
    layout: [...filters, ...layoutOf(dense.layout, '', size)],
    units: dense.units,
    trunk,
    head,
    apply: (parameters, observations) => head(parameters, trunk(parameters, observations)),
    initialize(random) {
      const values = new Float32Array(size + sizeOfLayout(dense.layout));
      initializeFilters(values, filters, random);
      values.set(dense.initialize(random), size);
      return values;
    },
  };
}

/** relu(x ∗ W + b), a row for each place of the filters. */
function convolved(x: tf.Tensor4D, weight: tf.Tensor, bias: tf.Tensor, { kernel, stride, filters }: Convolution) {
  return denseLayer(patches(x, kernel, stride), tf.reshape(weight, [-1, filters]), bias, 'relu');
}

/** Dense layers, whose weights and biases begin with the first of `parameters`. */
function throughLayers(layers: readonly DenseLayer[], parameters: tf.Tensor[], x: tf.Tensor): tf.Tensor {
  return layers.reduce(
    (h, { activation }, i) =>
      denseLayer(h, parameters[2 * i] as tf.Tensor, parameters[2 * i + 1] as tf.Tensor, activation),
    x,
  );
}

/** The shape of the picture before each convolution, and behind the last. */
function shapesThrough(shape: ImageShape, convolutions: readonly Convolution[]): ImageShape[] {
  requireSizes('cnn: shape', shape);
  const shapes = [shape];
  convolutions.forEach(({ filters, kernel, stride }, i) => {
    const [height, width] = shapes[i] as ImageShape;
    const subject = `cnn: convolution ${i}`;
    requireSizes(subject, [filters, kernel, stride]);
    if (kernel > Math.min(height, width)) {
      throw new InputError(subject, `its filters must fit into a picture of ${height} × ${width}`, `kernel ${kernel}`);
    }
    const steps = (side: number) => Math.floor((side - kernel) / stride) + 1;
    shapes.push([steps(height), steps(width), filters]);
  });
  return shapes;
}

function requireSizes(subject: string, sizes: readonly number[]): void {
  if (sizes.length === 3 && sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) return;
  throw new InputError(subject, 'must be three whole numbers ≥ 1', show(sizes));
}

function filterLayout(shapes: readonly ImageShape[], convolutions: readonly Convolution[]): Layout {
  const layers = convolutions.map(({ filters, kernel }, i) => [
    { name: `conv${i}/weight`, shape: [kernel, kernel, (shapes[i] as ImageShape)[2], filters] },
    { name: `conv${i}/bias`, shape: [filters] },
  ]);
  return layoutOf(layers.flat());
}

function initializeFilters(values: Float32Array, filters: Layout, random: Random): void {
  for (const entry of filters) {
    if (entry.shape.length > 1) viewOf(values, entry).set(orthogonal(Math.SQRT2)(entry.shape, random));
  }
}

/** x ↦ (x − low) / (high − low), pixel by pixel; 0 where both are the same. */
function scaling({ low, high }: NonNullable<CnnSettings['bounds']>): (pixels: tf.Tensor) => tf.Tensor {
  const factors = Float32Array.from(high, (x, i) => (x > (low[i] as number) ? 1 / (x - (low[i] as number)) : 0));
  const lows = Float32Array.from(low);
  const isUniform = lows.every((x) => x === lows[0]) && factors.every((x) => x === factors[0]);
  const [least, factor] = isUniform ? [lows.subarray(0, 1), factors.subarray(0, 1)] : [lows, factors];
  return (pixels) => tf.mul(tf.sub(pixels, tf.tensor1d(least)), tf.tensor1d(factor));
}
