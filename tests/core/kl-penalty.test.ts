import { beforeAll, describe, expect, it } from 'vitest';
import { type ActorCritic, createActorCritic } from '../../src/core/actor-critic.ts';
import {
  type ActorCriticBatch,
  type ActorCriticLoss,
  actorCriticObjective,
} from '../../src/core/actor-critic-objective.ts';
import { useBackend } from '../../src/core/backend.ts';
import { KernelArray } from '../../src/core/kernels/kernel-array.ts';
import { logProbabilities } from '../../src/core/objectives.ts';
import type { PolicySettings } from '../../src/core/policy-network.ts';
import { Random } from '../../src/core/random.ts';
import { type ActionSpace, box, discrete, multiBinary, multiDiscrete } from '../../src/core/spaces.ts';
import { centralDifferences, relativeError } from '../reference/float64.ts';
import { Float64Policy } from '../reference/float64-policy.ts';

interface Case {
  readonly name: string;
  readonly actionSpace: ActionSpace;
  readonly settings?: Pick<PolicySettings, 'logStd' | 'distribution'>;
  readonly masked?: boolean;
}

const cases: readonly Case[] = [
  { name: 'categorical', actionSpace: discrete(4) },
  { name: 'categorical, masked', actionSpace: discrete(5), masked: true },
  { name: 'Gaussian', actionSpace: box(-1, 1, [3]) },
  { name: 'Gaussian with predicted log σ', actionSpace: box(-1, 1, [2]), settings: { logStd: 'predicted' } },
  { name: 'multi-categorical', actionSpace: multiDiscrete([3, 2]) },
  { name: 'multi-categorical, masked', actionSpace: multiDiscrete([3, 4]), masked: true },
  { name: 'Bernoulli', actionSpace: multiBinary(3) },
  { name: 'Bernoulli, masked', actionSpace: multiBinary(4), masked: true },
  { name: 'squashed Gaussian', actionSpace: box(-2, 1, [2]), settings: { distribution: 'squashed-gaussian' } },
];

const [size, features] = [11, 3];

/** A policy that has moved from θₒₗ, a batch of which the old one was the sampler, and both vectors of parameters. */
function arrange({ actionSpace, settings, masked }: Case) {
  const random = new Random('kl penalty');
  const shared = { observationSpace: box(-9, 9, [features]), actionSpace, hidden: [6], ...settings };
  const actorCritic = createActorCritic({ ...shared, random: random.split('weights') }) as ActorCritic;
  const { policy } = actorCritic;
  const { values } = policy.parameters;
  const shift = (by: number) => values.set(values.map((x) => x + by * random.normal()));
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  shift(0.3);
  const old = values.slice();
  const observations = normals(size * features);
  const oldOmega = policy.omega(observations, size);
  const width = policy.distribution.parameterSize;
  // Another one is forbidden in each row.
  const actionMasks = Uint8Array.from({ length: size * width }, (_, i) =>
    Number(i % width !== Math.floor(i / width) % width),
  );
  const actions = policy.actionRows(size);
  for (let row = 0; row < size; row++) {
    const mask = masked ? actionMasks.subarray(row * width, (row + 1) * width) : undefined;
    policy.distribution.sample(oldOmega, row, random, actions, row, mask);
  }
  const decisions = { size, observations, actions, ...(masked && { actionMasks }) };
  const oldLogProbabilities = logProbabilities(policy, decisions);
  shift(0.2);
  const batch = { ...decisions, advantages: normals(size), oldLogProbabilities, oldOmega, returns: normals(size) };
  return { actorCritic, batch, old, now: values.slice() };
}

/** Its value and gradient in the policy's parameters, with no part of entropy or value. */
function evaluate(by: 'kernels' | 'tape', actorCritic: ActorCritic, batch: ActorCriticBatch, klCoefficient?: number) {
  const loss: ActorCriticLoss = {
    surrogate: 'importance',
    entropyCoefficient: 0,
    valueCoefficient: 0,
    normalizeAdvantages: false,
    klCoefficient,
  };
  const fused = by === 'kernels' ? actorCritic.fused : undefined;
  const { gradient, measures } = actorCriticObjective({ ...actorCritic, fused }, batch, loss)();
  const all = gradient instanceof KernelArray ? gradient.view : gradient;
  return { measures, gradient: all.slice(0, actorCritic.policy.parameters.values.length) };
}

beforeAll(() => useBackend('cpu'));

describe.each(['kernels', 'tape'] as const)('the KL penalty, by the %s,', (by) => {
  describe.each(cases)('of a $name policy', (each) => {
    it('is the closed form of the float64 reference, and has its gradient by central differences', () => {
      const { actorCritic, batch, old, now } = arrange(each);
      const reference = new Float64Policy(actorCritic.policy, batch);
      const { measures, gradient } = evaluate(by, actorCritic, batch, 3);
      expect(measures.surrogate).toBeCloseTo(reference.surrogate(now), 5);
      expect(measures.kl / reference.kl(old, now)).toBeCloseTo(1, 4);
      const expected = centralDifferences((theta) => reference.surrogate(theta) - 3 * reference.kl(old, theta), now);
      expect(relativeError(gradient, expected)).toBeLessThan(1e-5);
      const alone = centralDifferences((theta) => reference.kl(old, theta), now);
      const without = evaluate(by, actorCritic, batch);
      const part = without.gradient.map((g, i) => (g - (gradient[i] as number)) / 3);
      expect(relativeError(part, alone)).toBeLessThan(1e-5);
    });

    it('has value and gradient 0 at θ_old', () => {
      const { actorCritic, batch, old } = arrange(each);
      actorCritic.policy.parameters.values.set(old);
      const { measures, gradient } = evaluate(by, actorCritic, { ...batch, advantages: new Float32Array(size) }, 1000);
      expect(Math.abs(measures.kl)).toBeLessThan(1e-7);
      expect(Math.hypot(...gradient)).toBeLessThan(1e-3);
    });

    it('is the unclipped surrogate at β = 0, to the bit', () => {
      const { actorCritic, batch } = arrange(each);
      const { measures, gradient } = evaluate(by, actorCritic, batch, 0);
      const unpenalized = evaluate(by, actorCritic, batch);
      expect(gradient).toEqual(unpenalized.gradient);
      expect(measures).toEqual({ ...unpenalized.measures, kl: measures.kl });
      expect(measures.kl).toBeGreaterThan(0.001);
    });
  });

  it('is refused without the old distributions, and for too few of them', () => {
    const { actorCritic, batch } = arrange({ name: 'categorical', actionSpace: discrete(4) });
    expect(() => evaluate(by, actorCritic, { ...batch, oldOmega: undefined }, 1)).toThrow(
      'batch: oldOmega: must be there for a KL penalty',
    );
    expect(() => evaluate(by, actorCritic, { ...batch, oldOmega: new Float32Array(40) }, 1)).toThrow(
      'batch: oldOmega: must have 44 elements, got 40',
    );
  });
});
