import type { Frame } from '../core/environment.ts';

/**
 * The picture at another width, and a height in proportion: each pixel is the mean of the area that it covers in the
 * original. What is not opaque is laid over white first.
 */
export function resizeFrame(frame: Frame, width: number): Frame {
  const { height: rows } = frame;
  const height = Math.max(1, Math.round((rows * width) / frame.width));
  if (width === frame.width) return { width, height: rows, pixels: overWhite(frame.pixels) };
  const [across, down] = [shares(frame.width, width), shares(rows, height)];
  const source = overWhite(frame.pixels);
  const narrow = new Float64Array(4 * width * rows);
  average(narrow, source, across, { lines: rows, stride: 4, line: 4 * frame.width, lineOut: 4 * width });
  const mean = new Float64Array(4 * width * height);
  average(mean, narrow, down, { lines: width, stride: 4 * width, line: 4, lineOut: 4 });
  return { width, height, pixels: Uint8ClampedArray.from(mean) };
}

/** Which pixels of a line go into one of the new line, from the first on, and their shares of it. */
interface Shares {
  readonly first: number;
  readonly weights: readonly number[];
}

/** How pixels lie in memory: from one to the next in a line, and from line to line in both pictures. */
interface Lines {
  readonly lines: number;
  readonly stride: number;
  readonly line: number;
  readonly lineOut: number;
}

function shares(from: number, to: number): Shares[] {
  const size = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [left, right] = [i * size, (i + 1) * size];
    const first = Math.floor(left);
    const end = Math.min(Math.max(Math.ceil(right - 1e-9), first + 1), from);
    const overlap = (pixel: number) => Math.max(Math.min(right, pixel + 1) - Math.max(left, pixel), 0) / size;
    return { first, weights: Array.from({ length: end - first }, (_, k) => overlap(first + k)) };
  });
}

function average(into: Float64Array, source: ArrayLike<number>, cells: readonly Shares[], how: Lines): void {
  const { lines, stride, line, lineOut } = how;
  for (let row = 0; row < lines; row++) {
    for (const [i, { first, weights }] of cells.entries()) {
      const to = row * lineOut + i * stride;
      for (const [k, weight] of weights.entries()) {
        const from = row * line + (first + k) * stride;
        for (let part = 0; part < 4; part++) {
          into[to + part] = (into[to + part] as number) + weight * (source[from + part] as number);
        }
      }
    }
  }
}

/** The pixels, opaque: c ← α c + (1 − α) 255. */
function overWhite(pixels: Uint8ClampedArray): Uint8ClampedArray {
  const opaque = pixels.slice();
  for (let i = 3; i < opaque.length; i += 4) {
    if (opaque[i] === 255) continue;
    const opacity = (opaque[i] as number) / 255;
    for (let part = i - 3; part < i; part++) opaque[part] = opacity * (opaque[part] as number) + (1 - opacity) * 255;
    opaque[i] = 255;
  }
  return opaque;
}
