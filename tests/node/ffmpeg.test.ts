import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Canvas } from '../../src/envs/drawing/canvas.ts';
import { ffmpegArguments } from '../../src/node/ffmpeg.ts';
import { writeMovie } from '../../src/node/movie.ts';

let folder: string;
let path: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  path = process.env.PATH;
  process.env.PATH = folder;
});
afterEach(() => {
  process.env.PATH = path;
});

/** A program `ffmpeg`, the only one in PATH, that keeps its words and what it reads, then runs `ending`. */
function fakeFfmpeg(ending: string): void {
  const source = `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
if (words[0] === '-version') process.exit(0);
${ending}
`;
  writeFileSync(join(folder, 'ffmpeg'), source);
  chmodSync(join(folder, 'ffmpeg'), 0o755);
}

const KEEPS = `const input = readFileSync(0);
writeFileSync(__dirname + '/words.json', JSON.stringify(words));
writeFileSync(__dirname + '/input', input);
writeFileSync(words.at(-1), 'a film');`;

function frames(count: number, width = 31, height = 21) {
  return Array.from({ length: count }, (_, i) => new Canvas(width, height, [i, 2 * i, 255 - i]).frame());
}

const film = () => join(folder, 'film.mp4');

describe('an MP4', () => {
  test('goes to ffmpeg as raw pictures in turn, and takes its name when it is whole', async () => {
    fakeFfmpeg(KEEPS);
    const made = await writeMovie(film(), frames(40), { fps: 25 });
    expect(made).toEqual({ frames: 40, width: 31, height: 21, seconds: 1.6, bytes: 6 });
    const words = JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8'));
    expect(words.at(-1)).toMatch(/film\.mp4\.\d+\.partial$/);
    expect(words).toEqual(
      ffmpegArguments({ width: 31, height: 21, pixels: new Uint8ClampedArray() }, 25, words.at(-1)),
    );
    const sent = readFileSync(join(folder, 'input'));
    expect(sent.equals(Buffer.concat(frames(40).map(({ pixels }) => Buffer.from(pixels))))).toBe(true);
    expect(readFileSync(film(), 'utf8')).toBe('a film');
    expect(readdirSync(folder).sort()).toEqual(['ffmpeg', 'film.mp4', 'input', 'words.json']);
  });

  test('has raw red, green, blue and opacity in, and yuv420p of even sizes out', () => {
    const words = ffmpegArguments({ width: 600, height: 399, pixels: new Uint8ClampedArray() }, 50 / 3, 'out.mp4');
    const after = (word: string) => words[words.indexOf(word) + 1];
    const [input, output] = [words.slice(0, words.indexOf('-i')), words.slice(words.indexOf('-i') + 2)];
    expect(after('-i')).toBe('pipe:0');
    expect(input.join(' ')).toContain('-f rawvideo -pix_fmt rgba -video_size 600x399 -framerate 16.666666666666668');
    expect(output.join(' ')).toContain('-pix_fmt yuv420p');
    expect(output.join(' ')).toContain('-vf pad=ceil(iw/2)*2:ceil(ih/2)*2');
    expect(words.at(-1)).toBe('out.mp4');
  });

  test('is refused without ffmpeg, before a picture is asked for, with what to do', async () => {
    const asked = (function* () {
      yield* frames(1);
    })();
    const refusal = writeMovie(film(), asked);
    await expect(refusal).rejects.toThrow(
      /^ffmpeg: must be in PATH to write .*film\.mp4: install it .*, or write a \.gif/,
    );
    expect(asked.next().done).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says what ffmpeg said where it fails at the end, and leaves no file', async () => {
    fakeFfmpeg(
      "readFileSync(0); writeFileSync(words.at(-1), 'half'); console.error('Unknown encoder libx264'); process.exit(3);",
    );
    await expect(writeMovie(film(), frames(3))).rejects.toThrow(
      'ffmpeg: must write the film, got Unknown encoder libx264',
    );
    expect(readdirSync(folder)).toEqual(['ffmpeg']);
  });

  test('does not wait for ever for one that goes away with its pipe full', async () => {
    fakeFfmpeg("console.error('no space'); process.exit(1);");
    await expect(writeMovie(film(), frames(60, 300, 200))).rejects.toThrow('ffmpeg: must write the film, got no space');
    expect(existsSync(film())).toBe(false);
  });

  test('is given up, with the program ended, where the pictures fail', async () => {
    fakeFfmpeg(`writeFileSync(__dirname + '/pid', String(process.pid)); ${KEEPS}`);
    const failing = (function* () {
      yield* frames(2);
      throw new Error('the environment broke');
    })();
    await expect(writeMovie(film(), failing)).rejects.toThrow('the environment broke');
    expect(existsSync(film())).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
