import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Frame } from '../core/environment.ts';
import { InputError, show } from '../core/input-error.ts';
import { writeMp4 } from './ffmpeg.ts';
import { encodeGif } from './gif.ts';
import { resizeFrame } from './resize-frame.ts';
import { writeWhole } from './whole-file.ts';

export interface MovieSettings {
  /** Pictures a second; 30 unless given. A GIF shows 50 at most. */
  readonly fps?: number;
  /** In pixels, with the height in proportion; that of the pictures unless given. */
  readonly width?: number | undefined;
  /** Called after each picture that a GIF has encoded, with how many there are in all. */
  readonly onFrame?: ((written: number, count: number) => void) | undefined;
}

/** What a moving picture holds. */
export interface MovieSummary {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** How long it lasts. */
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * Writes pictures as a moving one: `.gif` by itself, `.mp4` through the program ffmpeg.
 *
 * @param frames all of one size, as {@link recordEpisode} draws them; they are read once
 * @throws InputError where the name ends in neither, there is no such folder, there is no ffmpeg for `.mp4`, or a setting
 * is wrong, each before the first picture is asked for; a picture has another size than the first; or the file cannot be
 * written
 */
export async function writeMovie(
  path: string,
  frames: Iterable<Frame>,
  { fps = 30, width, onFrame }: MovieSettings = {},
): Promise<MovieSummary> {
  const format = movieFormat(path);
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InputError(path, 'must be in a folder that exists', 'none there');
  }
  if (!(fps > 0 && fps < Infinity)) throw new InputError('movie: fps', 'must be a number above 0', show(fps));
  if (width !== undefined && !(Number.isSafeInteger(width) && width >= 1)) {
    throw new InputError('movie: width', 'must be a whole number ≥ 1', show(width));
  }
  const seen = { count: 0, width: 0, height: 0 };
  const resized = alike(frames, width, seen);
  if (format === 'gif') writeWhole(path, encodeGif(resized, fps, onFrame));
  else await writeMp4(path, resized, fps);
  const { count, ...size } = seen;
  return { frames: count, ...size, seconds: count / fps, bytes: statSync(path).size };
}

/** What a file's name says that it is to hold; InputError where that is neither. */
export function movieFormat(path: string): 'gif' | 'mp4' {
  const format = /\.(gif|mp4)$/i.exec(path)?.[1]?.toLowerCase();
  if (format !== undefined) return format as 'gif' | 'mp4';
  throw new InputError('movie', 'the file must end in .gif or .mp4', show(path));
}

/** The pictures at the wanted width, each checked to have the first one's size; `seen` is told of them. */
function* alike(
  frames: Iterable<Frame>,
  width: number | undefined,
  seen: { count: number; width: number; height: number },
): Generator<Frame> {
  let first: Frame | undefined;
  for (const frame of frames) {
    first ??= frame;
    if (frame.width !== first.width || frame.height !== first.height) {
      const wanted = `every picture must be ${first.width} × ${first.height}, as the first is`;
      throw new InputError('movie', wanted, `${frame.width} × ${frame.height}`);
    }
    const resized = resizeFrame(frame, width ?? frame.width);
    Object.assign(seen, { count: seen.count + 1, width: resized.width, height: resized.height });
    yield resized;
  }
}
