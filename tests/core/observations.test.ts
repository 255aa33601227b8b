import { describe, expect, test } from 'vitest';
import { ppo } from '../../src/agents/index.ts';
import { policyFrom } from '../../src/core/checkpoint.ts';
import { ObservationNormalizer } from '../../src/core/normalization.ts';
import { featureRows, featureSize, measuredElements, writeFeatures } from '../../src/core/observations.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { box, dict, discrete, multiBinary, multiDiscrete } from '../../src/core/spaces.ts';
import { train } from '../../src/train.ts';

const nested = dict({
  speed: box(-9, 9, [2]),
  gear: discrete(3),
  arm: dict({ joints: multiDiscrete([3, 2]), lights: multiBinary(2) }),
});

describe('features', () => {
  test('are one-hots of an index and of each component, bits, and the sections of a dict in their order', () => {
    expect([...featureRows(multiDiscrete([3, 2]), Float32Array.of(2, 0, 0, 1), 2)]).toEqual([
      ...[0, 0, 1, 1, 0],
      ...[1, 0, 0, 0, 1],
    ]);
    expect([...featureRows(multiBinary(3), Float32Array.of(1, 0, 1), 1)]).toEqual([1, 0, 1]);
    const rows = Float32Array.of(0.5, -2, 1, 2, 0, 0, 1, /* */ 3, 4, 0, 0, 1, 1, 0);
    expect(featureSize(nested)).toBe(2 + 3 + 5 + 2);
    expect([...featureRows(nested, rows, 2)]).toEqual([
      ...[0.5, -2, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1],
      ...[3, 4, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0],
    ]);
  });

  test('are written over what was there', () => {
    const into = new Float32Array(5).fill(7);
    expect(writeFeatures(multiDiscrete([3, 2]), Float32Array.of(1, 1), 1, into)).toBe(into);
    expect([...into]).toEqual([0, 1, 0, 0, 1]);
  });

  test('refuse what is no index, no bit, or of another length', () => {
    const of = (space: Parameters<typeof featureRows>[0], ...numbers: number[]) =>
      featureRows(space, Float32Array.from(numbers), 1);
    expect(() => of(multiDiscrete([3, 2]), 0, 2)).toThrow('observations: must be whole numbers from 0 to 1, got 2');
    expect(() => of(multiDiscrete([3, 2]), 0.5, 0)).toThrow('observations: must be whole numbers from 0 to 2, got 0.5');
    expect(() => of(multiBinary(2), 0, 0.5)).toThrow('observations: must be whole numbers from 0 to 1, got 0.5');
    expect(() => of(nested, 0, 0, 3, 0, 0, 0, 0)).toThrow('observations: must be whole numbers from 0 to 2, got 3');
    expect(() => of(nested, 0, 0)).toThrow('observations: must have 1 × 7 numbers, got 2');
  });

  test('are what an actor sees, as the policy does', () => {
    const policy = createPolicy({ observationSpace: nested, actionSpace: multiDiscrete([2, 2]), seed: 1 });
    const rows = Float32Array.of(0.5, -2, 1, 2, 0, 0, 1, 3, 4, 0, 0, 1, 1, 0);
    expect(policy.actor(2).omega(rows)).toEqual(policy.omega(rows, 2));
  });
});

describe('normalisation', () => {
  test('is for what measures something: neither for an index nor for a bit', () => {
    expect(measuredElements(box(0, 1, [2]))).toBeUndefined();
    expect([...(measuredElements(nested) ?? [])]).toEqual([1, 1, 0, 0, 0, 0, 0]);
    expect([...(measuredElements(discrete(4)) ?? [])]).toEqual([0]);
    const normalizer = ObservationNormalizer.of(nested);
    const seen = [
      [1, 10, 1, 2, 0, 1, 1],
      [3, 30, 2, 0, 1, 0, 1],
    ].map((row) => Float32Array.from(row));
    for (const row of seen) normalizer.update(row);
    for (const row of seen) normalizer.normalize(row);
    expect([...(seen[0] as Float32Array)].map((x) => Number(x.toFixed(5)))).toEqual([-1, -1, 1, 2, 0, 1, 1]);
  });

  test.each(['TwoState-v0', 'MultiIdentity-v0', 'BinaryIdentity-v0', 'DictIdentity-v0'])(
    'lets an agent learn in %s, and its checkpoint act',
    async (env) => {
      const agent = ppo({ normalizeObservations: true, rolloutSteps: 16, minibatchSize: 32, epochs: 1, hidden: [4] });
      for await (const { checkpoint, policy } of train(agent, { env, envs: 2, totalSteps: 64 })) {
        const observation = new Float32Array(policy.normalizer?.moments.mean.length ?? 0);
        const again = policyFrom(checkpoint).act(observation, { deterministic: true });
        expect(again).toEqual(policy.act(observation, { deterministic: true }));
      }
    },
  );
});
