import { describe, expect, test } from 'vitest';
import { box } from '../../../src/core/spaces.ts';
import { CartPole, Identity, make, Pendulum, registration, selectObservation } from '../../../src/envs/index.ts';

describe('selectObservation', () => {
  test('shows the chosen elements, in the order given, with their bounds, at every step', () => {
    const [whole, part] = [new CartPole(), selectObservation(new CartPole(), [2, 0])];
    const { low, high } = whole.observationSpace;
    expect(part.observationSpace).toEqual(box([low[2], low[0]] as number[], [high[2], high[0]] as number[]));
    const shown = (observation: Float32Array) => [observation[2], observation[0]];
    expect([...part.reset({ seed: 3 }).observation]).toEqual(shown(whole.reset({ seed: 3 }).observation));
    for (let t = 0; t < 8; t++) {
      const [all, some] = [whole.step(t % 2), part.step(t % 2)];
      expect([...some.observation]).toEqual(shown(all.observation));
      expect({ ...some, observation: 0 }).toEqual({ ...all, observation: 0 });
    }
  });

  test('hides the rest from whoever gives an array to write into', () => {
    const part = selectObservation(new CartPole(), [0]);
    const into = Float32Array.of(7, 8);
    part.reset({ seed: 1, into: into.subarray(0, 1) });
    part.step(0, into.subarray(0, 1));
    expect(into[1]).toBe(8);
    expect(into[0]).not.toBe(7);
  });

  test('works over an environment that ignores into', () => {
    const pendulum = new Pendulum();
    const reset = pendulum.reset.bind(pendulum);
    pendulum.reset = ({ seed } = {}) => reset({ seed });
    const expected = new Pendulum().reset({ seed: 2 }).observation.slice(1);
    expect(selectObservation(pendulum, [1, 2]).reset({ seed: 2 }).observation).toEqual(expected);
  });

  test.each([
    ['none', []],
    ['one twice', [0, 0]],
    ['one beyond the observation', [4]],
    ['a negative one', [-1]],
    ['a fraction', [0.5]],
  ])('refuses indices with %s', (_, indices) => {
    expect(() => selectObservation(new CartPole(), indices)).toThrow(
      'selectObservation: indices must be one or more different whole numbers from 0 to 3',
    );
  });

  test('refuses observations that are no vectors', () => {
    expect(() => selectObservation(new Identity(), [0])).toThrow(
      'the observation space must be a box, got discrete(4)',
    );
  });
});

test('PartialCartPole-v1 is CartPole-v1 without velocities, PartialPendulum-v1 is Pendulum-v1 without its own', () => {
  const [pole, partialPole] = [make('CartPole-v1'), make('PartialCartPole-v1')];
  const all = pole.reset({ seed: 5 }).observation;
  expect([...partialPole.reset({ seed: 5 }).observation]).toEqual([all[0], all[2]]);
  const { maxEpisodeSteps, rewardThreshold } = registration('PartialCartPole-v1');
  expect([maxEpisodeSteps, rewardThreshold]).toEqual([500, 475]);
  const [pendulum, partialPendulum] = [make('Pendulum-v1'), make('PartialPendulum-v1', { gravity: 10 })];
  expect(partialPendulum.reset({ seed: 5 }).observation).toEqual(pendulum.reset({ seed: 5 }).observation.slice(0, 2));
  expect(registration('PartialPendulum-v1').maxEpisodeSteps).toBe(200);
});
