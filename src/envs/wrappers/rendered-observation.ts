import type { Environment, Frame } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionKind, box, flatSize } from '../../core/spaces.ts';
import { wrap } from './wrap.ts';

/** Red, green and blue in grey, ITU-R BT.601: Y = 0.299 R + 0.587 G + 0.114 B. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** The size of a picture, and its colours. */
export interface RenderedObservationSettings {
  readonly width: number;
  readonly height: number;
  /** One channel of grey instead of red, green and blue. */
  readonly gray?: boolean;
}

/**
 * The environment with its picture in place of its observation: what `render` shows, averaged over areas to
 * `box([height, width, 3 or 1], 0 … 255)`. Opacity does not count.
 *
 * @throws InputError where the environment does not render, or the size is no whole numbers ≥ 1
 */
export function renderedObservation<K extends ActionKind>(
  environment: Environment<K>,
  { width, height, gray = false }: RenderedObservationSettings,
): Environment<K> {
  for (const size of [width, height]) {
    if (Number.isSafeInteger(size) && size >= 1) continue;
    throw new InputError('renderedObservation', 'width and height must be whole numbers ≥ 1', show(size));
  }
  const render = environment.render?.bind(environment);
  if (render === undefined) throw new InputError('renderedObservation', 'takes an environment that has render()');
  const observationSpace = box(0, 255, [height, width, gray ? 1 : 3]);
  const observe = (into: Float32Array = new Float32Array(flatSize(observationSpace))) => {
    averageAreas(render(), { width, height, gray }, into);
    return into;
  };
  return wrap(environment, {
    observationSpace,
    reset({ into, ...request } = {}) {
      const { info } = environment.reset(request);
      return { observation: observe(into), info };
    },
    step: (action, into) => ({ ...environment.step(action), observation: observe(into) }),
  });
}

/** Every pixel of the smaller picture, row by row and channel by channel: the mean over the area that it stands for. */
function averageAreas(frame: Frame, size: Required<RenderedObservationSettings>, into: Float32Array): void {
  const columns = sharesOf(frame.width, size.width);
  let at = 0;
  for (const row of sharesOf(frame.height, size.height)) {
    for (const column of columns) {
      const [red, green, blue] = meanColor(frame, row, column);
      if (size.gray) {
        into[at++] = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
      } else {
        into[at++] = red;
        into[at++] = green;
        into[at++] = blue;
      }
    }
  }
}

function meanColor({ width, pixels }: Frame, row: Share, column: Share): [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  row.weights.forEach((vertical, y) => {
    let at = 4 * ((row.first + y) * width + column.first);
    for (const horizontal of column.weights) {
      const weight = vertical * horizontal;
      red += weight * (pixels[at] as number);
      green += weight * (pixels[at + 1] as number);
      blue += weight * (pixels[at + 2] as number);
      at += 4;
    }
  });
  return [red, green, blue];
}

/** Some pixels along a side from `first` on, and the part that each has in the whole; the parts sum to 1. */
interface Share {
  readonly first: number;
  readonly weights: readonly number[];
}

/** A side of so many pixels, cut into equal parts. */
function sharesOf(pixels: number, parts: number): Share[] {
  const length = pixels / parts;
  return Array.from({ length: parts }, (_, i) => {
    const [start, end] = [(i * pixels) / parts, ((i + 1) * pixels) / parts];
    const first = Math.floor(start);
    const weights = Array.from({ length: Math.ceil(end) - first }, (__, j) => {
      const pixel = first + j;
      return (Math.min(pixel + 1, end) - Math.max(pixel, start)) / length;
    });
    return { first, weights };
  });
}
