import { describe, expect, test } from 'vitest';
import { box, discrete, multiBinary } from '../../../src/core/spaces.ts';
import {
  CartPole,
  DictIdentity,
  flattenObservation,
  Identity,
  MultiIdentity,
  make,
  oneHotObservation,
  Pendulum,
  timeAwareObservation,
  timeLimit,
  transformAction,
  transformObservation,
  transformReward,
} from '../../../src/envs/index.ts';

describe('transformObservation', () => {
  test('shows what the function returns, at reset and at every step, and leaves the rest', () => {
    const [plain, doubled] = [new CartPole(), transformObservation(new CartPole(), (x) => x.map((value) => 2 * value))];
    const twice = (x: Float32Array) => x.map((value) => 2 * value);
    expect(doubled.reset({ seed: 4 }).observation).toEqual(twice(plain.reset({ seed: 4 }).observation));
    for (let t = 0; t < 5; t++) {
      const [expected, step] = [plain.step(t % 2), doubled.step(t % 2)];
      expect(step.observation).toEqual(twice(expected.observation));
      expect({ ...step, observation: 0 }).toEqual({ ...expected, observation: 0 });
    }
    expect(doubled.observationSpace).toEqual(plain.observationSpace);
  });

  test('takes a function that writes into the array given', () => {
    const radius = transformObservation(
      new Pendulum(),
      (x, into) => {
        into[0] = Math.hypot(x[0] as number, x[1] as number);
      },
      box(0, 1.0001, [1]),
    );
    const into = new Float32Array(1);
    expect(radius.reset({ seed: 1, into }).observation).toBe(into);
    expect(into[0]).toBeCloseTo(1, 6);
    into[0] = 0;
    radius.step(Float32Array.of(1), into);
    expect(into[0]).toBeCloseTo(1, 6);
  });

  test('refuses a function that returns another number of elements than the space has', () => {
    const short = transformObservation(new CartPole(), (x) => x.slice(1));
    expect(() => short.reset()).toThrow('transformObservation: the function must return 4 numbers, got 3');
  });
});

test('transformReward passes each reward through the function', () => {
  const [plain, scaled] = [new Pendulum(), transformReward(new Pendulum(), (reward) => reward / 10 + 1)];
  plain.reset({ seed: 2 });
  scaled.reset({ seed: 2 });
  for (let t = 0; t < 5; t++) {
    const torque = Float32Array.of(t - 2);
    expect(scaled.step(torque).reward).toBe(plain.step(torque).reward / 10 + 1);
  }
});

test('transformAction gives the environment what the function makes of an action', () => {
  const pushes = transformAction(new Pendulum(), (i: number) => Float32Array.of(2 * i - 2), discrete(3));
  expect(pushes.actionSpace).toEqual(discrete(3));
  const plain = new Pendulum();
  expect(pushes.reset({ seed: 2 })).toEqual(plain.reset({ seed: 2 }));
  for (const i of [0, 2, 1, 2]) expect(pushes.step(i)).toEqual(plain.step(Float32Array.of(2 * i - 2)));
  expect(pushes.render?.()).toEqual(plain.render());
  expect(pushes.saveState?.()).toEqual(plain.saveState());
});

describe('flattenObservation', () => {
  test('joins a dict’s parts: an index as one-hot, bits as they are, boxes with their bounds', () => {
    const flat = flattenObservation(new DictIdentity());
    const { observation } = new DictIdentity().reset({ seed: 3 });
    expect(flat.observationSpace.kind).toBe('box');
    const shown = flat.reset({ seed: 3 }).observation;
    expect(shown.length).toBeGreaterThan(observation.length);
    expect(shown).toEqual(flatByHand(new DictIdentity(), observation));
  });

  test('makes one axis of a picture', () => {
    const picture = transformObservation(new CartPole(), (x) => x, box(-10, 10, [2, 2, 1]));
    expect(flattenObservation(picture).observationSpace).toEqual(box(-10, 10, [4]));
    expect(flattenObservation(picture).reset({ seed: 1 }).observation).toEqual(
      new CartPole().reset({ seed: 1 }).observation,
    );
  });

  test('leaves bits', () => {
    const bits = transformObservation(new Identity(), () => [1, 0, 1], multiBinary(3));
    expect(flattenObservation(bits).observationSpace).toEqual(box(0, 1, [3]));
    expect([...flattenObservation(bits).reset().observation]).toEqual([1, 0, 1]);
  });
});

describe('oneHotObservation', () => {
  test('shows an index as one-hot, and each component of several', () => {
    const one = oneHotObservation(new Identity());
    expect(one.observationSpace).toEqual(box(0, 1, [4]));
    expect([...one.reset({ options: { state: [2] } }).observation]).toEqual([0, 0, 1, 0]);
    const several = make('Blackjack-v1');
    const cards = oneHotObservation(several);
    expect(cards.observationSpace).toEqual(box(0, 1, [32 + 11 + 2]));
    const [sum, card, ace] = several.reset({ seed: 6 }).observation as unknown as [number, number, number];
    const shown = cards.reset({ seed: 6 }).observation;
    expect([...shown.keys()].filter((i) => shown[i] !== 0)).toEqual([sum, 32 + card, 32 + 11 + ace]);
    expect(oneHotObservation(new MultiIdentity()).observationSpace.kind).toBe('box');
  });

  test('refuses measurements', () => {
    expect(() => oneHotObservation(new CartPole())).toThrow('the observation space must be discrete or multi-discrete');
  });
});

describe('timeAwareObservation', () => {
  test('appends the share of the time that has passed, from 0 on in each episode, and at most 1', () => {
    const timed = timeLimit(timeAwareObservation(new Pendulum(), 4), 6);
    const shares = () => {
      const seen = [timed.reset().observation[3]];
      for (let t = 0; t < 6; t++) seen.push(timed.step(Float32Array.of(0)).observation[3]);
      return seen;
    };
    expect(shares()).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 1]);
    expect(shares()).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 1]);
    const { low, high } = new Pendulum().observationSpace;
    expect(timed.observationSpace).toEqual(box([...low, 0], [...high, 1]));
  });

  test('leaves the elements before it', () => {
    const [plain, timed] = [new CartPole(), timeAwareObservation(new CartPole(), 500)];
    expect(timed.reset({ seed: 1 }).observation.subarray(0, 4)).toEqual(plain.reset({ seed: 1 }).observation);
    expect(timed.step(1).observation.subarray(0, 4)).toEqual(plain.step(1).observation);
  });

  test.each([0, 2.5, NaN, Infinity])('refuses a limit of %s', (limit) => {
    expect(() => timeAwareObservation(new CartPole(), limit)).toThrow('maxEpisodeSteps must be a whole number ≥ 1');
  });

  test('refuses observations that are no vectors', () => {
    expect(() => timeAwareObservation(new Identity(), 5)).toThrow('the observation space must be a box');
  });
});

/** One row for each part, laid out by hand. */
function flatByHand(environment: DictIdentity, observation: Float32Array): Float32Array {
  let at = 0;
  const numbers = Object.values(environment.observationSpace.spaces).flatMap((part) => {
    if (part.kind === 'discrete') {
      const value = observation[at++];
      return Array.from({ length: part.n }, (_, i) => (i === value ? 1 : 0));
    }
    if (part.kind !== 'multiBinary' && part.kind !== 'box') throw new Error(`no part of this task: ${part.kind}`);
    const size = part.kind === 'box' ? part.low.length : part.n;
    at += size;
    return [...observation.subarray(at - size, at)];
  });
  return Float32Array.from(numbers);
}
