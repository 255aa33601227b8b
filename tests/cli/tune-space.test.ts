import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planTuning, type TuneOptions } from '../../src/cli/tune-plan.ts';
import { type ReadSpace, readSpace } from '../../src/cli/tune-space.ts';
import { preset } from '../../src/presets/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
const file = (text: string, name = 'space.yaml') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const spaceOf = (text: string, agent = 'ppo'): Promise<ReadSpace> => readSpace(file(text), agent);

describe('a space', () => {
  it('is what is searched, and what stays', async () => {
    const text = `
learningRate: { logUniform: [1e-4, 1e-2], schedule: linear }
gamma:
  uniform: [0.9, 1]
epochs: { integers: [3, 1_0] }
clipRange: { choices: [0.1, linear:0.2:0] }
targetKl: { choices: [null, 0.02] }
hidden: [8, 8]
lambda: 0.9
entropyCoefficient: { schedule: linear, from: 0.01, to: 0 }
activation: relu
`;
    expect(await spaceOf(text)).toEqual({
      space: {
        learningRate: { logUniform: [1e-4, 1e-2], schedule: 'linear' },
        gamma: { uniform: [0.9, 1] },
        epochs: { integers: [3, 10] },
        clipRange: { choices: [0.1, 'linear:0.2:0'] },
        targetKl: { choices: [null, 0.02] },
      },
      fixed: {
        hidden: [8, 8],
        lambda: 0.9,
        entropyCoefficient: { schedule: 'linear', from: 0.01, to: 0 },
        activation: 'relu',
      },
    });
  });

  const numbers = 'must be two rising numbers, such as { uniform: [0.9, 1] }';
  const positive = 'must be two rising numbers > 0, such as { logUniform: [1e-4, 1e-2] }';
  it.each([
    ['gama: 0.9', ":1: ppo has no hyperparameter 'gama': did you mean 'gamma'?"],
    ['lambda: 0.9\ngamma: { unifrom: [0, 1] }', ":2: gamma: there is no 'unifrom': did you mean 'uniform'?"],
    ['gamma: {}', ':1: gamma: must be a value, or have one of choices, uniform, logUniform, integers, got {}'],
    ['gamma: { choices: [1], uniform: [0, 1] }', ':1: gamma: must be a value, or have one of choices, uniform,'],
    ['gamma: { choices: [] }', ':1: gamma: must be a list of values, such as { choices: [tanh, relu] }'],
    ['gamma: { choices: 0.9 }', ':1: gamma: must be a list of values'],
    ['gamma: { choices: [0.9], schedule: linear }', ':1: gamma: must be a list of values'],
    ['gamma: { uniform: [1, 0] }', `:1: gamma: ${numbers}, and perhaps schedule: linear or cosine, got`],
    ['gamma: { uniform: [0.9, 0.9] }', `:1: gamma: ${numbers}`],
    ['gamma: { uniform: [0, 0.5, 1] }', `:1: gamma: ${numbers}`],
    ['gamma: { uniform: [low, high] }', `:1: gamma: ${numbers}`],
    ['gamma: { uniform: [0, .inf] }', `:1: gamma: ${numbers}`],
    ['learningRate: { uniform: [0, 1], schedule: step }', `:1: learningRate: ${numbers}`],
    ['gamma: { logUniform: [0, 1] }', `:1: gamma: ${positive}`],
    ['epochs: { integers: [1, 2.5] }', ':1: epochs: must be two rising whole numbers, such as { integers: [1, 10] }'],
    ['epochs: { integers: [1, 3], schedule: linear }', ':1: epochs: must be two rising whole numbers'],
    // What the agent does not accept, at either end, between them, and among the choices.
    ['gamma: { uniform: [0.5, 1.1] }', ':1: ppo: gamma: must be a number on [0, 1], got 1.1'],
    ['gamma: { uniform: [-0.1, 1] }', ':1: ppo: gamma: must be a number on [0, 1], got -0.1'],
    ['lambda: 1\nepochs: { uniform: [1, 11] }', ':2: ppo: epochs: must be a whole number ≥ 1, got 7.18'],
    ['epochs: { logUniform: [1, 11] }', ':1: ppo: epochs: must be a whole number ≥ 1, got 7.18'],
    ['epochs: { integers: [0, 3] }', ':1: ppo: epochs: must be a whole number ≥ 1, got 0'],
    ['gamma: { uniform: [0.5, 0.9], schedule: linear }', ':1: ppo: gamma: must be a number on [0, 1], got {'],
    ['activation: { choices: [tanh, rulu] }', ':1: ppo: activation: must be one of'],
    ['activation: { uniform: [0, 1] }', ':1: ppo: activation: must be one of'],
    ['epochs: { integers: [1, 3] }\ngamma: 7', ':2: ppo: gamma: must be a number on [0, 1], got 7'],
    ['gamma: 0.9', ': must leave a hyperparameter to search, such as gamma: { uniform: [0.9, 1] }'],
    ['gamma: { uniform: [0, 1] }\ngamma: 1', ':2: must be YAML, got Map keys must be unique'],
  ])('%j is refused', async (text, message) => {
    const error: Error = await spaceOf(text).then(
      () => new Error('accepted'),
      (thrown: Error) => thrown,
    );
    expect(error.message).toContain(`${join(folder, 'space.yaml')}${message}`);
    expect(error.name).toBe('InputError');
  });
});

const OPTIONS = { search: 'random', trials: '4', seeds: '101..103', workers: '1', seed: '1' };
const planned = (options: Partial<TuneOptions> = {}, text = 'gamma: { uniform: [0.9, 1] }', env = 'CartPole-v1') =>
  planTuning('ppo', env, { space: file(text, 'plan.yaml'), ...OPTIONS, ...options });

describe('a plan', () => {
  it('takes from the preset what it is not told', async () => {
    const tuned = preset('ppo', 'CartPole-v1');
    const { search, rungs, out } = await planned({}, 'gamma: { uniform: [0.9, 1] }\nlambda: 0.7');
    expect(search.agent.hyperparameters).toMatchObject({ ...tuned?.hyperparameters, lambda: 0.7 });
    expect([search.steps, search.envs]).toEqual([tuned?.totalSteps, tuned?.envs]);
    expect(rungs).toEqual([{ trials: 4, steps: tuned?.totalSteps }]);
    expect(out).toBe('tuning/ppo-CartPole-v1');
    const told = await planned({ steps: '2e3', envs: '2', search: 'halving', eta: '2' });
    expect(told.rungs.map(({ steps }) => steps)).toEqual([500, 1000, 2000]);
    expect([told.search.steps, told.search.envs, told.search.eta]).toEqual([2000, 2, 2]);
  });

  it.each([
    [{ search: 'grid' }, "--search: must be one of random, halving, got 'grid'"],
    [{ eta: '2' }, '--eta: goes with --search halving, got --search random'],
    [{ search: 'halving', eta: '1' }, '--eta: must be a whole number ≥ 2'],
    [{ trials: '0' }, '--trials: must be a whole number ≥ 1'],
    [{ seeds: '3..1' }, '--seeds: must rise within a range'],
    [{ seeds: '1,1000000' }, '--seeds: must leave out 1000000, by which policies are scored'],
    [{ steps: 'few' }, '--steps: must be a whole number ≥ 1'],
    [{ envs: '0' }, '--envs: must be a whole number ≥ 1'],
    [{ workers: '0' }, '--workers: must be a whole number ≥ 1'],
    [{ seed: '-1' }, '--seed: must be a whole number ≥ 0'],
    [{ out: ' ' }, "--out: must name a folder, got ' '"],
    [{ space: 'none.yaml' }, 'none.yaml: must be readable, got no such file or folder'],
    [{ search: 'halving', steps: '2' }, 'halving: steps: must be ≥ 3, for 2 rungs, got 2'],
  ])('of %j is refused', async (options, message) => {
    await expect(planned(options)).rejects.toThrow(message);
  });

  it('is refused where a distribution among the choices cannot act in the environment', async () => {
    const text = 'distribution: { choices: [gaussian, squashed-gaussian] }';
    await expect(planned({}, text, 'BoxIdentity-v0')).resolves.toBeDefined();
    await expect(planned({}, text, 'LinearQuadraticRegulator-v0')).rejects.toThrow('bounds');
  });
});
