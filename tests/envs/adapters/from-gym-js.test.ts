import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { a2c } from '../../../src/agents/index.ts';
import { Random } from '../../../src/core/random.ts';
import { box, discrete, multiDiscrete } from '../../../src/core/spaces.ts';
import { CartPole, checkEnvironment, fromGymJs, type GymJsEnvironment, Pendulum } from '../../../src/envs/index.ts';
import { train } from '../../../src/train.ts';

/** A cart-pole as somebody might have written it for gym-js, tensors out; it leaves them to whoever takes them. */
class GymCartPole implements GymJsEnvironment {
  readonly observation_space = { type: 'Box', shape: [4], low: [-5, -100, -1, -100], high: [5, 100, 1, 100] };
  readonly action_space = { type: 'Discrete', shape: [2] };
  readonly #pole = new CartPole();
  #seed: number | undefined;
  closed = false;

  seed(seed: number) {
    this.#seed = seed;
  }
  reset() {
    const { observation } = this.#pole.reset(this.#seed === undefined ? {} : { seed: this.#seed });
    this.#seed = undefined;
    return tf.tensor1d(observation);
  }
  step(action: number): [tf.Tensor, number, boolean, object] {
    const { observation, reward, terminated } = this.#pole.step(action);
    return [tf.tensor1d(observation), reward, terminated, {}];
  }
  close() {
    this.closed = true;
  }
}

/** The least of a gym-js environment: one number that counts the steps. */
function counting(changes: Partial<GymJsEnvironment> = {}): GymJsEnvironment {
  let t = 0;
  return {
    observation_space: { type: 'Discrete', shape: [100] },
    action_space: { type: 'Discrete', shape: [3] },
    reset() {
      t = 0;
      return tf.tensor([t]);
    },
    step: () => [tf.tensor([++t]), t, t === 3],
    ...changes,
  };
}

describe('fromGymJs', () => {
  it('is the environment that it adapts, step by step, seeds included', () => {
    const [plain, adapted] = [new CartPole(), fromGymJs<'discrete'>(new GymCartPole())];
    const random = new Random(3);
    for (const seed of [5, undefined, 9]) {
      const request = seed === undefined ? {} : { seed };
      expect(adapted.reset(request).observation).toEqual(plain.reset(request).observation);
      for (let over = false; !over; ) {
        const action = random.integer(2);
        const [{ info: _, ...expected }, { info: __, ...step }] = [plain.step(action), adapted.step(action)];
        expect(step).toEqual(expected);
        over = step.terminated;
      }
    }
    expect(adapted.actionSpace).toEqual(discrete(2));
    expect(adapted.observationSpace).toEqual(box([-5, -100, -1, -100], [5, 100, 1, 100]));
  });

  it('keeps the contract of environments', () => {
    expect(() => checkEnvironment(fromGymJs(new GymCartPole()))).not.toThrow();
  });

  it('leaves no tensor behind', () => {
    const gym = new GymCartPole();
    const adapted = fromGymJs<'discrete'>(gym);
    const before = tf.memory().numTensors;
    adapted.reset();
    for (let t = 0; t < 200; t++) if (adapted.step(t % 2).terminated) adapted.reset();
    expect(tf.memory().numTensors).toBe(before + 1);
    adapted.close?.();
    expect(tf.memory().numTensors).toBe(before);
    expect(gym.closed).toBe(true);
  });

  it('leaves the tensors of an environment that uses them again, where it says so', () => {
    const [first, second] = [tf.tensor([7]), tf.tensor([8])];
    const reusing = () => counting({ reset: () => first, step: () => [second, 0, true] });
    const kept = fromGymJs<'discrete'>(reusing(), { keepsObservations: true });
    for (let episode = 0; episode < 3; episode++) {
      expect(kept.reset().observation[0]).toBe(7);
      expect(kept.step(0).observation[0]).toBe(8);
    }
    const disposing = fromGymJs<'discrete'>(reusing());
    disposing.reset();
    disposing.step(0);
    expect(() => disposing.reset()).toThrow('an observation must not be disposed: give keepsObservations where');
    second.dispose();
  });

  it('takes done for termination, or for truncation where info says so', () => {
    const end = (info?: object) => {
      const adapted = fromGymJs<'discrete'>(counting({ step: () => [tf.tensor([1]), 0, true, info] }));
      adapted.reset();
      const { terminated, truncated } = adapted.step(0);
      expect(() => adapted.step(0)).toThrow('gym-js environment: the episode is over: call reset()');
      return [terminated, truncated];
    };
    expect(end()).toEqual([true, false]);
    expect(end({ lives: 0 })).toEqual([true, false]);
    expect(end({ 'TimeLimit.truncated': true })).toEqual([false, true]);
  });

  it('gives actions as action_space.sample would make them, and disposes its own tensors', () => {
    const given: unknown[] = [];
    const step = (action: unknown): [number, number, boolean] => {
      given.push(action instanceof tf.Tensor ? [action.shape, ...action.dataSync()] : action);
      return [0, 0, false];
    };
    const tuple = fromGymJs<'multiDiscrete'>(
      counting({ action_space: { type: 'DiscreteTuple', shape: [2, 5] }, step }),
    );
    expect(tuple.actionSpace).toEqual(multiDiscrete([2, 5]));
    tuple.reset();
    tuple.step(Int32Array.of(1, 4));
    const space = { type: 'Box', shape: [2, 1], low: -1, high: 1 };
    const vector = fromGymJs<'box'>(counting({ action_space: space, step }));
    vector.reset();
    const before = tf.memory().numTensors;
    vector.step(Float32Array.of(0.5, -1));
    expect(tf.memory().numTensors).toBe(before - 1); // the observation of reset
    expect(given).toEqual([
      [1, 4],
      [[2, 1], 0.5, -1],
    ]);
  });

  it('reads numbers and nested arrays, as wrappers of gym-js may return them, into the array given', () => {
    const nested = counting({ reset: () => [[1, 2], [3]] as unknown as number[], step: () => [4, 1, false] });
    const adapted = fromGymJs<'discrete'>(nested, { observationSpace: box(0, 9, [3]) });
    const into = new Float32Array(3);
    expect(adapted.reset({ into }).observation).toBe(into);
    expect([...into]).toEqual([1, 2, 3]);
    expect(() => adapted.step(0)).toThrow('an observation must have 3 numbers: give observationSpace where');
  });

  it('reads typed arrays, and tensors with further dimensions of 1', () => {
    const space = { type: 'Box', shape: [2, 2], low: 0, high: 9 };
    for (const shown of [Int32Array.of(1, 2, 3, 4), tf.tensor([1, 2, 3, 4], [1, 2, 2, 1])]) {
      const adapted = fromGymJs(counting({ observation_space: space, reset: () => shown }));
      expect([...adapted.reset().observation]).toEqual([1, 2, 3, 4]);
    }
  });

  it('refuses tensors of another layout or size', () => {
    const space = { type: 'Box', shape: [3, 2], low: 0, high: 9 };
    const showing = (shown: tf.Tensor) => fromGymJs(counting({ observation_space: space, reset: () => shown }));
    expect(() => showing(tf.zeros([2, 3])).reset()).toThrow(
      'gym-js environment: an observation must have the shape [3,2]: give observationSpace where it has another, got [2,3]',
    );
    expect(() => showing(tf.zeros([6])).reset()).toThrow('must have the shape [3,2]');
    const indexed = fromGymJs(counting({ reset: () => tf.zeros([2]) }));
    expect(() => indexed.reset()).toThrow('an observation must have 1 numbers');
  });

  it('refuses actions that its space has not, before the environment sees them', () => {
    const step = () => {
      throw new Error('not reached');
    };
    const adapted = fromGymJs<'discrete'>(counting({ step }));
    adapted.reset();
    expect(() => adapted.step(3)).toThrow('gym-js environment: an action must be a whole number from 0 to 2, got 3');
  });

  it('seeds before a reset: by 0 at first where no seed is given, and later not', () => {
    const calls: unknown[] = [];
    const seed = (given: number) => {
      calls.push(given);
    };
    const reset = () => {
      calls.push('reset');
      return 0;
    };
    const adapted = fromGymJs(counting({ seed, reset }));
    adapted.reset();
    adapted.reset();
    adapted.reset({ seed: 5 });
    expect(calls).toEqual([0, 'reset', 'reset', 5, 'reset']);
  });

  it('knows spaces by other names, and by n and bounds alone', () => {
    const { reset, step } = counting();
    const adapted = fromGymJs({
      reset,
      step,
      observationSpace: { low: Float32Array.of(0, 1), high: [2, 3] },
      actionSpace: { n: 4 },
    });
    expect(adapted.observationSpace).toEqual(box([0, 1], [2, 3]));
    expect(adapted.actionSpace).toEqual(discrete(4));
  });

  it('can be trained in', async () => {
    for await (const { progress } of train(a2c({ hidden: [8], rolloutSteps: 32 }), {
      env: () => fromGymJs(new GymCartPole()),
      envs: 2,
      totalSteps: 256,
    })) {
      expect(progress.episodes).toBeGreaterThan(0);
    }
  });

  it('refuses what is no such environment, spaces that it does not know, and results of another form', () => {
    expect(() => fromGymJs(new Pendulum() as unknown as GymJsEnvironment)).toThrow(
      'fromGymJs: observation_space must be a Discrete, DiscreteTuple or Box, or observationSpace be given, got {"kind":"box"',
    );
    const bare = { reset: () => 0, step: (): [number, number, boolean] => [0, 0, false] };
    expect(() => fromGymJs(bare)).toThrow('or observationSpace be given, got undefined');
    expect(() => fromGymJs({} as GymJsEnvironment)).toThrow('takes an environment with the function reset');
    const dict = { type: 'Dict', shape: [1] };
    expect(() => fromGymJs(counting({ action_space: dict }))).toThrow('action_space must be a Discrete');
  });

  it.each([
    [{ reward: 1 }, '{"reward":1}'],
    [[0, 1], '[0,1]'],
    [[0, 1, false, true, {}], '[0,1,false,true,{}]'], // Gymnasium's, whose fourth is no info
    [[0, '1', false], '[0,'],
    [[0, 1, 0], '[0,1,0]'],
    [Promise.resolve([0, 1, false]), 'a promise'],
  ])('refuses what a step may not return: %j', (returned, received) => {
    const adapted = fromGymJs<'discrete'>(counting({ step: (() => returned) as never }));
    adapted.reset();
    expect(() => adapted.step(0)).toThrow(
      `gym-js environment: step must return [observation, reward, done, info], of which done is true or false and reward a number, got ${received}`,
    );
  });
});
