import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { type Action, sample } from '../../../src/core/spaces.ts';
import { BoxIdentity, make, registration } from '../../../src/envs/index.ts';

/** The mean return of episodes in which actions are chosen from what is seen. */
function returnOf(id: string, choose: (seen: Float32Array) => Action, episodes: number): number {
  const environment = make(id);
  let [total, { observation }] = [0, environment.reset({ seed: 1 })];
  for (let done = 0; done < episodes; ) {
    const step = environment.step(choose(observation));
    total += step.reward;
    observation = step.observation;
    if (step.truncated) {
      done += 1;
      observation = environment.reset().observation;
    }
  }
  return total / episodes;
}

describe.each([
  [
    'MultiIdentity-v0',
    (seen: Float32Array) => Int32Array.from(seen),
    () => Int32Array.of(1, 0, 2),
    (20 * 13) / 36,
    0.2,
  ],
  ['BinaryIdentity-v0', (seen: Float32Array) => Int32Array.from(seen), () => Int32Array.of(0, 1, 1, 0), 10, 0.2],
  [
    'DictIdentity-v0',
    ([value = 0, level = 0]: Float32Array) => Int32Array.of(value, Number(level > 100)),
    () => Int32Array.of(2, 0),
    (20 * 5) / 12,
    0.3,
  ],
  ['BoxIdentity-v0', (seen: Float32Array) => seen.slice(), () => Float32Array.of(0), 20 * (1 - 0.64 / 3), 0.15],
] as const)('%s', (id, best, blind, expected, margin) => {
  test('returns 20 for repeating what is seen, which is its optimum, beyond its threshold', () => {
    expect(returnOf(id, best, 10)).toBeCloseTo(20, 9);
    expect(registration(id).rewardThreshold).toBeLessThan(20);
    expect(registration(id).rewardThreshold).toBeGreaterThan(expected + 2);
  });

  test('returns what its docstring says, on average, where the observation is ignored', () => {
    expect(Math.abs(returnOf(id, blind, 1000) - expected)).toBeLessThan(margin);
  });

  test('goes on exactly from a saved state, through JSON, while the one that saved it goes on too', () => {
    const [one, other] = [make(id, { maxEpisodeSteps: Infinity }), make(id, { maxEpisodeSteps: Infinity })];
    const random = new Random('saved');
    one.reset({ seed: 4 });
    const actions = Array.from({ length: 12 }, () => sample(one.actionSpace, random));
    for (const action of actions) one.step(action);
    const saved = JSON.parse(JSON.stringify(one.saveState?.()));
    const expectedSteps = actions.map((action) => one.step(action));
    other.restoreState?.(saved);
    expect(actions.map((action) => other.step(action))).toEqual(expectedSteps);
  });
});

describe('settings and states', () => {
  test('choose how many values, components and bits there are', () => {
    expect(make('MultiIdentity-v0', { nvec: [2, 5] }).actionSpace).toEqual({ kind: 'multiDiscrete', nvec: [2, 5] });
    expect(make('BinaryIdentity-v0', { bits: 7 }).observationSpace).toEqual({ kind: 'multiBinary', n: 7 });
    expect(() => make('MultiIdentity-v0', { nvec: 3 })).toThrow(
      'multiDiscrete: nvec must be a list of whole numbers ≥ 1',
    );
    expect(() => make('BoxIdentity-v0', { bits: 1 })).toThrow("BoxIdentity: there is no setting 'bits': it takes none");
  });

  test('are refused where they are none of the task, and the environment then wants a new reset', () => {
    const refused = (id: string, state: number[]) => () => make(id).reset({ options: { state } });
    expect(refused('MultiIdentity-v0', [0, 2, 0])).toThrow(
      'MultiIdentity: options.state must be an element of multiDiscrete([3, 2, 4]), got [0,2,0]',
    );
    expect(refused('BinaryIdentity-v0', [0, 2, 0, 0])).toThrow('must be an element of multiBinary(4)');
    expect(refused('DictIdentity-v0', [0, 1.5])).toThrow(
      'must be an element of dict({ value: discrete(3), level: box(',
    );
    const environment = new BoxIdentity();
    environment.reset();
    expect(() => environment.reset({ options: { state: [0.9] } })).toThrow(
      'must be an element of box([1], −0.8 … 0.8)',
    );
    expect(() => environment.step(Float32Array.of(0))).toThrow('call reset() before step()');
  });

  test('an action of the wrong kind is refused by name', () => {
    const environment = make('MultiIdentity-v0');
    environment.reset();
    expect(() => environment.step(Int32Array.of(0, 0, 4))).toThrow(
      'MultiIdentity: an action must be an Int32Array of multiDiscrete([3, 2, 4]), got Int32Array(3) [0, 0, 4]',
    );
  });
});
