import { describe, expect, it } from 'vitest';
import { createAgent, npg, trpo } from '../../src/agents/index.ts';
import { createActorCritic } from '../../src/core/actor-critic.ts';
import { normalizeAdvantages } from '../../src/core/advantages.ts';
import { Random } from '../../src/core/random.ts';
import { batchOf } from '../../src/core/rollout.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { estimateAdvantages, valueRollout } from '../../src/core/rollout-values.ts';
import { naturalGradient, trustRegionScale, trustRegionStep } from '../../src/core/trust-region.ts';
import { makeVector } from '../../src/envs/index.ts';
import { type TrainUpdate, train } from '../../src/train.ts';
import { relativeError } from '../reference/float64.ts';

/** A learner, a rollout by its policy, and the same policy again with the batch that the agent should make of it. */
function arrange(name: string, hyperparameters: Record<string, unknown>) {
  const environments = makeVector('CartPole-v1', 3);
  environments.reset(new Random(1));
  const agent = createAgent(name, { hidden: [6], rolloutSteps: 60, ...hyperparameters });
  const { observationSpace, actionSpace } = environments;
  const settings = { observationSpace, actionSpace, random: new Random('learner') };
  const learner = agent.start<'discrete'>(settings);
  const rollout = new RolloutCollector(environments, learner.policy, { random: new Random('actions') }).collect(
    agent.collect,
  );
  const { policy, valueFunction } = createActorCritic<'discrete'>({ ...agent.hyperparameters, ...settings });
  const { advantages } = estimateAdvantages(rollout, valueRollout(rollout, valueFunction), {
    gamma: 0.99,
    lambda: 0.95,
  });
  const batch = batchOf(rollout, policy, normalizeAdvantages(advantages));
  return { learner, rollout, policy, batch };
}

describe('one update', () => {
  it('of TRPO is one trust-region step on normalised advantages, and a fit of the value function', () => {
    const { learner, rollout, policy, batch } = arrange('trpo', { maxKl: 0.02 });
    const before = learner.parameters.values.slice();
    const diagnostics = learner.update(rollout, 0);
    const expected = trustRegionStep(policy, batch, { maxKl: 0.02 });
    expect(relativeError(learner.policy.parameters.values, policy.parameters.values)).toBeLessThan(1e-7);
    expect(diagnostics).toMatchObject({ accepted: 1, tries: expected.tries, kl: expected.kl });
    const size = policy.parameters.values.length;
    expect(learner.parameters.values.slice(size)).not.toEqual(before.slice(size));
  });

  it('of NPG moves by √(2δ / xᵀFx) along the natural gradient', () => {
    const { learner, rollout, policy, batch } = arrange('npg', { maxKl: 0.02 });
    const found = naturalGradient(policy, batch);
    const scale = trustRegionScale(found, 0.02);
    const expected = policy.parameters.values.map((x, i) => x + scale * (found.direction[i] as number));
    const { stepNorm = 0, kl } = learner.update(rollout, 0);
    expect(relativeError(learner.policy.parameters.values, expected)).toBeLessThan(1e-7);
    expect(stepNorm / (scale * Math.hypot(...found.direction))).toBeCloseTo(1, 5);
    expect(kl).toBeGreaterThan(0);
  });

  it('of NPG with a fixed step moves by that multiple of the natural gradient', () => {
    const { learner, rollout, policy, batch } = arrange('npg', { stepSize: 0.5 });
    const { direction } = naturalGradient(policy, batch);
    const expected = policy.parameters.values.map((x, i) => x + 0.5 * (direction[i] as number));
    learner.update(rollout, 0);
    expect(relativeError(learner.policy.parameters.values, expected)).toBeLessThan(1e-7);
  });

  it.each(['npg', 'trpo'])('of %s leaves the policy alone, to the bit, where every advantage is 0', (name) => {
    const { learner, rollout } = arrange(name, { normalizeAdvantages: false, gamma: 0, lambda: 0 });
    // Rewards equal to V make every advantage 0 at γ = 0.
    const values = valueRollout(rollout, createTwin(learner)).values;
    rollout.rewards.set(values);
    const before = learner.policy.parameters.values.slice();
    const { stepNorm } = learner.update(rollout, 0);
    expect(learner.policy.parameters.values).toEqual(before);
    expect(stepNorm).toBe(0);
  });
});

/** The value function of a learner as it stands. */
function createTwin(learner: ReturnType<typeof arrange>['learner']) {
  const { observationSpace, actionSpace } = learner.policy;
  const twin = createActorCritic({ observationSpace, actionSpace, hidden: [6], random: new Random(0) });
  twin.parameters.values.set(learner.parameters.values);
  return twin.valueFunction;
}

describe('a whole run of TRPO', () => {
  it.each([
    ['CartPole-v1', {}],
    ['CartPole-v1', { fisherFraction: 0.2, fisherMethod: 'hessian' }],
    ['Pendulum-v1', { gamma: 0.9 }],
    ['Pendulum-v1', { gamma: 0.9, maxKl: 0.05, damping: 1e-4, logStd: 'predicted', hidden: [16] }],
  ] as const)('takes only steps with a KL below δ and a positive improvement: %s %o', async (env, hyperparameters) => {
    const { maxKl } = { maxKl: 0.01, ...hyperparameters };
    const updates: TrainUpdate[] = [];
    let before: Float32Array | undefined;
    for await (const update of train(trpo({ rolloutSteps: 128, valueEpochs: 2, ...hyperparameters }), {
      env,
      totalSteps: 20_480,
      seed: 4,
    })) {
      updates.push(update);
      const { accepted, kl = NaN, improvement = NaN, stepNorm } = update.progress.diagnostics;
      const now = update.checkpoint.parameters.slice(0, update.policy.parameters.values.length);
      if (accepted === 1) {
        expect(kl).toBeLessThan(maxKl);
        expect(improvement).toBeGreaterThan(0);
        expect(stepNorm).toBeGreaterThan(0);
      } else if (before !== undefined) {
        expect(now).toEqual(before);
      }
      before = now;
    }
    expect(updates.length).toBe(20);
    expect(updates.filter(({ progress }) => progress.diagnostics.accepted === 1).length).toBeGreaterThan(15);
  });
});

describe('networks of one trunk', () => {
  it.each([
    ['npg', npg],
    ['trpo', trpo],
  ])('are no hyperparameter of %s: its value function is fitted by itself', (name, agent) => {
    expect(() => agent({ sharedTrunk: true } as object)).toThrow(`${name}: there is no hyperparameter 'sharedTrunk'`);
  });
});
