import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from '../../src/node/csv-columns.ts';
import { readCheckpoint } from '../../src/node/load-policy.ts';
import { readRunConfig } from '../../src/node/run-config.ts';
import type { RunSummary } from '../../src/node/run-summary.ts';
import { preset } from '../../src/presets/index.ts';
import { environmentFiles } from './environment-files.ts';
import { type Outcome, program } from './run-program.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  for (const [name, text] of Object.entries(environmentFiles)) writeFileSync(join(cwd, name), text);
});

/** Settings with which an update is a matter of milliseconds. */
const SMALL = ['--set', 'hidden=[8]', 'rolloutSteps=32', 'epochs=1', 'minibatchSize=64'];

function trained(environment: string, out: string, ...words: string[]): Promise<Outcome> {
  return program(['train', 'ppo', environment, '--out', out, ...SMALL, ...words], { cwd });
}

const read = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8');
const summaryOf = (out: string): RunSummary => JSON.parse(read(out, 'summary.json'));

/** A CSV file without its second column, the seconds. */
function withoutSeconds(text: string): string {
  expect(text).toMatch(/^step,seconds,/);
  return text.replaceAll(/^([^,\n]*),[^,\n]*/gm, '$1');
}

describe.concurrent('a run', () => {
  it('says what it does and where, how far it is, and ends with a table', async () => {
    const { code, stdout, stderr } = await trained('CartPole-v1', 'told', '--steps', '4e3', '--seed', '3');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('ppo on CartPole-v1: 4,000 steps, 8 environments, seed 3');
    expect(lines[1]).toMatch(/^preset for ppo on CartPole-v1: \S/);
    expect(lines[2]).toBe('run folder: told');
    const shown = lines.filter((line) =>
      / of 4,000 steps \(\d+ %\), [\d,]+ steps\/s, \d+ s left, mean return /.test(line),
    );
    expect(shown.length).toBeGreaterThan(10);
    expect(stdout).toMatch(/│ steps +│ 4,000 /);
    expect(stdout).toMatch(/│ solved +│ not yet \(threshold 475\)/);
    expect(stdout).toMatch(/│ learning curve +│ told\/curve\.png/);
  });

  it('leaves a folder whose files agree with one another', async () => {
    await trained('CartPole-v1', 'kept', '--steps', '3_000', '--envs', '2');
    const names = [
      'checkpoints',
      'config.json',
      'curve.png',
      'curve.svg',
      'episodes.csv',
      'progress.csv',
      'summary.json',
    ];
    expect(readdirSync(join(cwd, 'kept')).sort()).toEqual(names);
    const summary = summaryOf('kept');
    const progress = readColumns(join(cwd, 'kept', 'progress.csv'));
    const episodes = readColumns(join(cwd, 'kept', 'episodes.csv'));
    expect(summary).toMatchObject({ ended: 'finished', steps: 3000, rewardThreshold: 475, solvedAtStep: null });
    expect(Object.keys(progress).slice(0, 5)).toEqual(['step', 'seconds', 'episodes', 'returnMean', 'lengthMean']);
    expect(Object.keys(progress)).toEqual(expect.arrayContaining(['entropy', 'approximateKl', 'gradientNorm']));
    expect(progress.step?.at(-1)).toBe(3000);
    expect(progress.episodes?.at(-1)).toBe(episodes.return?.length);
    expect(summary.episodes).toBe(episodes.return?.length);
    const last = [...(episodes.return ?? [])].slice(-100);
    expect(summary.returnMean).toBeCloseTo(last.reduce((sum, each) => sum + each, 0) / last.length, 9);
    expect(readCheckpoint(join(cwd, 'kept'), 'last').step).toBe(3000);
    const config = readRunConfig(join(cwd, 'kept'));
    expect(config).toMatchObject({
      environment: { id: 'CartPole-v1' },
      envs: 2,
      totalSteps: 3000,
      seed: 1,
      backend: 'wasm',
    });
    const tuned = preset('ppo', 'CartPole-v1');
    expect(config.agent.hyperparameters).toMatchObject({
      hidden: [8],
      rolloutSteps: 32,
      gamma: tuned?.hyperparameters.gamma,
    });
    expect(config.command).toMatch(
      /^policy-ascent train ppo CartPole-v1 --out kept --set 'hidden=\[8\]' rolloutSteps=32 /,
    );
    expect(Object.keys(config.versions).sort()).toEqual(['@tensorflow/tfjs', 'node', 'policy-ascent']);
  });

  it('goes to a folder of its own name where none is given, by the defaults where there is no preset', async () => {
    const { code, stdout } = await program(
      ['train', 'reinforce', 'FrozenLake8x8-v1', '--steps', '400', '--seed', '9'],
      {
        cwd,
      },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('no preset for reinforce on FrozenLake8x8-v1: the defaults of reinforce are used');
    const made = readdirSync(join(cwd, 'runs'));
    expect(made).toEqual([expect.stringMatching(/^reinforce-FrozenLake8x8-v1-seed9-\d{8}-\d{6}$/)]);
  });
});

describe.concurrent('the same seed in two processes', () => {
  it.each(['1', '8'])('gives the same bytes, with %s environments', async (envs) => {
    const words = ['--steps', '2000', '--envs', envs];
    const outs = [`first${envs}`, `second${envs}`, `other${envs}`] as const;
    const [first, second, other] = outs;
    await Promise.all([
      trained('CartPole-v1', first, ...words),
      trained('CartPole-v1', second, ...words),
      trained('CartPole-v1', other, ...words, '--seed', '2'),
    ]);
    for (const file of ['episodes.csv', 'checkpoints/last.json', 'checkpoints/best.json', 'curve.svg']) {
      expect(read(second, file)).toBe(read(first, file));
    }
    expect(withoutSeconds(read(second, 'progress.csv'))).toBe(withoutSeconds(read(first, 'progress.csv')));
    expect(read(other, 'episodes.csv')).not.toBe(read(first, 'episodes.csv'));
  });
});

describe.concurrent('a signal', () => {
  /** Sends the signal once training is under way. */
  async function signalled(out: string, signal: NodeJS.Signals): Promise<Outcome> {
    let sent = false;
    return program(['train', 'ppo', 'CartPole-v1', '--steps', '1e8', '--out', out, ...SMALL], {
      cwd,
      onOutput: (child, stdout) => {
        if (sent || !stdout.includes('mean return')) return;
        sent = true;
        setTimeout(() => child.kill(signal), 500);
      },
    });
  }

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run cleanly, with its last checkpoint', async (signal) => {
    const { code, stdout, stderr } = await signalled(signal, signal);
    expect(stderr).toBe('');
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted; the checkpoint is saved');
    const summary = summaryOf(signal);
    expect(summary.ended).toBe('interrupted');
    expect(summary.steps).toBeGreaterThan(0);
    expect(readCheckpoint(join(cwd, signal), 'last').step).toBe(summary.steps);
    expect(readColumns(join(cwd, signal, 'progress.csv')).step?.at(-1)).toBe(summary.steps);
    expect(existsSync(join(cwd, signal, 'curve.png'))).toBe(true);
  });

  it('that cannot be caught leaves whole rows and a whole checkpoint', async () => {
    const outcome = await signalled('killed', 'SIGKILL');
    expect(outcome.signal).toBe('SIGKILL');
    expect(existsSync(join(cwd, 'killed', 'summary.json'))).toBe(false);
    expect(readCheckpoint(join(cwd, 'killed')).step).toBeGreaterThan(0);
    expect(read('killed', 'progress.csv')).toMatch(/\n$/);
    expect(readColumns(join(cwd, 'killed', 'progress.csv')).step?.length).toBeGreaterThan(0);
  });
});

describe.concurrent('an environment of one’s own, from a folder without any package,', () => {
  it.each([
    ['./corridor.ts', 'corridor', 40],
    ['./factory.ts', 'factory', 40],
    ['./registration.ts', 'Short-v0', 3],
    ['./self-registering.ts', 'Own-v0', 7],
    ['./CartPole-v1.ts', 'CartPole-v1.ts', 40],
    ['./plain.js', 'plain', 40],
    ['./with-tensors.ts', 'with-tensors', 40],
  ])('%s trains as %s, in episodes of at most %d steps', async (file, id, limit) => {
    const out = `own-${id}`;
    const { code, stdout, stderr } = await trained(file, out, '--steps', '1000');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain(`ppo on ${id}: 1,000 steps`);
    expect(readRunConfig(join(cwd, out)).environment).toEqual({ id, file: join(cwd, file) });
    const { length = [] } = readColumns(join(cwd, out, 'episodes.csv'));
    expect(length.length).toBeGreaterThan(20);
    expect(Math.max(...length)).toBeLessThanOrEqual(limit);
  });

  it('is loaded again to evaluate the run', async () => {
    await trained('./corridor.ts', 'own', '--steps', '1000');
    const { code, stdout } = await program(['evaluate', 'own', '--episodes', '5'], { cwd: join(cwd) });
    expect(code).toBe(0);
    expect(stdout).toContain('ppo on corridor, step 1,000: 5 episodes');
  });
});

describe.concurrent('a run that fails', () => {
  it('for a reward that is not a number says so in one line, and keeps what was good', async () => {
    const { code, stderr } = await trained('./nan-reward.ts', 'nan', '--steps', '20000');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^policy-ascent: [^\n]*reward[^\n]*NaN[^\n]*\n$/);
    const summary = summaryOf('nan');
    expect(summary.ended).toBe('failed');
    expect(`policy-ascent: ${summary.message}\n`).toBe(stderr);
    const checkpoint = readCheckpoint(join(cwd, 'nan'), 'last');
    expect(checkpoint.step).toBe(summary.steps);
    expect(checkpoint.parameters.every(Number.isFinite)).toBe(true);
  });

  it('for an error in the environment’s file tells the place in that file', async () => {
    const { code, stderr } = await trained('./crash.ts', 'crash', '--steps', '20000');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^policy-ascent: environment \.\/crash\.ts: threw TypeError: Cannot read properties of undefined \(reading 'value'\) \(crash\.ts:\d+:\d+\)\n$/,
    );
    expect(summaryOf('crash').ended).toBe('failed');
  });
});

describe('evaluate', () => {
  beforeAll(async () => {
    await trained('CartPole-v1', 'judged', '--steps', '1000');
  });
  const evaluated = (...words: string[]) => program(['evaluate', 'judged', '--episodes', '10', ...words], { cwd });

  it('prints the statistics, the same every time', async () => {
    const [{ code, stdout, stderr }, again, other] = await Promise.all([
      evaluated(),
      evaluated(),
      evaluated('--seed', '1'),
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('ppo on CartPole-v1, step 1,000: 10 episodes, most probable actions, seed 0');
    for (const name of [
      'mean return',
      '95 % interval of the mean',
      'standard deviation',
      'median',
      'lowest, highest',
    ]) {
      expect(stdout).toMatch(new RegExp(`│ ${name} +│ \\d`));
    }
    expect(again.stdout).toBe(stdout);
    expect(other.stdout).not.toBe(stdout);
  });

  it('takes a checkpoint file, sampled actions, and a limit to episodes', async () => {
    const file = join('judged', 'checkpoints', 'last.json');
    const words = ['--episodes', '3', '--stochastic', '--max-steps', '7'];
    const { stdout } = await program(['evaluate', file, ...words], { cwd });
    expect(stdout).toContain('3 episodes, sampled actions');
    expect(stdout).toMatch(/mean length +│ 7\.0+ steps/);
    expect(stdout).toContain(`checkpoint: ${file}`);
  });

  it('refuses an environment whose spaces are others', async () => {
    const { code, stderr } = await evaluated('--env', 'MountainCar-v0');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^policy-ascent: environment MountainCar-v0: the policy needs the observationSpace box.*, got box.*\n$/,
    );
  });
});

describe.concurrent('list', () => {
  it('shows agents, environments and presets', async () => {
    const { code, stdout, stderr } = await program(['list']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/│ ppo +│ discrete, multiDiscrete, multiBinary, box +│ proximal policy/);
    expect(stdout).toMatch(/│ CartPole-v1 +│ box\(\[4\].*│ discrete\(2\) +│ 500 +│ 475 /);
    expect(stdout).toMatch(/│ ppo +│ CartPole-v1 +│ 100,000 +│ 8 +│ .*learningRate=linear:[\d.]+:0/);
  });

  it('explains each hyperparameter of an agent', async () => {
    const { stdout } = await program(['list', 'ppo']);
    expect(stdout).toMatch(/│ clipRange +│ 0\.2 +│ a number ≥ 0.*│ \S/);
    expect(stdout).toMatch(/│ hidden +│ \[64,64\] /);
  });
});
