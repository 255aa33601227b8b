import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { ppo } from '../../../src/agents/index.ts';
import { encodeCheckpoint } from '../../../src/core/checkpoint.ts';
import type { Environment, Step } from '../../../src/core/environment.ts';
import { Random } from '../../../src/core/random.ts';
import { sample } from '../../../src/core/spaces.ts';
import { CartPole, checkEnvironment, fromGymJs, make } from '../../../src/envs/index.ts';
import { train } from '../../../src/train.ts';
import { asGymJs, GymCartPole, GymTimeLimit } from './gym-js-environments.ts';

/** What random steps return, resets among them, in what both interfaces can tell. */
function walk(environment: Environment, steps: number, into?: Float32Array): unknown[] {
  const random = new Random('walk');
  const told = ({ observation, reward, terminated, truncated }: Partial<Step>) => {
    return { observation: [...(observation ?? [])], reward, terminated, truncated: truncated && !terminated };
  };
  const all: unknown[] = [told(environment.reset({ seed: 4, ...(into && { into }) }))];
  for (let t = 0; t < steps; t++) {
    const step = environment.step(sample(environment.actionSpace, random), into);
    all.push(told(step));
    if (step.terminated || step.truncated) all.push(told(environment.reset(into && { into })));
  }
  return all;
}

describe('a cart-pole that is written for gym-js', () => {
  it('is ours, step for step', () => {
    expect(walk(fromGymJs(new GymCartPole()), 1000)).toEqual(walk(new CartPole(), 1000));
    expect(walk(fromGymJs(new GymCartPole()), 50, new Float32Array(4))).toEqual(walk(new CartPole(), 50));
    const { low, high } = fromGymJs(new GymCartPole()).observationSpace as CartPole['observationSpace'];
    expect([low, high]).toEqual([new CartPole().observationSpace.low, new CartPole().observationSpace.high]);
  });

  it('is truncated where the time limit ends an episode, and terminated where the pole fell in the same step', () => {
    const steps = walk(fromGymJs(new GymTimeLimit(new GymCartPole(), 20)), 1000) as Step[];
    expect(steps).toEqual(walk(make('CartPole-v1', { maxEpisodeSteps: 20 }), 1000));
    expect(steps.filter(({ truncated }) => truncated).length).toBeGreaterThan(5);
    const cartPole = new CartPole();
    cartPole.reset({ seed: 1 });
    let fall = 1;
    while (!cartPole.step(1).terminated) fall += 1;
    const falling: Environment = fromGymJs(new GymTimeLimit(new GymCartPole(), fall));
    falling.reset({ seed: 1 });
    const ended = Array.from({ length: fall }, () => falling.step(1)).at(-1);
    expect(ended).toMatchObject({ terminated: true, truncated: false });
  });

  it('is learned in as ours is, to the bit', async () => {
    const agent = ppo({ rolloutSteps: 32, epochs: 1, minibatchSize: 32, hidden: [4] });
    const checkpoints = async (env: () => Environment) => {
      const all: string[] = [];
      for await (const { checkpoint } of train(agent, { env, envs: 2, totalSteps: 128, seed: 2 })) {
        const environments = checkpoint.collector.environments.map(({ saved: _, ...state }) => state);
        all.push(encodeCheckpoint({ ...checkpoint, collector: { ...checkpoint.collector, environments } }));
      }
      return all;
    };
    expect(await checkpoints(() => fromGymJs(new GymCartPole()))).toEqual(await checkpoints(() => new CartPole()));
  });

  it('leaves as many tensors after each of 1000 steps, and none at the end', () => {
    const before = tf.memory().numTensors;
    const environment: Environment = fromGymJs(new GymCartPole());
    environment.reset({ seed: 1 });
    const { numTensors } = tf.memory();
    for (let t = 0; t < 1000; t++) {
      if (environment.step(t % 2).terminated) environment.reset();
      expect(tf.memory().numTensors).toBe(numTensors);
    }
    environment.close?.();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is told by the check of environments where it does not draw from its seed', () => {
    const free = Object.assign(new GymCartPole(), { seed() {} });
    expect(() => checkEnvironment(fromGymJs(free))).toThrow('two rollouts under one seed');
  });
});

describe('every kind of space', () => {
  it.each(['Pendulum-v1', 'MultiIdentity-v0', 'FrozenLake-v1', 'Catch-v0'])(
    'is had through gym-js as without: %s',
    (id) => {
      const [original, adapted]: Environment[] = [make(id), fromGymJs(asGymJs(make(id)))];
      expect(adapted?.observationSpace).toEqual(original?.observationSpace);
      expect(adapted?.actionSpace).toEqual(original?.actionSpace);
      expect(walk(adapted as Environment, 300)).toEqual(walk(original as Environment, 300));
    },
  );
});
