import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from './run-program.ts';

const SEEDS = [1, 2];
let cwd: string;
const run = (words: string) => program(words.split(' '), { cwd });
const json = (path: string) => JSON.parse(readFileSync(join(cwd, path), 'utf8'));

/** A run on another environment, made of the files of one that was trained. */
function runOn(environment: string, path: string, progress?: string): void {
  mkdirSync(join(cwd, path), { recursive: true });
  for (const name of ['config.json', 'progress.csv']) cpSync(join(cwd, 'a2c', 'seed-1', name), join(cwd, path, name));
  const config = { ...json(join(path, 'config.json')), environment: { id: environment } };
  writeFileSync(join(cwd, path, 'config.json'), JSON.stringify(config));
  if (progress !== undefined) writeFileSync(join(cwd, path, 'progress.csv'), progress);
}

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  const train = (agent: string) => run(`train ${agent} CartPole-v1 --steps 1000 --seeds 1..2 --out ${agent}`);
  await Promise.all(['a2c', 'reinforce'].map(train));
}, 60_000);
afterAll(() => rmSync(cwd, { recursive: true }));

describe('compare', () => {
  it('compares what the summaries of two sets say, in a table, a sentence and a file', async () => {
    const { code, stdout, stderr } = await run('compare a2c --with reinforce --csv out.csv');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'score of a run: mean return of its last 100 training episodes, at its end',
      'first set: a2c',
      'second set: reinforce',
    ]);
    expect(stdout).toMatch(/│ CartPole-v1 │ first {2}│ a2c {7}│ 2 {4}│ [\d,… ]+ │ [\d.]+ │ [\d.]+ … [\d.]+ │/);
    expect(stdout).toMatch(/│ CartPole-v1 │ second │ reinforce │ 2 {4}│/);
    expect(lines.at(-3)).toMatch(
      /^CartPole-v1: a run of the first set scores above one of the second with probability [\d.]+ \(95 % interval [\d.]+ … [\d.]+\); the interval (holds|excludes) 0\.5[:,] /,
    );
    expect(lines.at(-2)).toBe('written: out.csv');

    const returns = (set: string): number[] => SEEDS.map((seed) => json(`${set}/seed-${seed}/summary.json`).returnMean);
    const [one, other] = [returns('a2c'), returns('reinforce')];
    const wins = one.flatMap((x) => other.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)));
    const rows = readFileSync(join(cwd, 'out.csv'), 'utf8').split('\n');
    const value = (start: string) =>
      Number(
        rows
          .find((row) => row.startsWith(start))
          ?.slice(start.length)
          .split(',')[0],
      );
    expect(value('CartPole-v1,first,"a2c",2,mean,')).toBeCloseTo(one.reduce((sum, x) => sum + x) / 2, 10);
    expect(value('CartPole-v1,second,"reinforce",2,mean,')).toBeCloseTo(other.reduce((sum, x) => sum + x) / 2, 10);
    expect(value('CartPole-v1,first over second,,4,probabilityOfImprovement,')).toBe(
      wins.reduce<number>((sum, win) => sum + win, 0) / 4,
    );
  }, 60_000);

  it('names the environments that one set alone has, and goes on over those that both have', async () => {
    for (const [set, ...environments] of [
      ['one', 'B-v0', 'C-v0', 'D-v0'],
      ['other', 'E-v0', 'C-v0', 'B-v0'],
    ] as const) {
      for (const environment of environments) runOn(environment, `${set}/${environment}`);
    }
    // What is left out needs no score.
    writeFileSync(join(cwd, 'other', 'E-v0', 'progress.csv'), '');
    const { code, stdout } = await run('compare one --with other/E-v0 other');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'second set: other/E-v0, other\nleft out: D-v0, which the first set alone has\n' +
        'left out: E-v0, which the second set alone has\n',
    );
    expect(stdout).toContain('all 2 environments: a run of the first set scores above one of the second with');
    expect(stdout).not.toMatch(/│ [DE]-v0/);
  }, 60_000);

  it('scores by the best mean return on demand', async () => {
    const header = 'step,seconds,episodes,returnMean,lengthMean';
    runOn('A-v0', 'higher', `${header}\n10,1,100,50,1\n20,2,200,30,1\n`);
    runOn('A-v0', 'lower', `${header}\n10,1,100,10,1\n20,2,200,40,1\n`);
    const { stdout } = await run('compare higher --with lower --measure best');
    expect(stdout).toContain('score of a run: highest mean return of 100 training episodes\n');
    // Of one run there is no interval.
    expect(stdout).toMatch(/│ 20 {4}│ 50\.00 │ +│ 50\.00 │ +│\n/);
    expect(stdout).toContain('with probability 1.00 (');
    expect((await run('compare higher --with lower')).stdout).toContain('with probability 0.00 (');
  }, 60_000);
});

describe.concurrent('compare refuses, in one line,', () => {
  beforeAll(() => {
    const header = 'step,seconds,episodes,returnMean,lengthMean\n';
    for (const seed of [1, 2]) runOn('CartPole-v1', `short/seed-${seed}`, `${header}8,0.1,0,,\n`);
    runOn('F-v0', 'elsewhere');
    mkdirSync(join(cwd, 'empty'));
  });

  it.each([
    ['compare a2c', '--with: must name the runs to compare with, got none'],
    ['compare', "missing required argument 'runs'"],
    ['compare nowhere --with a2c', 'runs nowhere: must be a run folder, or hold some, got nothing there'],
    ['compare a2c --with empty', 'runs empty: must be a run folder, or hold some, got none in it'],
    [
      'compare a2c --with elsewhere',
      '--with: runs of an environment that those before it have too, got CartPole-v1 before it and F-v0 after it',
    ],
    [
      'compare a2c --with short reinforce',
      `runs: each must have a finished episode to be scored by, got none in ${join('short', 'seed-1')}, ${join('short', 'seed-2')}`,
    ],
    [
      'compare a2c --with reinforce a2c/seed-2',
      `--with: other runs than those before it, got ${join('a2c', 'seed-2')} in both sets`,
    ],
    [
      'compare a2c --with reinforce --measure mean',
      "--measure: must be one of last, best, got 'mean': known: last, best",
    ],
    ['compare a2c --with reinforce --csv no/such.csv', 'no/such.csv: must be writable, got no such file or folder'],
  ])(
    '%s',
    async (words, message) => {
      const { code, stdout, stderr } = await run(words);
      expect([code, stdout, stderr]).toEqual([1, '', `policy-ascent: ${message}\n`]);
      expect(existsSync(join(cwd, 'no'))).toBe(false);
    },
    60_000,
  );
});
