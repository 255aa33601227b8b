import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TrainRequest, withConfigFile } from '../../src/cli/train-config.ts';
import type { TrainOptions } from '../../src/cli/train-plan.ts';
import { readColumns } from '../../src/node/csv-columns.ts';
import { readRunConfig } from '../../src/node/run-config.ts';
import { readEvents } from '../node/event-file-reader.ts';
import { environmentFiles } from './environment-files.ts';
import { program } from './run-program.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  mkdirSync(join(cwd, 'below'));
  writeFileSync(join(cwd, 'below', 'corridor.ts'), environmentFiles['corridor.ts'] as string);
});

let files = 0;
/** The request that a file's text and these words make together. */
function asked(text: string, options: TrainOptions = {}, agent?: string, environment?: string): Promise<TrainRequest> {
  return withConfigFile(written(text), { agent, environment, options });
}

function written(text: string): string {
  const path = join(cwd, `${++files}.yaml`);
  writeFileSync(path, text);
  return path;
}

const WHOLE = 'such as 100000, 1e5 or 100_000';

describe('a configuration file is refused with its line:', () => {
  it.each([
    ['stpes: 5', ":1: there is no key 'stpes': did you mean 'steps'?"],
    ['agent: ppo\n\n# words\nclipRange: 1', ":4: there is no key 'clipRange': known: agent, environment, env, steps,"],
    ['rewardThreshold: 5', ":1: there is no key 'rewardThreshold': known: agent,"],
    ['agent: ppo\nsteps: many', `:2: steps: must be a whole number ≥ 1, ${WHOLE}, got 'many'`],
    ['steps: 0.5', `:1: steps: must be a whole number ≥ 1, ${WHOLE}, got '0.5'`],
    ['steps: .inf', `:1: steps: must be a whole number ≥ 1, ${WHOLE}, got 'Infinity'`],
    ['steps:', `:1: steps: must be a whole number ≥ 1, ${WHOLE}, got null`],
    ['envs: [8]', `:1: envs: must be a whole number ≥ 1, ${WHOLE}, got [8]`],
    ['workers: true', `:1: workers: must be a whole number ≥ 1, ${WHOLE}, got true`],
    ['seed: -1', `:1: seed: must be a whole number ≥ 0, ${WHOLE}, got '-1'`],
    ['seeds: 4..1', ":1: seeds: must rise within a range, as in 1..4, got '4..1'"],
    ['seeds: [1, 2, 1]', ":1: seeds: each seed once, got 1 twice in '1,2,1'"],
    ['seeds: { from: 1 }', ':1: seeds: must be whole numbers ≥ 0, such as 1..4 or [1, 3, 7], got {"from":1}'],
    ['seed: 1\nseeds: 1..3', ":2: 'seeds' goes without 'seed': leave one of them out"],
    ['steps: 1\ntotalSteps: 2', ":2: 'totalSteps' goes without 'steps': leave one of them out"],
    ['backend: gpu', ":1: backend: must be one of wasm, cpu, tensorflow, webgl, got 'gpu': did you mean 'cpu'?"],
    ['out: 3', ':1: out: must be the name of a folder, got 3'],
    ["out: ' '", ":1: out: must be the name of a folder, got ' '"],
    ['tensorboard: on', ":1: tensorboard: must be true or false, got 'on'"],
    ['agent: poo', ":1: agent: there is no 'poo': did you mean 'ppo'?"],
    ['agent: 7', ':1: agent: must be the name of an agent, such as ppo, got 7'],
    ['environment: CartPole-v9', ":1: environment: there is no 'CartPole-v9': did you mean 'CartPole-v0'?"],
    ['environment: [a]', ':1: environment: must be an environment, such as CartPole-v1, or a file such as ./mine.ts'],
    ['agent: ppo\nset: clipRange=1', ":2: set: must be hyperparameters, each as name: value, got 'clipRange=1'"],
    [
      'agent: ppo\nset:\n  gamma: 0.9\n  clipRang: 1',
      ":4: ppo: there is no hyperparameter 'clipRang': did you mean 'clipRange'?",
    ],
    ['agent: ppo\nhyperparameters: { epochs: many }', ":2: ppo: epochs: must be a whole number ≥ 1, got 'many'"],
    ['agent: ppo\nset: { gamma: .nan }', ':2: ppo: gamma: must be a number on [0, 1], got NaN'],
    ['agent: ppo\nset: {}\nhyperparameters: {}', ":3: 'hyperparameters' goes without 'set': leave one of them out"],
    ['agent: { name: ppo, clip: 1 }', ":1: there is no key 'clip': known: name, hyperparameters"],
    ['steps: 1\nsteps: 2', ':2: must be YAML, got Map keys must be unique'],
    ['agent: ppo\n  steps: 5', ':1: must be YAML, got Nested mappings are not allowed'],
    ['steps: !mine 5', ':1: must be YAML, got Unresolved tag: !mine'],
    ['steps: 1\n---\nsteps: 2', ' must be YAML, got '],
    ['', ': must hold settings, such as agent: ppo, got nothing'],
    ['- agent: ppo', ': must hold settings, such as agent: ppo, got no mapping'],
    ['{"agent":"ppo",\n"stepz":5}', ":2: there is no key 'stepz': did you mean 'steps'?"],
  ])('%j', async (text, message) => {
    const error = await asked(text).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toBe('InputError');
    const [path, rest] = [`${join(cwd, `${files}.yaml`)}`, (error as Error).message];
    expect(rest.slice(0, path.length)).toBe(path);
    expect(rest.slice(path.length)).toContain(message);
  });

  it('nothing where it should be', async () => {
    const path = join(cwd, 'none.yaml');
    const request = withConfigFile(path, { agent: undefined, environment: undefined, options: {} });
    await expect(request).rejects.toThrow(`${path}: must be readable, got no such file or folder`);
  });
});

describe('a configuration file', () => {
  it('says all that the command line can say', async () => {
    const text = `
agent: ppo
environment: CartPole-v1
steps: 2e3
seeds: [1, 3..4]
envs: 4
workers: 2
backend: cpu
out: runs/a
tensorboard: true
set:
  clipRange: 0.1
  rolloutSteps: 1_000
  hidden: [8, 8]
  activation: relu
  learningRate: linear:1e-3:0
  targetKl: null
`;
    expect(await asked(text)).toEqual({
      agent: 'ppo',
      environment: 'CartPole-v1',
      options: {
        steps: '2000',
        seeds: '1,3..4',
        envs: '4',
        workers: '2',
        backend: 'cpu',
        out: 'runs/a',
        tensorboard: true,
        set: [
          'clipRange=0.1',
          'rolloutSteps=1000',
          'hidden=[8,8]',
          'activation="relu"',
          'learningRate="linear:1e-3:0"',
          'targetKl=null',
        ],
      },
    });
  });

  it('yields to the command line, name by name in the hyperparameters', async () => {
    const text = 'agent: a2c\nenv: TwoState-v0\nsteps: 5\nseed: 9\nenvs: 3\nset: { gamma: 0.5, lambda: 0.5 }';
    const options = { steps: '7', seeds: '1..2', set: ['gamma=1'], tensorboard: false };
    expect(await asked(text, options, 'ppo', 'CartPole-v1')).toEqual({
      agent: 'ppo',
      environment: 'CartPole-v1',
      options: { steps: '7', seeds: '1..2', envs: '3', tensorboard: false, set: ['lambda=0.5', 'gamma=1'] },
    });
    expect((await asked('agent: ppo\nseeds: 1..4', { seed: '2' })).options).toEqual({ seed: '2' });
  });

  it('follows aliases', async () => {
    const text = 'agent: ppo\nset: { gamma: &share 0.5, lambda: *share }';
    expect((await asked(text)).options.set).toEqual(['gamma=0.5', 'lambda=0.5']);
  });

  it('finds an environment’s file beside itself', async () => {
    const path = join(cwd, 'below', 'run.yaml');
    writeFileSync(path, 'environment: ./corridor.ts');
    const { environment } = await withConfigFile(path, { agent: 'ppo', environment: undefined, options: {} });
    expect(environment).toBe(join(cwd, 'below', 'corridor.ts'));
  });
});

it('the help of train shows one that is right', async () => {
  const { stdout } = await program(['train', '--help']);
  const shown = /any of these keys:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? '';
  const { agent, environment, options } = await asked(shown.replaceAll(/^ {2}/gm, ''));
  expect([agent, environment, options.seeds, options.set?.length]).toEqual(['ppo', 'CartPole-v1', '1..4', 3]);
  expect(Object.keys(options).sort()).toEqual(
    ['backend', 'envs', 'out', 'seeds', 'set', 'steps', 'tensorboard', 'workers'].sort(),
  );
});

const SMALL = ['hidden=[8]', 'rolloutSteps=32', 'epochs=1', 'minibatchSize=64'];
const read = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8');
/** `progress.csv` without its second column, the seconds. */
const figures = (...run: string[]) => read(...run, 'progress.csv').replaceAll(/^([^,\n]*),[^,\n]*/gm, '$1');

describe.concurrent('the program', () => {
  it('trains by a file as by flags, and again by the config.json of the run, also over seeds', async () => {
    const set = 'hidden: [8], rolloutSteps: 32, epochs: 1, minibatchSize: 64';
    const text = `agent: ppo\nenvironment: below/corridor.ts\nsteps: 1e3\nseed: 3\nenvs: 2\nset: { ${set} }\nout: by-file\n`;
    writeFileSync(join(cwd, 'run.yaml'), text);
    const words = 'ppo below/corridor.ts --steps 1000 --seed 3 --envs 2 --out by-flags --set';
    const first = await Promise.all([
      program(['train', '--config', 'run.yaml'], { cwd }),
      program(['train', ...words.split(' '), ...SMALL], { cwd }),
    ]);
    expect(first.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const again = await Promise.all([
      program('train --config by-flags/config.json --out again'.split(' '), { cwd }),
      program('train --config by-flags/config.json --out many --seeds 3,4'.split(' '), { cwd }),
    ]);
    expect(again.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(figures('by-flags').split('\n').length).toBeGreaterThan(10);
    for (const run of ['by-file', 'again', 'many/seed-3']) expect(figures(run)).toBe(figures('by-flags'));
    expect(figures('many/seed-4')).not.toBe(figures('by-flags'));
    const { command: _, started: __, ...config } = readRunConfig(join(cwd, 'by-flags'));
    const { command: ___, started: ____, ...repeated } = readRunConfig(join(cwd, 'again'));
    expect(repeated).toEqual(config);
  });

  it.each([
    ['agent: ppo', '', "missing required argument 'environment'"],
    ['environment: CartPole-v1', '', "missing required argument 'agent'"],
    ['agent: ppo\nstep: 5', '', "bad.yaml:2: there is no key 'step': did you mean 'steps'?"],
    [
      'agent: ppo\nenv: CartPole-v1\nset: { epochs: 0 }',
      '',
      'bad.yaml:3: ppo: epochs: must be a whole number ≥ 1, got 0',
    ],
    ['agent: ppo\nenv: CartPole-v1', '--steps x', `--steps: must be a whole number ≥ 1, ${WHOLE}, got 'x'`],
  ])('refuses %j %s in one line, and leaves no file behind', async (text, words, message) => {
    const home = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
    writeFileSync(join(home, 'bad.yaml'), text);
    const given = ['train', '--config', 'bad.yaml', ...words.split(' ').filter((word) => word !== '')];
    expect(await program(given, { cwd: home })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `policy-ascent: ${message}\n`,
    });
    expect(readdirSync(home)).toEqual(['bad.yaml']);
  });
});

it('train --tensorboard leaves an event file that says what the CSV files say, for each seed', async () => {
  const words = 'ppo CartPole-v1 --steps 1000 --seeds 1,2 --tensorboard --out events --set';
  expect(await program(['train', ...words.split(' '), ...SMALL], { cwd })).toMatchObject({ code: 0, stderr: '' });
  for (const seed of [1, 2]) {
    const folder = join(cwd, 'events', `seed-${seed}`);
    const [name, ...others] = readdirSync(folder).filter((each) => each.startsWith('events.out.tfevents.'));
    expect(others).toEqual([]);
    const events = readEvents(readFileSync(join(folder, name as string)));
    const tagged = (tag: string) =>
      events.flatMap(({ step, scalars }) => scalars.filter(([each]) => each === tag).map(([, value]) => [step, value]));
    const rows = (file: string, column: string) => {
      const { step = [], [column]: values = [] } = readColumns(join(folder, file));
      return Array.from(step, (at, i) => [at, Math.fround(values[i] as number)]).filter(
        ([, value]) => !Number.isNaN(value),
      );
    };
    const groups = { returnMean: 'rollout', lengthMean: 'rollout', episodes: 'rollout', seconds: 'time' };
    for (const column of Object.keys(readColumns(join(folder, 'progress.csv'))).filter((each) => each !== 'step')) {
      const group = groups[column as keyof typeof groups] ?? 'train';
      expect([column, tagged(`${group}/${column}`)]).toEqual([column, rows('progress.csv', column)]);
    }
    for (const column of ['return', 'length']) {
      expect(tagged(`episode/${column}`)).toEqual(rows('episodes.csv', column));
    }
    expect(tagged('episode/return').length).toBeGreaterThan(5);
  }
});
