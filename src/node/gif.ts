import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Frame } from '../core/environment.ts';
import { InputError } from '../core/input-error.ts';
import { GifColors, nearestIn, type PackedColor, unpack } from './gif-colors.ts';
import { gifenc } from './gifenc.ts';

/** The most pictures a second that a GIF shows: viewers slow down what is to be seen for less than 1/50 s. */
export const GIF_MAX_FPS = 50;

/**
 * Pictures as a GIF that plays for ever, with one palette for all. Each picture holds what differs from the one before.
 *
 * GIF counts time in 1/100 s. Where that does not divide, the times of the pictures differ by 1/100 s so that together
 * they last as long as they should.
 *
 * @param frames opaque, all of one size; they are read once, and kept compressed
 * @param fps pictures a second, at most 50
 * @param onFrame called after each picture of the second pass, which encodes them, with how many there are in all
 * @throws InputError where there is no picture, or `fps` is more
 */
export function encodeGif(
  frames: Iterable<Frame>,
  fps: number,
  onFrame?: (written: number, count: number) => void,
): Uint8Array {
  if (!(fps > 0 && fps <= GIF_MAX_FPS)) {
    throw new InputError('GIF', `fps must be above 0, and at most ${GIF_MAX_FPS}`, String(fps));
  }
  const colors = new GifColors();
  const kept: Buffer[] = [];
  let [width, height] = [0, 0];
  for (const frame of frames) {
    ({ width, height } = frame);
    const pixels = packed(frame);
    colors.count(pixels);
    kept.push(deflateRawSync(pixels, { level: 1 }));
  }
  if (kept.length === 0) throw new InputError('GIF', 'must have at least one picture', 'none');
  const palette = colors.palette();
  const nearest = nearestIn(palette);
  const encoder = gifenc.GIFEncoder();
  const table = { palette: [...palette, 0].map(unpack) };
  let before: Uint8Array | undefined;
  for (const [i, bytes] of kept.entries()) {
    const pixels = new Uint32Array(new Uint8Array(inflateRawSync(bytes)).buffer);
    const indices = indexed(pixels, nearest);
    const shown = before === undefined ? indices : changes(before, indices, palette.length);
    const delay = 10 * (hundredths(i + 1, fps) - hundredths(i, fps));
    const transparency = { transparent: i > 0, transparentIndex: palette.length, dispose: 1 } as const;
    encoder.writeFrame(shown, width, height, { ...(i === 0 && table), delay, ...transparency });
    before = indices;
    onFrame?.(i + 1, kept.length);
  }
  encoder.finish();
  return encoder.bytes();
}

/** When a picture begins, in 1/100 s. */
function hundredths(picture: number, fps: number): number {
  return Math.round((100 * picture) / fps);
}

function packed({ pixels }: Frame): Uint32Array {
  const colors = new Uint32Array(pixels.length / 4);
  for (let i = 0; i < colors.length; i++) {
    const at = 4 * i;
    colors[i] = ((pixels[at] as number) << 16) | ((pixels[at + 1] as number) << 8) | (pixels[at + 2] as number);
  }
  return colors;
}

function indexed(pixels: Uint32Array, nearest: (color: PackedColor) => number): Uint8Array {
  const indices = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; ) {
    const color = pixels[i] as number;
    const start = i;
    while (i < pixels.length && pixels[i] === color) i++;
    indices.fill(nearest(color), start, i);
  }
  return indices;
}

/** The indices that differ from those before, with `same` where they do not. */
function changes(before: Uint8Array, now: Uint8Array, same: number): Uint8Array {
  return now.map((index, i) => (index === before[i] ? same : index));
}
