import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/core/environment.ts';
import { InputError } from '../../src/core/input-error.ts';
import { Random } from '../../src/core/random.ts';
import { Canvas } from '../../src/envs/drawing/canvas.ts';
import { encodeGif } from '../../src/node/gif.ts';
import { writeMovie } from '../../src/node/movie.ts';
import { resizeFrame } from '../../src/node/resize-frame.ts';
import { readGif } from './gif-reader.ts';

/** A disc that moves over a ground, with smooth edges. */
function moving(count: number): Frame[] {
  return Array.from({ length: count }, (_, i) =>
    new Canvas(60, 40, [250, 250, 240])
      .circle(10 + i, 20, 8.5, [0, 114, 178])
      .line(
        [
          [0, 30],
          [59, 33],
        ],
        2,
        [9, 9, 9],
      )
      .frame(),
  );
}

/** Pictures of more colours than a GIF can hold: shades from left to right, and noise in a corner. */
function colourful(count: number): Frame[] {
  const random = new Random('colours');
  return Array.from({ length: count }, () => {
    const { width, height, pixels } = new Canvas(64, 64, [200, 180, 160]).frame();
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        const noise = y >= 48 ? random.integer(256) : 0;
        if (y >= 16) pixels.set([4 * x, 4 * y, noise], 4 * (64 * y + x));
      }
    }
    return { width, height, pixels };
  });
}

function rgbOf({ pixels }: Frame): number[] {
  return [...pixels].filter((_, i) => i % 4 !== 3);
}

describe('a GIF', () => {
  test('shows every picture to the byte where there are 255 colours or fewer, with one palette', () => {
    const frames = moving(25);
    const gif = readGif(encodeGif(frames, 50));
    expect(gif).toMatchObject({ width: 60, height: 40, repeats: 0, localPalettes: 0 });
    expect(gif.pictures).toHaveLength(25);
    for (const [i, frame] of frames.entries()) expect([...(gif.pictures[i]?.rgb ?? [])]).toEqual(rgbOf(frame));
  });

  test.each([
    [50, [2, 2, 2, 2, 2, 2, 2, 2, 2]],
    [30, [3, 4, 3, 3, 4, 3, 3, 4, 3]],
    [15, [7, 6, 7, 7, 6, 7, 7, 6, 7]],
    [20, [5, 5, 5, 5, 5, 5, 5, 5, 5]],
  ])('at %d pictures a second shows each as long as hundredths of a second allow', (fps, delays) => {
    const { pictures } = readGif(encodeGif(moving(9), fps));
    expect(pictures.map(({ delay }) => delay)).toEqual(delays);
  });

  test('lasts as long as it should in all, to half a hundredth of a second', () => {
    for (const fps of [7, 24, 30, 48, 49.5]) {
      const { pictures } = readGif(encodeGif(moving(40), fps));
      const seconds = pictures.reduce((sum, { delay }) => sum + delay / 100, 0);
      expect(Math.abs(seconds - 40 / fps)).toBeLessThanOrEqual(0.005 + 1e-9);
    }
  });

  test('of more colours keeps the most frequent to the byte and the others near', () => {
    const frames = colourful(3);
    const { pictures } = readGif(encodeGif(frames, 10));
    for (const [i, frame] of frames.entries()) {
      const [shown, meant] = [pictures[i]?.rgb ?? [], rgbOf(frame)];
      for (let pixel = 0; pixel < 64 * 16; pixel++)
        expect([...shown.slice(3 * pixel, 3 * pixel + 3)]).toEqual([200, 180, 160]);
      const squares = meant.map((value, k) => (value - (shown[k] as number)) ** 2);
      expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)).toBeLessThan(16);
    }
  });

  test('does not flicker: what stands still has the same colour in every picture', () => {
    const { pictures } = readGif(encodeGif(colourful(4), 10));
    const still = pictures.map(({ rgb }) => [...rgb.slice(0, 3 * 64 * 48)]);
    for (const picture of still) expect(picture).toEqual(still[0]);
    expect(new Set(still[0]).size).toBeGreaterThan(20);
  });

  test('is the same bytes each time', () => {
    expect(encodeGif(colourful(3), 12)).toEqual(encodeGif(colourful(3), 12));
  });

  test('refuses to be faster than viewers are, and to be empty', () => {
    expect(() => encodeGif(moving(1), 60)).toThrow('GIF: fps must be above 0, and at most 50, got 60');
    expect(() => encodeGif([], 10)).toThrow('GIF: must have at least one picture, got none');
  });
});

describe('a picture at another width', () => {
  const original = new Canvas(60, 40, [255, 255, 255]).circle(30, 20, 12, [20, 40, 200]).frame();
  const mean = ({ pixels }: Frame) => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;

  test('keeps its proportions, and its mean colour', () => {
    for (const width of [7, 20, 33, 60, 90, 240]) {
      const resized = resizeFrame(original, width);
      expect([resized.width, resized.height]).toEqual([width, Math.round((40 * width) / 60)]);
      expect(Math.abs(mean(resized) - mean(original))).toBeLessThan(0.6);
    }
  });

  test('is made of the means of blocks where it is a whole number of times smaller', () => {
    const pixels = Uint8ClampedArray.from({ length: 4 * 4 * 2 }, (_, i) => (i % 4 === 3 ? 255 : 7 * i));
    const half = resizeFrame({ width: 4, height: 2, pixels }, 2);
    const block = (x: number, part: number) =>
      [0, 4, 16, 20].reduce((sum, at) => sum + (pixels[8 * x + at + part] as number) / 4, 0);
    expect(half.pixels[0]).toBe(Math.round(block(0, 0)));
    expect(half.pixels[6]).toBe(Math.round(block(1, 2)));
    expect(half.pixels).toHaveLength(8);
  });

  test('is itself, each pixel in a block, where it is a whole number of times larger', () => {
    const twice = resizeFrame(original, 120);
    for (let y = 0; y < 80; y++) {
      for (let x = 0; x < 120; x += 7) {
        expect(twice.pixels[4 * (120 * y + x)]).toBe(original.pixels[4 * (60 * (y >> 1) + (x >> 1))]);
      }
    }
  });

  test('lies over white where it is not opaque', () => {
    const frame = new Canvas(2, 1, [0, 100, 200, 0.5]).frame();
    // 128 / 255 is what half an opacity is as a byte.
    const shade = (value: number) => Math.round((128 / 255) * value + (1 - 128 / 255) * 255);
    expect([...resizeFrame(frame, 2).pixels]).toEqual([
      shade(0),
      shade(100),
      shade(200),
      255,
      shade(0),
      shade(100),
      shade(200),
      255,
    ]);
  });
});

describe('writeMovie', () => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-ascent-'));

  test('writes a GIF of the wanted width, and says what it wrote', async () => {
    const path = join(folder, 'small.gif');
    const written: string[] = [];
    const onFrame = (done: number, all: number) => written.push(`${done}/${all}`);
    const summary = await writeMovie(path, moving(6), { fps: 20, width: 30, onFrame });
    const bytes = readFileSync(path);
    expect(summary).toEqual({ frames: 6, width: 30, height: 20, seconds: 0.3, bytes: bytes.length });
    expect(readGif(bytes)).toMatchObject({ width: 30, height: 20 });
    expect(written).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  });

  test('refuses what is wrong before it asks for a picture, and leaves no file', async () => {
    const frames = (function* () {
      yield* moving(1);
      throw new Error('asked for a picture');
    })();
    const refused = async (name: string, settings: object, message: string) => {
      const refusal = writeMovie(join(folder, name), frames, settings);
      await expect(refusal).rejects.toThrow(InputError);
      await expect(refusal).rejects.toThrow(message);
    };
    const before = readdirSync(folder);
    await refused('film.avi', {}, 'movie: the file must end in .gif or .mp4');
    await refused('x.gif', { fps: 0 }, 'movie: fps: must be a number above 0, got 0');
    await refused('x.gif', { fps: 100 }, 'GIF: fps must be above 0, and at most 50, got 100');
    await refused('x.gif', { width: 2.5 }, 'movie: width: must be a whole number ≥ 1, got 2.5');
    await refused('nowhere/x.gif', {}, 'x.gif: must be in a folder that exists, got none there');
    expect(readdirSync(folder)).toEqual(before);
    expect(frames.next().done).toBe(false);
  });

  test('refuses pictures of two sizes', async () => {
    const frames = [...moving(2), new Canvas(61, 40, [0, 0, 0]).frame()];
    const refusal = writeMovie(join(folder, 'two.gif'), frames);
    await expect(refusal).rejects.toThrow('movie: every picture must be 60 × 40, as the first is, got 61 × 40');
  });
});
