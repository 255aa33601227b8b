import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGif } from '../node/gif-reader.ts';
import { environmentFiles } from './environment-files.ts';
import { program } from './run-program.ts';

let cwd: string;

/** A corridor that draws itself, at ten steps a second. */
const drawnCorridor = `import Corridor from './corridor.ts';
export default class extends Corridor {
  readonly renderFps = 10;
  render() {
    return { width: 3, height: 2, pixels: new Uint8ClampedArray(24).fill(255) };
  }
}\n`;

/** Keeps what it is told and given, beside itself. */
const fakeFfmpeg = `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
if (words[0] !== '-version') {
  writeFileSync(__dirname + '/bytes', String(readFileSync(0).length));
  writeFileSync(__dirname + '/words', words.join(' '));
  writeFileSync(words.at(-1), 'a film');
}\n`;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  for (const [name, text] of Object.entries(environmentFiles)) writeFileSync(join(cwd, name), text);
  writeFileSync(join(cwd, 'drawn.ts'), drawnCorridor);
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'bin', 'ffmpeg'), fakeFfmpeg);
  chmodSync(join(cwd, 'bin', 'ffmpeg'), 0o755);
  const small = ['--set', 'hidden=[8]', 'rolloutSteps=32', 'epochs=1', 'minibatchSize=64', '--steps', '1000'];
  const runs = [
    ['CartPole-v1', 'cart'],
    ['./drawn.ts', 'own'],
    ['./corridor.ts', 'plain'],
  ] as const;
  await Promise.all(runs.map(([env, out]) => program(['train', 'ppo', env, '--out', out, ...small], { cwd })));
});

const replay = (...words: string[]) => program(['replay', ...words], { cwd });
const gif = (...path: string[]) => readGif(readFileSync(join(cwd, ...path)));
/** The length of each episode that the program says it has shown. */
const lengths = (stdout: string) =>
  [...stdout.matchAll(/^episode \d+: return \S+, (\d+) steps/gm)].map((m) => Number(m[1]));

describe.concurrent('a replay', () => {
  it('films an episode into the run folder, one picture a step and one more, at the speed of the task', async () => {
    const { code, stdout, stderr } = await replay('cart', '--seed', '4', '--gif', 'told.gif');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [steps = 0] = lengths(stdout);
    const { width, height, pictures } = gif('told.gif');
    expect([width, height, pictures.length]).toEqual([600, 400, steps + 1]);
    expect(new Set(pictures.map(({ delay }) => delay))).toEqual(new Set([2]));
    const size = Math.round(readFileSync(join(cwd, 'told.gif')).length / 1000);
    const seconds = Number(((steps + 1) / 50).toFixed(2));
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ppo on CartPole-v1, step [\d,]+: most probable actions, seed 4$/),
      'checkpoint: cart/checkpoints/best.json',
      `episode 1: return ${steps >= 100 ? steps.toFixed(1) : steps >= 10 ? steps.toFixed(2) : steps}, ${steps} steps`,
      `told.gif: ${steps + 1} pictures of 600 × 400, ${seconds} s at 50 a second, ${size} kB`,
      '',
    ]);
  });

  it('is the same bytes for the same run and seed, and shows what evaluate measures', async () => {
    const films = ['first', 'second', 'other'].map((name) => [`${name}.gif`, name === 'other' ? '12' : '11'] as const);
    const outcomes = await Promise.all(
      films.map(([file, seed]) =>
        replay('cart', '--gif', file, '--seed', seed, '--episodes', '3', '--width', '90', '--stochastic'),
      ),
    );
    const [first, second, other] = films.map(([file]) => readFileSync(join(cwd, file)).toString('base64'));
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    const shown = lengths(outcomes[0]?.stdout ?? '');
    expect(shown).toHaveLength(3);
    expect(gif('first.gif').pictures).toHaveLength(shown.reduce((sum, steps) => sum + steps + 1, 0));
    const words = ['evaluate', 'cart', '--episodes', '3', '--seed', '11', '--stochastic'];
    const { stdout } = await program(words, { cwd });
    const mean = shown.reduce((sum, steps) => sum + steps, 0) / 3;
    expect(stdout).toContain(`│ mean return               │ ${mean.toFixed(mean >= 100 ? 1 : 2)} `);
  });

  it('shows every n-th step at the true speed, as often as a GIF allows, and cuts long episodes off', async () => {
    const words = ['--fps', '100', '--every', '4', '--max-steps', '7', '--gif', 'cut.gif', '--width', '60'];
    const { stdout } = await replay('cart', ...words);
    expect(stdout).toContain('episode 1: return 7.00, 7 steps, cut off by --max-steps');
    expect(stdout).toContain('cut.gif: 3 pictures of 60 × 40, 0.12 s at 25 a second, every 4th step of 100 a second');
    expect(gif('cut.gif').pictures.map(({ delay }) => delay)).toEqual([4, 4, 4]);
    const fast = await replay('cart', '--fps', '100', '--max-steps', '6', '--gif', 'fast.gif', '--width', '60');
    expect(fast.stdout).toContain(
      'fast.gif: 4 pictures of 60 × 40, 0.08 s at 50 a second, every 2nd step of 100 a second',
    );
  });

  it('of an environment of one’s own goes by its file and its speed, into replay.gif unless told otherwise', async () => {
    const { code, stdout } = await replay('own/checkpoints/last.json');
    expect(code).toBe(0);
    expect(stdout).toContain('ppo on drawn, step 1,000');
    const { width, height, pictures } = gif('own', 'replay.gif');
    expect([width, height, pictures[0]?.delay]).toEqual([3, 2, 10]);
  });

  it('as an MP4 goes through ffmpeg', async () => {
    const outcome = await program(['replay', 'own', '--mp4', 'film.mp4', '--fps', '25'], {
      cwd,
      env: { ...process.env, PATH: join(cwd, 'bin') },
    });
    expect(outcome.stderr).toBe('');
    const [steps = 0] = lengths(outcome.stdout);
    expect(readFileSync(join(cwd, 'bin', 'bytes'), 'utf8')).toBe(String((steps + 1) * 3 * 2 * 4));
    expect(readFileSync(join(cwd, 'bin', 'words'), 'utf8')).toContain('-video_size 3x2 -framerate 25 -i pipe:0');
    expect(readFileSync(join(cwd, 'film.mp4'), 'utf8')).toBe('a film');
  });
});

describe.concurrent('a replay refuses, in one line and with no file behind it,', () => {
  it.each([
    ['plain', 'environment corridor: must have a render() that draws it, to be replayed, got none'],
    ['cart --gif x.mp4', "--gif: must be a file that ends in .gif, got 'x.mp4'"],
    ['cart --mp4 x.gif', "--mp4: must be a file that ends in .mp4, got 'x.gif'"],
    ['cart --gif a.gif --mp4 a.mp4', '--mp4: goes without --gif: leave one of them out'],
    ['cart --gif nowhere/x.gif', 'nowhere/x.gif: must be in a folder that exists, got none there'],
    ['cart --episodes 0', "--episodes: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got '0'"],
    ['cart --fps 0', "--fps: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got '0'"],
    ['cart --fps 100 --every 1 --gif x.gif', 'GIF: fps must be above 0, and at most 50, got 100'],
    ['cart --env Pendulum-v1', 'environment Pendulum-v1: the policy needs the observationSpace box([4],'],
    ['nowhere', 'run nowhere: must be a run folder or a checkpoint file, got nothing at'],
    [
      'cart --mp4 x.mp4',
      'ffmpeg: must be in PATH to write x.mp4: install it (https://ffmpeg.org), or write a .gif, which needs nothing, got no such program',
    ],
  ])('%s', async (words, line) => {
    const env = { ...process.env, PATH: join(cwd, 'nothing') };
    const { code, stdout, stderr } = await program(['replay', ...words.split(' ')], { cwd, env });
    expect(stderr.startsWith(`policy-ascent: ${line}`)).toBe(true);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(1);
    for (const name of ['x.gif', 'x.mp4', 'plain/replay.gif', 'cart/replay.gif'])
      expect(existsSync(join(cwd, name))).toBe(false);
  });
});
