import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src/node/load-policy.ts';
import { readRunConfig } from '../../src/node/run-config.ts';
import type { RunSummary } from '../../src/node/run-summary.ts';
import { environmentFiles } from './environment-files.ts';
import { type Outcome, type ProgramSettings, program } from './run-program.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  for (const [name, text] of Object.entries(environmentFiles)) writeFileSync(join(cwd, name), text);
});

const SMALL = ['--set', 'hidden=[8]'];
const SMALL_PPO = [...SMALL, 'rolloutSteps=32', 'epochs=1', 'minibatchSize=64'];

function trained(words: string, settings: ProgramSettings = {}): Promise<Outcome> {
  const given = words.split(' ');
  return program(['train', ...given, ...(given[0] === 'ppo' ? SMALL_PPO : SMALL)], { cwd, ...settings });
}

const read = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8');
const summaryOf = (...path: string[]): RunSummary => JSON.parse(read(...path, 'summary.json'));

/** Every file of a run folder without what a clock wrote. */
function timeless(...folder: string[]): Record<string, unknown> {
  const path = folder.join('/');
  const { command: _, started: __, ...config } = readRunConfig(join(cwd, path));
  const { seconds: ___, stepsPerSecond: ____, ...summary } = summaryOf(path);
  const names = readdirSync(join(cwd, path), { recursive: true, encoding: 'utf8' }).sort();
  const texts = ['episodes.csv', 'checkpoints/best.json', 'checkpoints/last.json', 'curve.svg'].map((name) =>
    read(path, name),
  );
  const progress = read(path, 'progress.csv').replaceAll(/^([^,\n]*),[^,\n]*/gm, '$1');
  return { names, config, summary, texts, progress };
}

describe.concurrent('several seeds', () => {
  it('leave, each in its folder, what single runs of them leave', async () => {
    const words = 'ppo CartPole-v1 --steps 2000 --envs 4';
    const [together, ...alone] = await Promise.all([
      trained(`${words} --seeds 1..3 --workers 2 --out together`),
      ...[1, 2, 3].map((seed) => trained(`${words} --seed ${seed} --out alone-${seed}`)),
    ]);
    expect([together.code, together.stderr]).toEqual([0, '']);
    expect(alone.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readdirSync(join(cwd, 'together')).sort()).toEqual(['seed-1', 'seed-2', 'seed-3', 'seeds.json']);
    for (const seed of [1, 2, 3]) expect(timeless('together', `seed-${seed}`)).toEqual(timeless(`alone-${seed}`));
  });

  it('run one after another leave the same as side by side', async () => {
    const words = 'reinforce Pendulum-v1 --steps 2000 --envs 2 --seeds 4,2';
    await Promise.all([trained(`${words} --out one`), trained(`${words} --workers 2 --out two`)]);
    for (const seed of [4, 2]) expect(timeless('one', `seed-${seed}`)).toEqual(timeless('two', `seed-${seed}`));
  });

  it('show how far each is, and end with a table over them', async () => {
    const { stdout } = await trained('ppo CartPole-v1 --steps 4000 --seeds 1..3 --workers 2 --out shown');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('ppo on CartPole-v1: 4,000 steps, 8 environments, seeds 1..3, 2 at a time');
    expect(lines[2]).toBe('run folders: shown/seed-<seed>');
    for (const seed of [1, 2, 3]) {
      const own = lines.filter((line) => line.startsWith(`seed ${seed}: `));
      expect(own[0]).toMatch(/: 256 of 4,000 steps \(6 %\), [\d,]+ steps\/s, /);
      expect(own.at(-2)).toMatch(/: 4,000 of 4,000 steps \(100 %\), /);
      expect(own.at(-1)).toMatch(/: finished after 4,000 steps, mean return [\d.]+$/);
      const { returnMean } = summaryOf('shown', `seed-${seed}`);
      expect(stdout).toMatch(
        new RegExp(`│ ${seed} +│ finished │ 4,000 +│ not yet +│ ${(returnMean as number).toFixed(2)} +│`),
      );
    }
    expect(stdout).toMatch(/│ mean +│ +│ +│ 0 of 3 +│ [\d.]+ +│/);
    expect(stdout).toMatch(/│ 95 % interval +│ +│ +│ +│ [\d.]+ … [\d.]+ +│/);
  });

  it('go to a folder of their own name where none is given', async () => {
    const home = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
    await trained('reinforce TwoState-v0 --steps 400 --seeds 1,3..4', { cwd: home });
    const made = readdirSync(join(home, 'runs'));
    expect(made).toEqual([expect.stringMatching(/^reinforce-TwoState-v0-seeds1-3..4-\d{8}-\d{6}$/)]);
    expect(readdirSync(join(home, 'runs', made[0] as string)).sort()).toEqual([
      'seed-1',
      'seed-3',
      'seed-4',
      'seeds.json',
    ]);
  });

  it('of an environment of one’s own each load its file', async () => {
    const { code, stderr } = await trained('ppo ./corridor.ts --steps 1000 --seeds 1,2 --workers 2 --out own');
    expect([code, stderr]).toEqual([0, '']);
    expect(readRunConfig(join(cwd, 'own', 'seed-2')).environment).toEqual({
      id: 'corridor',
      file: join(cwd, 'corridor.ts'),
    });
  });
});

describe.concurrent('a seed that fails', () => {
  it.each([1, 2])('is told by its number, and the others go on, with %d workers', async (workers) => {
    const out = `crash-${workers}`;
    const words = `ppo ./crash-in-seed-2.ts --steps 8000 --seeds 1..3 --workers ${workers} --out ${out}`;
    const { code, stdout, stderr } = await trained(words);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^policy-ascent: seed 2: environment \.\/crash-in-seed-2\.ts: threw TypeError: Cannot read properties of undefined \(reading 'value'\) \(crash-in-seed-2\.ts:\d+:\d+\)\n$/,
    );
    expect([1, 2, 3].map((seed) => summaryOf(out, `seed-${seed}`).ended)).toEqual(['finished', 'failed', 'finished']);
    const { steps } = summaryOf(out, 'seed-2');
    expect(steps).toBeGreaterThan(0);
    expect(readCheckpoint(join(cwd, out, 'seed-2'), 'last').step).toBe(steps);
    expect(stdout).toMatch(/│ 2 +│ failed +│/);
    expect(stdout).toMatch(/│ mean +│/);
  });

  it('with its whole thread is told too', async () => {
    const words = 'ppo ./exit-in-seed-2.ts --steps 8000 --seeds 1..3 --workers 2 --out exit';
    const { code, stdout, stderr } = await trained(words);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'policy-ascent: seed 2: training: must go on to its end, got a thread that ended with code 7; what it had saved is in exit/seed-2\n',
    );
    expect([1, 3].map((seed) => summaryOf('exit', `seed-${seed}`).ended)).toEqual(['finished', 'finished']);
    expect(readCheckpoint(join(cwd, 'exit', 'seed-2'), 'last').step).toBeGreaterThan(0);
    expect(existsSync(join(cwd, 'exit', 'seed-2', 'summary.json'))).toBe(false);
    expect(stdout).toMatch(/│ 2 +│ failed +│ +│ +│ +│ +│/);
  });
});

describe.concurrent('a signal', () => {
  /** Sends Ctrl-C once every line that is asked for has been printed. */
  function interrupted(words: string, until: readonly string[]): Promise<Outcome> {
    let sent = false;
    return trained(words, {
      onOutput: (child, stdout) => {
        if (sent || !until.every((text) => stdout.includes(text))) return;
        sent = true;
        setTimeout(() => child.kill('SIGINT'), 300);
      },
    });
  }

  it('ends all that run, each with its last checkpoint, and begins no other', async () => {
    const words = 'ppo CartPole-v1 --steps 1e8 --seeds 1..3 --workers 2 --out stopped';
    const { code, stdout, stderr } = await interrupted(words, ['seed 1: ', 'seed 2: ']);
    expect([code, stderr]).toEqual([130, '']);
    for (const seed of [1, 2]) {
      const { ended, steps } = summaryOf('stopped', `seed-${seed}`);
      expect(ended).toBe('interrupted');
      expect(readCheckpoint(join(cwd, 'stopped', `seed-${seed}`), 'last').step).toBe(steps);
    }
    expect(readdirSync(join(cwd, 'stopped')).sort()).toEqual(['seed-1', 'seed-2', 'seeds.json']);
    expect(stdout).toMatch(/│ 3 +│ not begun +│/);
  });

  it('ends a run whose environments are shared out', async () => {
    const { code, stderr } = await interrupted('ppo CartPole-v1 --steps 1e8 --workers 2 --out shared-stopped', [
      'mean return',
    ]);
    expect([code, stderr]).toEqual([130, '']);
    const { ended, steps } = summaryOf('shared-stopped');
    expect(ended).toBe('interrupted');
    expect(readCheckpoint(join(cwd, 'shared-stopped'), 'last').step).toBe(steps);
  });
});

describe.concurrent('one seed, its environments shared out among workers,', () => {
  it.each([
    ['ppo', 'CartPole-v1'],
    ['ppo', 'Pendulum-v1'],
    ['reinforce', 'CartPole-v1'],
    ['reinforce', './corridor.ts'],
  ])('leaves what it leaves with one: %s %s', async (agent, env) => {
    const words = `${agent} ${env} --steps 3000 --envs 5 --set normalizeRewards=false`;
    const outs = [1, 2].map((workers) => `${agent}-${env.replaceAll(/\W/g, '')}-${workers}`);
    const outcomes = await Promise.all(outs.map((out, i) => trained(`${words} --workers ${i + 1} --out ${out}`)));
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(timeless(outs[1] as string)).toEqual(timeless(outs[0] as string));
    expect(outcomes[1]?.stdout).toContain('5 environments, 2 workers, seed 1');
  });

  it('closes all of them', async () => {
    const home = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
    for (const [name, text] of Object.entries(environmentFiles)) writeFileSync(join(home, name), text);
    await trained('ppo ./closes.ts --steps 3000 --envs 4 --workers 2 --out run', { cwd: home });
    expect(readdirSync(home).filter((name) => name.startsWith('closed-')).length).toBe(4);
  });

  it('fails with the place in the environment’s file where it throws', async () => {
    const { code, stderr } = await trained('ppo ./crash.ts --steps 20000 --workers 2 --out shared-crash');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^policy-ascent: environment \.\/crash\.ts: threw TypeError: Cannot read properties of undefined \(reading 'value'\) \(crash\.ts:\d+:\d+\)\n$/,
    );
    const { ended, steps } = summaryOf('shared-crash');
    expect(ended).toBe('failed');
    expect(readCheckpoint(join(cwd, 'shared-crash'), 'last').step).toBe(steps);
  });

  it('fails where a worker is lost', async () => {
    const { code, stderr } = await trained(
      'ppo ./exit-in-seed-2.ts --steps 20000 --seed 2 --workers 2 --out shared-exit',
    );
    expect(code).toBe(1);
    expect(stderr).toBe(
      'policy-ascent: worker 1 of 2: must stay until the run is over, got one that ended with code 7\n',
    );
    expect(summaryOf('shared-exit').ended).toBe('failed');
  });
});
