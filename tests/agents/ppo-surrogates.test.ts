import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAgent } from '../../src/agents/index.ts';
import { adaptKlCoefficient } from '../../src/agents/ppo.ts';
import { createActorCritic } from '../../src/core/actor-critic.ts';
import { normalizeAdvantages } from '../../src/core/advantages.ts';
import { clipByGlobalNorm } from '../../src/core/autograd/clip-gradient.ts';
import { differentiate } from '../../src/core/autograd/differentiate.ts';
import { useBackend } from '../../src/core/backend.ts';
import { importanceObjective } from '../../src/core/objectives.ts';
import { featuresOf } from '../../src/core/observations.ts';
import { adam } from '../../src/core/optimizers/adam.ts';
import { Random } from '../../src/core/random.ts';
import { batchOf } from '../../src/core/rollout.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { estimateAdvantages, valueRollout } from '../../src/core/rollout-values.ts';
import { makeVector } from '../../src/envs/index.ts';
import { relativeError } from '../reference/float64.ts';

beforeAll(() => useBackend('cpu'));

/** A learner of 120 steps an update, a rollout by its policy, and an actor-critic with the same first weights. */
function arrange(env: string, hyperparameters: Record<string, unknown>) {
  const environments = makeVector(env as 'CartPole-v1', 3);
  environments.reset(new Random(1));
  const agent = createAgent('ppo', { hidden: [6, 5], rolloutSteps: 40, minibatchSize: 120, ...hyperparameters });
  const { observationSpace, actionSpace } = environments;
  const settings = { observationSpace, actionSpace, random: new Random('learner') };
  const learner = agent.start<'discrete'>(settings);
  const collector = new RolloutCollector(environments, learner.policy, { random: new Random('actions') });
  const twin = createActorCritic<'discrete'>({ ...agent.hyperparameters, ...settings });
  return { learner, rollout: collector.collect(agent.collect), twin, before: learner.parameters.values.slice() };
}

type Arranged = ReturnType<typeof arrange>;

/** Two steps of Adam on mean ρ Â − β mean KL − ½ mean (V − R)², from gradients that the agent has no part in. */
function twoSteps({ twin, rollout }: Arranged, beta: number) {
  const { policy, valueFunction, parameters } = twin;
  const { distribution } = policy;
  const { advantages, returns } = estimateAdvantages(rollout, valueRollout(rollout, valueFunction), {
    gamma: 0.99,
    lambda: 0.95,
  });
  const batch = batchOf(rollout, policy, normalizeAdvantages(advantages));
  const old = policy.omega(rollout.observations, rollout.size);
  const features = () => featuresOf(policy.observationSpace, rollout.observations, rollout.size);
  const kl = (tensors: tf.Tensor[]) => {
    const then = tf.tensor2d(old, [rollout.size, distribution.parameterSize]);
    return { value: tf.mean(distribution.kl(then, policy.apply(tensors, features()))) as tf.Scalar };
  };
  const rule = adam();
  let state = rule.init(parameters.values.length);
  for (let step = 0; step < 2; step++) {
    const surrogate = importanceObjective(policy, batch).gradient;
    const penalty = differentiate(policy.parameters, kl).gradient;
    const value = differentiate(valueFunction.parameters, (tensors) => ({
      value: tf.mean(tf.squaredDifference(valueFunction.apply(tensors, features()), tf.tensor1d(returns))),
    })).gradient;
    const ascent = [...surrogate.map((g, i) => g - beta * (penalty[i] as number)), ...value.map((g) => -0.5 * g)];
    const update = rule.update(clipByGlobalNorm(Float32Array.from(ascent), 0.5), state, 1e-2);
    state = update.state;
    parameters.values.set(parameters.values.map((x, i) => x + (update.step[i] as number)));
  }
  return { values: parameters.values, kl: differentiate(policy.parameters, kl).value };
}

describe.each(['CartPole-v1', 'Pendulum-v1'])('one update of PPO in %s, of two epochs and one minibatch,', (env) => {
  it.each([
    ['fixed-kl', 30],
    ['adaptive-kl', 30],
    ['unclipped', 0],
  ] as const)('with the surrogate %s is two Adam steps on eq. 8 with β = %s', (surrogate, beta) => {
    const hyper = { epochs: 2, learningRate: 1e-2, surrogate, klCoefficient: 30 };
    const arranged = arrange(env, hyper);
    const { learner, rollout, before } = arranged;
    const diagnostics = learner.update(rollout, 0);
    const expected = twoSteps(arranged, beta);
    const moved = (values: Float32Array) => values.map((x, i) => x - (before[i] as number));
    expect(relativeError(moved(learner.parameters.values), moved(expected.values))).toBeLessThan(2e-3);
    if (beta === 0) {
      expect(Object.keys(diagnostics)).not.toContain('kl');
      return;
    }
    expect((diagnostics.kl as number) / expected.kl).toBeCloseTo(1, 2);
    expect(diagnostics.klCoefficient).toBe(30);
  });

  it('moves otherwise with each surrogate', () => {
    const after = (surrogate: string) => {
      const { learner, rollout } = arrange(env, { epochs: 8, learningRate: 0.05, surrogate, klCoefficient: 3 });
      learner.update(rollout, 0);
      return [...learner.parameters.values];
    };
    const [clipped, fixed, unclipped] = ['clipped', 'fixed-kl', 'unclipped'].map(after);
    expect(clipped).not.toEqual(unclipped);
    expect(clipped).not.toEqual(fixed);
    expect(fixed).not.toEqual(unclipped);
    // The first update knows no other β yet.
    expect(after('adaptive-kl')).toEqual(fixed);
  });
});

describe('β', () => {
  const next = (kl: number) => adaptKlCoefficient({ kl, klCoefficient: 3 }, 0.75);

  it('is halved below d_targ / 1.5, doubled above 1.5 d_targ, and kept at both and between', () => {
    expect(next(0)).toBe(1.5);
    expect(next(0.4999)).toBe(1.5);
    expect(next(0.5)).toBe(3);
    expect(next(0.75)).toBe(3);
    expect(next(1.125)).toBe(3);
    expect(next(1.1251)).toBe(6);
  });

  it.each([
    ['adaptive-kl', 1e-3, 1e9, 0.5],
    ['adaptive-kl', 0.05, 1e-9, 2],
    ['fixed-kl', 1e-3, 1e9, 1],
    ['fixed-kl', 0.05, 1e-9, 1],
  ])(
    'with %s and step size %s, for d_targ = %s, is %s times itself after an update',
    (surrogate, learningRate, klTarget, factor) => {
      const { learner, rollout } = arrange('CartPole-v1', { surrogate, learningRate, klTarget, klCoefficient: 3 });
      expect(learner.state().scalars).toEqual({ klCoefficient: 3 });
      expect(learner.update(rollout, 0).klCoefficient).toBe(3);
      expect(learner.state().scalars).toEqual({ klCoefficient: 3 * factor });
      expect(learner.update(rollout, 0).klCoefficient).toBe(3 * factor);
    },
  );

  it('goes on where a restored learner had it', () => {
    const hyper = { surrogate: 'adaptive-kl', klTarget: 1e9 };
    const [first, second] = [arrange('CartPole-v1', hyper), arrange('CartPole-v1', hyper)];
    first.learner.update(first.rollout, 0);
    second.learner.parameters.values.set(first.learner.parameters.values);
    second.learner.restore(first.learner.state());
    expect(second.learner.update(second.rollout, 0)).toEqual(first.learner.update(first.rollout, 0));
    expect(second.learner.parameters.values).toEqual(first.learner.parameters.values);
    expect(second.learner.state().scalars).toEqual({ klCoefficient: 0.25 });
  });

  it('is no part of a learner without a penalty', () => {
    expect(arrange('CartPole-v1', {}).learner.state().scalars).toBeUndefined();
    expect(arrange('CartPole-v1', { surrogate: 'unclipped' }).learner.state().scalars).toBeUndefined();
  });

  it('holds the policy closer where it is larger', () => {
    const kl = (klCoefficient: number) => {
      const { learner, rollout } = arrange('CartPole-v1', { surrogate: 'fixed-kl', learningRate: 0.01, klCoefficient });
      return learner.update(rollout, 0).kl as number;
    };
    expect(kl(100)).toBeLessThan(0.1 * kl(0));
  });
});
