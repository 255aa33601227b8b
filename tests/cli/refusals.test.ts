import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { environmentFiles } from './environment-files.ts';
import { program } from './run-program.ts';

let cwd: string;
let before: string[];
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  for (const [name, text] of Object.entries(environmentFiles)) writeFileSync(join(cwd, name), text);
  mkdirSync(join(cwd, 'full'));
  writeFileSync(join(cwd, 'full', 'config.json'), '{}');
  before = readdirSync(cwd, { recursive: true, encoding: 'utf8' });
});

/** The program must answer these words by this line alone, with code 1, and leave no file behind. */
async function refuses(words: string, line: string): Promise<void> {
  const { code, stdout, stderr } = await program(words.split(' '), { cwd });
  expect(stderr).toBe(`policy-ascent: ${line}\n`);
  expect(stdout).toBe('');
  expect(code).toBe(1);
  expect(readdirSync(cwd, { recursive: true, encoding: 'utf8' })).toEqual(before);
}

const exportsRule = 'must export by default an environment class, a function that returns one, or { create, … }';

describe.concurrent('the command line refuses, in one line,', () => {
  it.each([
    ['trian', "unknown command 'trian' (did you mean train?)"],
    ['train ppo', "missing required argument 'environment'"],
    ['train ppo CartPole-v1 --sed 2', "unknown option '--sed' (did you mean one of --seed, --set?)"],
    ['train ppo CartPole-v1 --steps', "option '--steps <number>' argument missing"],
    ['train ppo CartPole-v1 now', "too many arguments for 'train'. Expected 2 arguments but got 3."],
  ])('%s', refuses);

  it.each([
    ['train poo CartPole-v1', "agent: there is no 'poo': did you mean 'ppo'?"],
    ['train ppo CartPole-v9', "environment: there is no 'CartPole-v9': did you mean 'CartPole-v0'?"],
    ['train ppo CartPole-v1 --set clipRang=1', "ppo: there is no hyperparameter 'clipRang': did you mean 'clipRange'?"],
    ['train ppo CartPole-v1 --set epochs=many', "ppo: epochs: must be a whole number ≥ 1, got 'many'"],
    ['train ppo CartPole-v1 --set epochs', "--set: must be name=value, such as clipRange=0.1, got 'epochs'"],
    ['train ppo CartPole-v1 --set gamma=1 gamma=2', "--set: each name once, got 'gamma' twice"],
    [
      'train ppo CartPole-v1 --steps -5',
      "--steps: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got '-5'",
    ],
    ['train ppo CartPole-v1 --envs 0', "--envs: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got '0'"],
    ['train ppo CartPole-v1 --seed x', "--seed: must be a whole number ≥ 0, such as 100000, 1e5 or 100_000, got 'x'"],
    [
      'train ppo CartPole-v1 --seed 1 --seeds 1..3',
      '--seeds: goes without --seed: leave one of them out, got --seed 1 as well',
    ],
    ['train ppo CartPole-v1 --seeds 1-3', "--seeds: must be whole numbers ≥ 0, such as 1..4 or 1,3,7, got '1-3'"],
    ['train ppo CartPole-v1 --seeds 1,2,1', "--seeds: each seed once, got 1 twice in '1,2,1'"],
    [
      'train ppo CartPole-v1 --seeds 1..3 --workers none',
      "--workers: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got 'none'",
    ],
    [
      'train ppo CartPole-v1 --seeds 1..3 --out full',
      'run folder full: must be a new or an empty folder, got one that holds a run already',
    ],
    [
      'train ppo CartPole-v1 --workers 9',
      '--workers: must be at most the 8 environments that they share out: take fewer workers, or more envs, got 9',
    ],
    ...(['normalizeObservations', 'normalizeRewards'] as const).map(
      (name) =>
        [
          `train ppo CartPole-v1 --workers 2 --set ${name}=true`,
          `--workers: cannot share out the environments of a run with ${name}, which follows every step of all of ` +
            `them in turn: set ${name}=false, or take 1 worker (whole runs, one for each of several seeds, can always ` +
            'go side by side)',
        ] as const,
    ),
    [
      'train ppo CartPole-v1 --backend gpu',
      "--backend: must be one of wasm, cpu, tensorflow, webgl, got 'gpu': did you mean 'cpu'?",
    ],
    [
      'train ppo CartPole-v1 --out full',
      'run folder full: must be a new or an empty folder, got one that holds a run already',
    ],
    ['train ppo CartPole-v1 --out notes.txt', 'run folder notes.txt: must be a new or an empty folder, got a file'],
    [
      'train ppo CartPole-v1 --out notes.txt/a',
      'run folder notes.txt/a: must be a new or an empty folder, got a path that leads through a file',
    ],
  ] as const)('%s', refuses);
});

describe.concurrent('an environment file is refused, in one line,', () => {
  it.each([
    ['./none.ts', (home: string) => `must be a file, got nothing at ${join(home, 'none.ts')}`],
    ['./full', (home: string) => `must be a file, got a folder at ${join(home, 'full')}`],
    ['./notes.txt', () => "must end in .ts, .mts, .cts, .js, .mjs, .cjs, got 'notes.txt'"],
    [
      './throws.ts',
      () => "threw on loading: TypeError: Cannot read properties of undefined (reading 'size') (throws.ts:4:24)",
    ],
    ['./string.ts', () => "threw on loading: 'no'"],
    ['./syntax.ts', () => 'threw on loading: SyntaxError: Expected ")" but found "}" (syntax.ts:3:0)'],
    ['./nothing.ts', () => `${exportsRule}, got no export`],
    ['./number.ts', () => `${exportsRule}, got 3`],
    ['./instance.ts', () => `${exportsRule} (each environment of a run is one of its own), got a single environment`],
    ['./promise.ts', () => 'must make an environment, got a promise of one'],
    ['./two.ts', () => 'must register one environment, or export one by default, got A-v0, B-v0 and no export'],
    [
      './taken.ts',
      () => "threw on loading: register: 'CartPole-v1' is registered already: choose another id (taken.ts:2:1)",
    ],
    ['./no-step.ts', () => 'checkEnvironment: step must be a function, got undefined'],
  ] as const)('%s', (file, message) => refuses(`train ppo ${file}`, `environment ${file}: ${message(cwd)}`));

  it('also where a module that it imports is missing', async () => {
    const { code, stderr } = await program(['train', 'ppo', './missing-import.ts'], { cwd });
    expect(stderr).toMatch(
      /^policy-ascent: environment \.\/missing-import\.ts: threw on loading: Cannot find module .*nowhere.*\n$/,
    );
    expect(code).toBe(1);
  });
});

describe.concurrent('evaluate, inspect and list refuse, in one line,', () => {
  it.each([
    [
      'evaluate nowhere',
      (home: string) =>
        `run nowhere: must be a run folder or a checkpoint file, got nothing at ${join(home, 'nowhere')}`,
    ],
    ['evaluate full', () => 'run full: must hold a checkpoint in its folder checkpoints, got none'],
    [
      'evaluate full --checkpoint lst',
      () => "--checkpoint: must be one of best, last, got 'lst': did you mean 'last'?",
    ],
    [
      'evaluate full --episodes 0',
      () => "--episodes: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got '0'",
    ],
    ['evaluate notes.txt', () => 'notes.txt: checkpoint: is damaged: Unexpected token'],
    [
      'inspect nowhere',
      (home: string) =>
        `run nowhere: must be a run folder or a checkpoint file, got nothing at ${join(home, 'nowhere')}`,
    ],
    [
      'inspect full --checkpoint last',
      () => 'run full: must hold the checkpoint last.json in its folder checkpoints, got none',
    ],
    [
      'inspect full --checkpoint bets',
      () => "--checkpoint: must be one of best, last, got 'bets': did you mean 'best'?",
    ],
    ['inspect notes.txt', () => 'notes.txt: checkpoint: is damaged: Unexpected token'],
    ['list ppp', () => "list: there is no 'ppp': did you mean 'ppo'?"],
    ['list environment', () => "list: there is no 'environment': did you mean 'environments'?"],
  ] as const)('%s', async (words, message) => {
    const { code, stderr } = await program(words.split(' '), { cwd });
    expect(stderr).toMatch(/^[^\n]*\n$/);
    expect(stderr).toContain(`policy-ascent: ${message(cwd)}`);
    expect(code).toBe(1);
  });
});
