import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Search } from '../../src/cli/tune-definition.ts';
import { SearchFolder } from '../../src/cli/tune-folder.ts';
import { trialsCsv } from '../../src/cli/tune-trials.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import { make } from '../../src/envs/index.ts';
import { loadPolicy } from '../../src/node/load-policy.ts';
import { SCORE_SETTINGS } from '../../src/train/search/run-trial.ts';
import { drawTrial } from '../../src/train/search/search-space.ts';
import { environmentFiles } from './environment-files.ts';
import { type Outcome, program } from './run-program.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  for (const [name, text] of Object.entries(environmentFiles)) writeFileSync(join(cwd, name), text);
  for (const [name, text] of Object.entries(SPACES)) writeFileSync(join(cwd, `${name}.yaml`), text);
});

const SPACES = {
  space: `
learningRate: { logUniform: [1e-4, 1e-1], schedule: linear }
gamma: { uniform: [0, 1] }
hidden: { choices: [[4], [8, 8]] }
rolloutSteps: { integers: [8, 32] }
epochs: 1
`,
  // After a step of that size the next loss is no number.
  bursting: 'learningRate: { choices: [0.01, 1e38] }\nhidden: [4]\nrolloutEpisodes: 2\n',
  burst: 'learningRate: { choices: [1e38] }\nhidden: [4]\nrolloutEpisodes: 2\n',
  plain: 'gamma: { uniform: [0, 1] }\nhidden: [4]\n',
};

const read = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8');
const FILES = ['preset.yaml', 'search.json', 'trials.csv'];
const allOf = (folder: string) => FILES.map((name) => read(folder, name));
const rowsOf = (folder: string) => read(folder, 'trials.csv').trimEnd().split('\n').slice(1);

/** Runs the program, and ends it by a signal once it has printed a text. */
function tuned(words: string, signal?: NodeJS.Signals, until = ''): Promise<Outcome> {
  let sent = signal === undefined;
  return program(['tune', ...words.split(' ')], {
    cwd,
    onOutput: (child, stdout) => {
      if (sent || !stdout.includes(until)) return;
      sent = true;
      child.kill(signal);
    },
  });
}

describe.concurrent('a search', () => {
  const words = 'ppo CartPole-v1 --space space.yaml --trials 2 --seeds 5,1 --steps 400 --envs 2';

  it('that is killed, and then stopped, goes on to the same bytes with other workers', async () => {
    const [whole, killed] = await Promise.all([
      tuned(`${words} --workers 1 --out whole`),
      tuned(`${words} --workers 2 --out halted`, 'SIGKILL', 'trial 1: '),
    ]);
    expect([whole.code, whole.stderr]).toEqual([0, '']);
    expect(killed.signal).toBe('SIGKILL');
    const kept = rowsOf('halted');
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(rowsOf('whole')).toEqual(expect.arrayContaining(kept));

    const stopped = await tuned(`${words} --workers 1 --out halted`, 'SIGINT', 'search folder: ');
    expect([stopped.code, stopped.stderr]).toEqual([130, '']);
    expect(stopped.stdout).toContain(`search folder: halted, in which ${kept.length} runs are done`);
    expect(stopped.stdout).toMatch(/stopped with \d runs done; the same command goes on\n$/);
    expect(readdirSync(join(cwd, 'halted')).sort()).toEqual(['search.json', 'trials.csv']);

    const ended = await tuned(`${words} --workers 2 --out halted`);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).not.toContain('trial 1: ');
    expect(allOf('halted')).toEqual(allOf('whole'));
    expect(readdirSync(join(cwd, 'whole')).sort()).toEqual(FILES);
    await describesTheBest();
  });

  /** The folder `whole` holds a row for each run, and as a preset the best, which trains to the very score. */
  async function describesTheBest(): Promise<void> {
    const { space } = JSON.parse(read('whole', 'search.json')) as Search;
    const rows = rowsOf('whole').map((row) => row.split(','));
    expect(read('whole', 'trials.csv').split('\n')[0]).toBe(
      'trial,rung,steps,seed,score,learningRate,gamma,hidden,rolloutSteps',
    );
    expect(rows.map(([trial, rung, steps, seed]) => [trial, rung, steps, seed])).toEqual(
      [1, 2].flatMap((trial) => ['5', '1'].map((seed) => [String(trial), '1', '400', seed])),
    );
    const means = [0, 2].map((at) => (Number(rows[at]?.[4]) + Number(rows[at + 1]?.[4])) / 2);
    expect(new Set(means).size).toBe(2);
    const best = means.indexOf(Math.max(...means)) + 1;
    const drawn = drawTrial(space, 1, best);
    const text = read('whole', 'preset.yaml');
    expect(text).toContain(`# The best of 2 trials of random search: trial ${best}, drawn by seed 1,`);
    expect(text).toContain(`# Score: mean return ${means[best - 1]} of 100 greedy episodes`);
    expect(text).toMatch(/over the training seeds 5, 1; 95 % interval over seeds [\d.,]+ … [\d.,]+\./);
    const { learningRate, ...others } = drawn;
    const from = (learningRate as { from: number }).from;
    expect(parse(text)).toMatchObject({
      agent: 'ppo',
      environment: 'CartPole-v1',
      steps: 400,
      envs: 2,
      set: { ...others, learningRate: `linear:${from}:0`, epochs: 1 },
    });
    const train = ['train', '--config', 'whole/preset.yaml', '--seed', '1', '--out', 'best'];
    const { code, stderr } = await program(train, { cwd });
    expect([code, stderr]).toEqual([0, '']);
    const policy = await loadPolicy(join(cwd, 'best'), { checkpoint: 'last' });
    const settings = { episodes: 100, seed: 1_000_000, deterministic: true, maxEpisodeSteps: 2000 };
    const { mean } = evaluate(policy, make('CartPole-v1'), settings);
    expect(rows[2 * best - 1]?.[4]).toBe(String(mean));
  }

  it('by halving goes on with the best that did not fail', async () => {
    const { code, stdout, stderr } = await tuned(
      'reinforce CartPole-v1 --space bursting.yaml --search halving --trials 3 --seeds 3 --steps 600 --envs 2 ' +
        '--seed 10 --out halving',
    );
    expect([code, stderr]).toEqual([0, '']);
    const rows = rowsOf('halving').map((row) => row.split(','));
    const failed = rows.filter(([, , , , , learningRate]) => learningRate === '1e+38');
    expect(failed.map(([, rung, steps, seed, score]) => [rung, steps, seed, score])).toEqual([
      ['1', '200', '3', 'failed'],
    ]);
    expect(stdout).toMatch(/^trial 1, seed 3: failed: reinforce at step \d+: loss: must be a finite number, got /m);
    const scores = rows.filter(([, rung]) => rung === '1').map(([, , , , score]) => Number(score));
    const best = scores.indexOf(Math.max(...scores.filter(Number.isFinite))) + 1;
    expect(rows.filter(([, rung]) => rung === '2').map((row) => row.slice(0, 4))).toEqual([
      [String(best), '2', '600', '3'],
    ]);
    expect(read('halving', 'preset.yaml')).toContain(
      `# The best of 3 trials of successive halving, η = 3: trial ${best},`,
    );
  });

  it('of which all trials fail says so, and leaves no preset', async () => {
    const { code, stderr } = await tuned(
      'reinforce CartPole-v1 --space burst.yaml --trials 1 --seeds 3 --steps 200 --envs 2 --out burst',
    );
    expect([code, stderr]).toEqual([
      1,
      'policy-ascent: tuning: must have a trial that does not fail, got failures of all\n',
    ]);
    expect(rowsOf('burst')).toEqual(['1,1,200,3,failed,1e+38']);
    expect(readdirSync(join(cwd, 'burst')).sort()).toEqual(['search.json', 'trials.csv']);
  });

  it('ends where the environment’s file throws, for which no trial is to blame', async () => {
    const { code, stderr } = await tuned('ppo ./crash.ts --space plain.yaml --trials 2 --steps 8000 --out crash');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^policy-ascent: environment \.\/crash\.ts: threw TypeError: .* \(crash\.ts:\d+:\d+\)\n$/);
    expect(readdirSync(join(cwd, 'crash'))).toEqual(['search.json']);
  });
});

const SEARCH: Search = {
  format: 1,
  agent: { name: 'ppo', hyperparameters: { gamma: 0.9, lambda: 0.8 } },
  environment: { id: 'CartPole-v1' },
  space: { gamma: { uniform: [0, 1] }, hidden: { choices: [[4], [8, 8]] }, activation: { choices: ['a "b", c'] } },
  search: 'random',
  trials: 4,
  steps: 500,
  envs: 2,
  seeds: [5, 1],
  seed: 1,
  backend: 'wasm',
  score: SCORE_SETTINGS,
  version: '0.1.0',
};
const RUNS = [
  { trial: 1, rung: 1, seed: 5, score: 0.1 + 0.2 },
  { trial: 1, rung: 1, seed: 1, score: -Infinity },
  { trial: 2, rung: 1, seed: 1, score: -0 },
  { trial: 3, rung: 1, seed: 5, score: 1e21 },
];

/** Adds runs to a search in a folder, as a process would that is then killed. */
function kept(path: string, runs: typeof RUNS, search = SEARCH): SearchFolder {
  const folder = SearchFolder.open(path, search);
  for (const run of runs) folder.add(run);
  return folder;
}

describe('a search’s folder', () => {
  let number = 0;
  const fresh = () => join(cwd, `folder-${++number}`);

  it('keeps the bytes in whatever order runs end, and however often it is opened', () => {
    const [one, other] = [fresh(), fresh()];
    kept(one, RUNS).close();
    for (const run of [...RUNS].reverse()) kept(other, [run]);
    expect(readFileSync(join(other, 'trials.csv'), 'utf8')).toBe(readFileSync(join(one, 'trials.csv'), 'utf8'));
    const { runs } = SearchFolder.open(one, SEARCH);
    expect(runs).toEqual(RUNS);
    expect(runs[0]?.score).toBe(0.30000000000000004);
  });

  it('quotes values in which there are commas', () => {
    const [, row] = trialsCsv(SEARCH, RUNS).split('\n');
    const { gamma, hidden } = drawTrial(SEARCH.space, 1, 1);
    const layers = JSON.stringify(hidden);
    expect(row).toBe(
      `1,1,500,5,0.30000000000000004,${gamma},${layers.includes(',') ? `"${layers}"` : layers},"a ""b"", c"`,
    );
  });

  it('may be killed before it is written down what it is, or while a file is written', () => {
    const path = fresh();
    mkdirSync(path);
    for (const name of ['search.json.99.partial', 'lock']) writeFileSync(join(path, name), '999999999');
    kept(path, RUNS);
    writeFileSync(join(path, 'trials.csv.99.partial'), 'trial,ru');
    expect(SearchFolder.open(path, SEARCH).runs).toEqual(RUNS);
    expect(readdirSync(path).sort()).toEqual(['lock', 'search.json', 'trials.csv']);
  });

  it('takes more trials of a random search, and then no fewer', () => {
    const path = fresh();
    kept(path, RUNS);
    expect(SearchFolder.open(path, { ...SEARCH, trials: 9 }).runs).toEqual(RUNS);
    expect(() => SearchFolder.open(path, SEARCH)).toThrow('one that has trials 9 where 4 is asked for');
  });

  it.each<[Partial<Search>, string]>([
    [{ steps: 600, envs: 3 }, 'steps 500 where 600 is asked for; envs 2 where 3 is asked for'],
    [{ seeds: [5] }, 'seeds [5,1] where [5] is asked for'],
    [{ search: 'halving', eta: 3 }, "search 'random' where 'halving' is asked for; eta nothing where 3 is asked for"],
    [{ environment: { id: 'Acrobot-v1' } }, "environment.id 'CartPole-v1' where 'Acrobot-v1' is asked for"],
    [
      { space: { ...SEARCH.space, gamma: { uniform: [0, 0.9] } } },
      'space.gamma.uniform [0,1] where [0,0.9] is asked for',
    ],
    [
      { agent: { name: 'ppo', hyperparameters: { gamma: 0.9, lambda: 0.7 } } },
      'agent.hyperparameters.lambda 0.8 where 0.7 is asked for',
    ],
    [
      { space: Object.fromEntries(Object.entries(SEARCH.space).reverse()) },
      'order of space ["gamma","hidden","activation"] where ["activation","hidden","gamma"] is asked for',
    ],
  ])('of another search is refused: %j', (other, message) => {
    const path = fresh();
    kept(path, RUNS).close();
    const asked = { ...SEARCH, ...other };
    expect(() => SearchFolder.open(path, asked)).toThrow(
      `search folder ${path}: must hold this search, or be new or empty, got one that has ${message}`,
    );
    expect(SearchFolder.open(path, SEARCH).runs).toEqual(RUNS);
  });

  it('is refused with its line where somebody has changed the trials', () => {
    const path = fresh();
    kept(path, RUNS).close();
    const whole = readFileSync(join(path, 'trials.csv'), 'utf8');
    for (const [text, line] of [
      [whole.replace(/^(2,1,500,1,)-?0/m, '$1five'), 4],
      [whole.replace(/^2,1,500/m, '2,1,400'), 4],
      [whole.replace(/0\.30000000000000004,\d/, '0.30000000000000004,7'), 2],
      [whole.replace('trial,', 'try,'), 1],
      [whole.slice(0, -1), 5],
    ] as const) {
      writeFileSync(join(path, 'trials.csv'), text);
      expect(() => SearchFolder.open(path, SEARCH)).toThrow(
        `${join(path, 'trials.csv')}:${line}: must be as the search wrote it`,
      );
    }
  });

  it('is refused where it holds something else, or another process goes on with it', () => {
    const path = fresh();
    mkdirSync(path);
    writeFileSync(join(path, 'notes.txt'), '');
    expect(() => SearchFolder.open(path, SEARCH)).toThrow('must be a new or an empty folder, got one that holds notes');
    const busy = fresh();
    kept(busy, RUNS).close();
    writeFileSync(join(busy, 'lock'), String(process.ppid));
    expect(() => SearchFolder.open(busy, SEARCH)).toThrow(`process ${process.ppid}`);
  });
});
