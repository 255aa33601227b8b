import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAgent } from '../../src/agents/index.ts';
import { type ActorCritic, createActorCritic } from '../../src/core/actor-critic.ts';
import { normalizeAdvantages } from '../../src/core/advantages.ts';
import type { Learner } from '../../src/core/agent.ts';
import { clipByGlobalNorm } from '../../src/core/autograd/clip-gradient.ts';
import { differentiate } from '../../src/core/autograd/differentiate.ts';
import { useBackend } from '../../src/core/backend.ts';
import { entropyObjective, policyGradientObjective } from '../../src/core/objectives.ts';
import { featuresOf } from '../../src/core/observations.ts';
import { adam } from '../../src/core/optimizers/adam.ts';
import { rmsprop } from '../../src/core/optimizers/rmsprop.ts';
import { Random } from '../../src/core/random.ts';
import { decisionsOf, type Rollout } from '../../src/core/rollout.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { estimateAdvantages, rewardsToGo, valueRollout } from '../../src/core/rollout-values.ts';
import { makeVector } from '../../src/envs/index.ts';
import { relativeError } from '../reference/float64.ts';

beforeAll(() => useBackend('cpu'));

const tasks = ['CartPole-v1', 'Pendulum-v1'];
const hidden = { hidden: [6, 5] };

/** A learner, a rollout by its policy, and an actor-critic with the same first weights that nobody touches. */
function arrange(env: string, name: string, hyperparameters: Record<string, unknown>) {
  const environments = makeVector(env as 'CartPole-v1', 3);
  environments.reset(new Random(1));
  const agent = createAgent(name, { ...hidden, ...hyperparameters });
  const { observationSpace, actionSpace } = environments;
  const settings = { observationSpace, actionSpace, random: new Random('learner') };
  const learner: Learner<'discrete'> = agent.start(settings);
  const rollout = new RolloutCollector(environments, learner.policy, { random: new Random('actions') }).collect(
    agent.collect,
  );
  const twin = createActorCritic<'discrete'>({ ...agent.hyperparameters, ...settings });
  return { learner, rollout, twin, before: learner.parameters.values.slice() };
}

/** −∇ mean (V − R)² in the value function's own parameters. */
function valueGradient({ valueFunction }: ActorCritic<'discrete'>, rollout: Rollout, returns: Float32Array) {
  return differentiate(valueFunction.parameters, (tensors) => {
    const features = featuresOf(valueFunction.observationSpace, rollout.observations, rollout.size);
    const error = tf.squaredDifference(valueFunction.apply(tensors, features), tf.tensor1d(returns));
    return { value: tf.neg(tf.mean(error)) };
  }).gradient;
}

function moved(learner: Learner<'discrete'>, before: Float32Array): Float32Array {
  return learner.parameters.values.map((x, i) => x - (before[i] as number));
}

describe.each(tasks)('one update in %s', (env) => {
  it('of PPO with one epoch and one minibatch is one Adam step on eq. 9 at θ_old', () => {
    const hyper = { rolloutSteps: 40, minibatchSize: 120, epochs: 1, entropyCoefficient: 0.02, learningRate: 1e-2 };
    const { learner, rollout, twin, before } = arrange(env, 'ppo', hyper);
    const { advantages, returns } = estimateAdvantages(rollout, valueRollout(rollout, twin.valueFunction), {
      gamma: 0.99,
      lambda: 0.95,
    });
    const batch = { ...decisionsOf(rollout), advantages: normalizeAdvantages(advantages) };
    const policyPart = policyGradientObjective(twin.policy, batch).gradient;
    const entropyPart = entropyObjective(twin.policy, batch).gradient;
    const gradient = new Float32Array(before.length);
    gradient.set(policyPart.map((g, i) => g + 0.02 * (entropyPart[i] as number)));
    gradient.set(
      valueGradient(twin, rollout, returns).map((g) => 0.5 * g),
      policyPart.length,
    );
    const rule = adam();
    const { step } = rule.update(clipByGlobalNorm(gradient, 0.5), rule.init(gradient.length), 1e-2);
    const diagnostics = learner.update(rollout, 0);
    expect(relativeError(moved(learner, before), step)).toBeLessThan(2e-3);
    expect(diagnostics.gradientNorm).toBeCloseTo(Math.hypot(...gradient), 3);
    expect(diagnostics.approximateKl).toBeCloseTo(0, 6);
    expect(diagnostics.clipFraction).toBe(0);
  });

  it('of A2C is one RMSProp step on the policy gradient, the entropy and the value loss', () => {
    const hyper = { rolloutSteps: 40, entropyCoefficient: 0.02, valueCoefficient: 0.25, learningRate: 1e-2 };
    const { learner, rollout, twin, before } = arrange(env, 'a2c', hyper);
    const { nextValues, values } = valueRollout(rollout, twin.valueFunction);
    const returns = rewardsToGo(rollout, nextValues, { gamma: 0.99 });
    const batch = { ...decisionsOf(rollout), advantages: returns.map((g, i) => g - (values[i] as number)) };
    const policyPart = policyGradientObjective(twin.policy, batch).gradient;
    const entropyPart = entropyObjective(twin.policy, batch).gradient;
    const gradient = new Float32Array(before.length);
    gradient.set(policyPart.map((g, i) => g + 0.02 * (entropyPart[i] as number)));
    gradient.set(
      valueGradient(twin, rollout, returns).map((g) => 0.25 * g),
      policyPart.length,
    );
    const rule = rmsprop();
    const { step } = rule.update(clipByGlobalNorm(gradient, 0.5), rule.init(gradient.length), 1e-2);
    const diagnostics = learner.update(rollout, 0);
    expect(relativeError(moved(learner, before), step)).toBeLessThan(2e-3);
    expect(diagnostics.gradientNorm).toBeCloseTo(Math.hypot(...gradient), 3);
  });

  it('of REINFORCE without baseline is Williams’s: a step along the mean of ∇ log π times the reward-to-go', () => {
    const hyper = { baseline: false, normalizeAdvantages: false, learningRate: 1e-2 };
    const { learner, rollout, twin, before } = arrange(env, 'reinforce', hyper);
    const advantages = rewardsToGo(rollout, new Float32Array(rollout.size), { gamma: 0.99 });
    const { gradient } = policyGradientObjective(twin.policy, { ...decisionsOf(rollout), advantages });
    const rule = adam();
    const { step } = rule.update(clipByGlobalNorm(gradient, 0.5), rule.init(gradient.length), 1e-2);
    learner.update(rollout, 0);
    expect(relativeError(moved(learner, before), step)).toBeLessThan(2e-3);
  });

  it('of REINFORCE with baseline subtracts the value predicted before the baseline is fitted', () => {
    const hyper = { baseline: true, normalizeAdvantages: false, learningRate: 1e-2, valueLearningRate: 0.1 };
    const { learner, rollout, twin, before } = arrange(env, 'reinforce', hyper);
    const { values, nextValues } = valueRollout(rollout, twin.valueFunction);
    const returns = rewardsToGo(rollout, nextValues, { gamma: 0.99 });
    const advantages = returns.map((g, i) => g - (values[i] as number));
    const { gradient } = policyGradientObjective(twin.policy, { ...decisionsOf(rollout), advantages });
    const rule = adam();
    const { step } = rule.update(clipByGlobalNorm(gradient, 0.5), rule.init(gradient.length), 1e-2);
    const { valueLoss } = learner.update(rollout, 0);
    expect(relativeError(moved(learner, before).subarray(0, step.length), step)).toBeLessThan(2e-3);
    const firstLoss = returns.reduce((sum, g, i) => sum + (g - (values[i] as number)) ** 2, 0) / rollout.size;
    expect(valueLoss).toBeLessThan(firstLoss);
  });
});

describe('PPO', () => {
  it('ends an update when a minibatch’s approximate KL passes 1.5 times the target', () => {
    const hyper = { rolloutSteps: 40, minibatchSize: 30, epochs: 10, learningRate: 0.05 };
    const free = arrange('CartPole-v1', 'ppo', hyper);
    expect(free.learner.update(free.rollout, 0).gradientSteps).toBe(40);
    const held = arrange('CartPole-v1', 'ppo', { ...hyper, targetKl: 0.01 });
    const { gradientSteps = 0, approximateKl = 1 } = held.learner.update(held.rollout, 0);
    expect(gradientSteps).toBeGreaterThan(0);
    expect(gradientSteps).toBeLessThan(40);
    expect(approximateKl).toBeLessThanOrEqual(0.015);
  });

  it('with a value clip range does not reward values that leave it', () => {
    const hyper = { rolloutSteps: 40, minibatchSize: 120, epochs: 40, learningRate: 0.02, maxGradientNorm: 1e9 };
    const travel = (valueClipRange: number | null) => {
      const { learner, rollout, twin } = arrange('CartPole-v1', 'ppo', { ...hyper, valueClipRange });
      const before = twin.valueFunction.predict(rollout.observations, rollout.size);
      learner.update(rollout, 0);
      twin.parameters.values.set(learner.parameters.values);
      const after = twin.valueFunction.predict(rollout.observations, rollout.size);
      return after.reduce((sum, v, i) => sum + Math.abs(v - (before[i] as number)), 0) / rollout.size;
    };
    expect(travel(0.1)).toBeLessThan(0.3 * travel(null));
  });

  it('follows its schedules: at the end of a linear one nothing moves', () => {
    const { learner, rollout, before } = arrange('CartPole-v1', 'ppo', {
      rolloutSteps: 8,
      learningRate: { schedule: 'linear', from: 1e-3, to: 0 },
    });
    expect(learner.update(rollout, 1).learningRate).toBe(0);
    expect(learner.parameters.values).toEqual(before);
    expect(learner.update(rollout, 0.25).learningRate).toBeCloseTo(7.5e-4, 12);
    expect(learner.parameters.values).not.toEqual(before);
  });
});
