import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import { Random } from '../../src/core/random.ts';
import { box, discrete } from '../../src/core/spaces.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';
import { CartPole, make, makeVector, Pendulum } from '../../src/envs/index.ts';
import { type CountingOptions, countingEnvironment } from './counting-environment.ts';

/** Members with episodes of 2, 3, 4, … steps. */
function staggered(count: number, options: CountingOptions = {}): VectorEnvironment<'discrete'> {
  let length = 2;
  const vector = new VectorEnvironment(() => countingEnvironment({ length: length++, ...options }), count);
  vector.reset(new Random(1));
  return vector;
}

const rowOf = (matrix: Float32Array, i: number, size = 4) => [...matrix.subarray(i * size, (i + 1) * size)];

describe('a step', () => {
  test('takes one action in each environment and fills its row', () => {
    const vector = staggered(2);
    vector.step(Int32Array.of(1, 2));
    expect(rowOf(vector.observations, 0).slice(1)).toEqual([1, 1, 1]);
    expect(rowOf(vector.observations, 1).slice(1)).toEqual([1, 1, 2]);
    expect([...vector.rewards]).toEqual([1, 1]);
    expect([...vector.terminated, ...vector.truncated]).toEqual([0, 0, 0, 0]);
    expect(vector.episodes).toEqual([]);
    expect(vector.steps).toBe(2);
  });

  test('that ends an episode keeps the final observation and begins the next episode', () => {
    const vector = staggered(2);
    vector.step(Int32Array.of(0, 0));
    vector.step(Int32Array.of(2, 1));
    expect(rowOf(vector.finalObservations, 0).slice(1)).toEqual([1, 2, 2]);
    expect(rowOf(vector.observations, 0).slice(1)).toEqual([2, 0, -1]);
    expect(rowOf(vector.observations, 1).slice(1)).toEqual([1, 2, 1]);
    expect([...vector.terminated]).toEqual([1, 0]);
    expect([...vector.rewards]).toEqual([2, 2]);
    expect(vector.episodes).toEqual([{ environment: 0, return: 3, length: 2 }]);
    vector.step(Int32Array.of(0, 0));
    expect([...vector.terminated]).toEqual([0, 1]);
    expect(vector.episodes).toEqual([{ environment: 1, return: 6, length: 3 }]);
  });

  test('tells truncation from termination', () => {
    const vector = staggered(1, { truncates: true });
    vector.step(Int32Array.of(0));
    vector.step(Int32Array.of(0));
    expect([vector.terminated[0], vector.truncated[0]]).toEqual([0, 1]);
    expect(vector.episodes).toHaveLength(1);
  });

  test('is the same for environments that ignore into', () => {
    const [writing, ignoring] = [staggered(2), staggered(2, { ignoresInto: true })];
    for (let t = 0; t < 7; t++) {
      for (const vector of [writing, ignoring]) vector.step(Int32Array.of(t % 3, 1));
      expect(ignoring.observations).toEqual(writing.observations);
      expect(ignoring.finalObservations).toEqual(writing.finalObservations);
    }
  });

  test('leaves environments that are not active as they are', () => {
    const vector = staggered(2);
    vector.step(Int32Array.of(0, 0));
    vector.step(Int32Array.of(1, 1), Uint8Array.of(0, 1));
    expect(rowOf(vector.observations, 0).slice(1)).toEqual([1, 1, 0]);
    expect(rowOf(vector.observations, 1).slice(1)).toEqual([1, 2, 1]);
    expect([...vector.rewards]).toEqual([0, 2]);
    expect(vector.steps).toBe(3);
    vector.step(Int32Array.of(2, 2), Uint8Array.of(1, 0));
    expect(vector.episodes).toEqual([{ environment: 0, return: 3, length: 2 }]);
    expect([...vector.terminated]).toEqual([1, 0]);
    vector.step(Int32Array.of(0, 0), Uint8Array.of(0, 0));
    expect([...vector.terminated]).toEqual([0, 0]);
    expect(vector.episodes).toEqual([]);
  });

  test('steps each environment as it would alone', () => {
    const vector = makeVector('CartPole-v1', 3);
    vector.reset(new Random(9));
    const alone = [0, 1, 2].map((i) => {
      const environment = make('CartPole-v1');
      const seed = new Random(9).split(`environment/${i}`).integer(2 ** 32);
      return { environment, observation: environment.reset({ seed }).observation };
    });
    const random = new Random('actions');
    for (let t = 0; t < 200; t++) {
      const actions = Int32Array.from([0, 1, 2], () => random.integer(2));
      vector.step(actions);
      for (const [i, single] of alone.entries()) {
        const step = single.environment.step(actions[i] as number);
        const over = step.terminated || step.truncated;
        if (over) expect(rowOf(vector.finalObservations, i)).toEqual([...step.observation]);
        single.observation = over ? single.environment.reset().observation : step.observation;
        expect(rowOf(vector.observations, i)).toEqual([...single.observation]);
      }
    }
  });
});

describe('reset', () => {
  test('seeds each environment from its own stream, whatever their number', () => {
    const [two, four] = [staggered(2), staggered(4)];
    expect(rowOf(four.observations, 1)).toEqual(rowOf(two.observations, 1));
    expect(rowOf(four.observations, 1)[0]).not.toBe(rowOf(four.observations, 0)[0]);
  });

  test('seeds the environments of a share by their numbers in the run', () => {
    const share = new VectorEnvironment(() => countingEnvironment(), 2, { first: 2 });
    share.reset(new Random(1));
    const all = staggered(4);
    for (const i of [0, 1]) expect(rowOf(share.observations, i)).toEqual(rowOf(all.observations, i + 2));
    for (let t = 0; t < 3; t++) share.step(Int32Array.of(0, 0));
    expect(share.episodes.map(({ environment }) => environment)).toEqual([2, 3]);
  });

  test('given the same stream begins all again, and forgets what was running', () => {
    const vector = staggered(2);
    const first = vector.observations.slice();
    vector.step(Int32Array.of(0, 0));
    vector.reset(new Random(1));
    expect([rowOf(vector.observations, 0)[0], rowOf(vector.observations, 1)[0]]).toEqual([first[0], first[4]]);
    vector.step(Int32Array.of(0, 0));
    vector.step(Int32Array.of(0, 0));
    expect(vector.episodes).toEqual([{ environment: 0, return: 3, length: 2 }]);
  });
});

describe('actions', () => {
  test('of a box arrive as rows, of which the environment may keep nothing and spoil nothing', () => {
    const seen: number[][] = [];
    const create = (): Environment<'box'> => {
      const environment = new Pendulum();
      const step = environment.step.bind(environment);
      environment.step = (action, into) => {
        seen.push([...action]);
        const result = step(action, into);
        action.fill(77);
        return result;
      };
      return environment;
    };
    const vector = new VectorEnvironment(create, 2);
    vector.reset(new Random(1));
    const actions = Float32Array.of(0.5, -1);
    vector.step(actions);
    expect(seen).toEqual([[0.5], [-1]]);
    expect([...actions]).toEqual([0.5, -1]);
  });

  test('of the wrong number are refused, and so is a wrong length of active', () => {
    const vector = staggered(2);
    expect(() => vector.step(Int32Array.of(0))).toThrow('one action for each of the 2 environments, 2 numbers, got 1');
    expect(() => vector.step(Int32Array.of(0, 0), Uint8Array.of(1))).toThrow('active must have 2 bytes, got 1');
  });
});

describe('masks', () => {
  test('are absent without an actionMask, and otherwise those of the current observations', () => {
    expect(staggered(2).masks).toBeUndefined();
    const mask = (step: number) => Uint8Array.of(1, step === 1 ? 0 : 1, 0);
    const vector = staggered(2, { mask });
    expect([...(vector.masks ?? [])]).toEqual([1, 1, 0, 1, 1, 0]);
    vector.step(Int32Array.of(0, 0));
    expect([...(vector.masks ?? [])]).toEqual([1, 0, 0, 1, 0, 0]);
    vector.step(Int32Array.of(0, 0));
    expect([...(vector.masks ?? [])]).toEqual([1, 1, 0, 1, 1, 0]);
  });

  test('allow everything where an environment gives none this time', () => {
    const vector = staggered(1, { mask: (step) => (step === 0 ? Uint8Array.of(1, 0, 0) : undefined) });
    vector.step(Int32Array.of(0));
    expect([...(vector.masks ?? [])]).toEqual([1, 1, 1]);
  });

  test('are refused where they are of the wrong length or allow nothing while the episode goes on', () => {
    expect(() => staggered(1, { mask: () => Uint8Array.of(1) })).toThrow(
      'environment 0: info.actionMask must have one byte for each of the 3 actions (at the start of episode 1)',
    );
    const vector = staggered(1, { mask: (step) => Uint8Array.of(1, 1, step === 1 ? 0 : 1).fill(step === 1 ? 0 : 1) });
    expect(() => vector.step(Int32Array.of(0))).toThrow(
      'info.actionMask must allow at least one action (at step 1 of episode 1), got Uint8Array(3) [0, 0, 0]',
    );
  });

  test('of a last observation may allow nothing', () => {
    const vector = staggered(1, { mask: (step) => (step === 2 ? new Uint8Array(3) : Uint8Array.of(1, 1, 1)) });
    vector.step(Int32Array.of(0));
    expect(() => vector.step(Int32Array.of(0))).not.toThrow();
    expect([...(vector.masks ?? [])]).toEqual([1, 1, 1]);
  });
});

describe('numbers that are not finite', () => {
  test('in a reward are refused with the environment and the step', () => {
    const vector = staggered(2, { reward: (step) => (step === 2 ? NaN : 0) });
    vector.step(Int32Array.of(0, 0));
    expect(() => vector.step(Int32Array.of(0, 0))).toThrow(
      'environment 0: the reward must be a finite number (at step 2 of episode 1), got NaN',
    );
  });

  test('are told with the episode, and with the number in the run of an environment of a share', () => {
    let made = 0;
    const create = () => {
      const bad = ++made === 2 ? Infinity : 0;
      let ended = 0;
      return countingEnvironment({ length: 2, reward: (step) => (step === 1 && ++ended === 3 ? bad : 0) });
    };
    const share = new VectorEnvironment(create, 2, { first: 6 });
    share.reset(new Random(1));
    expect(() => {
      for (let t = 0; t < 9; t++) share.step(Int32Array.of(0, 0));
    }).toThrow('environment 7: the reward must be a finite number (at step 1 of episode 3), got Infinity');
  });

  test('in an observation are refused, with their index', () => {
    const create = () => {
      const environment = new CartPole();
      const step = environment.step.bind(environment);
      environment.step = (action, into) => {
        const result = step(action, into);
        result.observation[2] = Infinity;
        return result;
      };
      return environment;
    };
    const vector = new VectorEnvironment(create, 2);
    vector.reset(new Random(1));
    expect(() => vector.step(Int32Array.of(0, 0))).toThrow(
      'environment 0: an observation must be made of finite numbers (at step 1 of episode 1), got Infinity at index 2',
    );
  });

  test('and observations of another length are refused', () => {
    const create = (): Environment => ({
      ...countingEnvironment({ ignoresInto: true }),
      observationSpace: box(0, 1, [3]),
    });
    expect(() => new VectorEnvironment(create, 1).reset(new Random(1))).toThrow('must have 3 elements');
  });
});

describe('the members', () => {
  test('must have the same spaces', () => {
    let n = 2;
    const create = (): Environment => ({ ...countingEnvironment(), actionSpace: discrete(n++) });
    expect(() => new VectorEnvironment(create, 2)).toThrow(
      'environment 1: actionSpace must be that of environment 0, discrete(2), got discrete(3)',
    );
  });

  test('must be as many objects', () => {
    const one = countingEnvironment();
    expect(() => new VectorEnvironment(() => one, 2)).toThrow('create must return a new environment on each call');
    expect(() => new VectorEnvironment(() => one, 0)).toThrow('count must be a whole number ≥ 1, got 0');
  });

  test('are all closed', () => {
    const made: ReturnType<typeof countingEnvironment>[] = [];
    const create = () => {
      const environment = countingEnvironment();
      made.push(environment);
      return environment;
    };
    new VectorEnvironment(create, 3).close();
    expect(made.map(({ closed }) => closed)).toEqual([true, true, true]);
  });
});
