import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { hvp } from '../../src/core/autograd/hvp.ts';
import { valueAndGradient } from '../../src/core/autograd/value-and-gradient.ts';
import {
  type Batch,
  clippedObjective,
  entropies,
  entropyObjective,
  importanceObjective,
  logProbabilities,
  policyGradientObjective,
  policyObjective,
  policyObjectiveOf,
} from '../../src/core/objectives.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { PolicySettings } from '../../src/core/policy-network.ts';
import { Random } from '../../src/core/random.ts';
import { type ActionSpace, box, discrete, multiBinary, multiDiscrete } from '../../src/core/spaces.ts';
import { type Computation, onEachComputation, policyBy } from '../reference/computations.ts';
import { familyOf } from '../reference/families.ts';
import * as reference from '../reference/float64.ts';
import { Float64Policy } from '../reference/float64-policy.ts';

const OBSERVATION = 3;
const SIZE = 17;

interface Case {
  readonly name: string;
  readonly actionSpace: ActionSpace;
  readonly settings?: Partial<PolicySettings>;
  readonly masked?: boolean;
}

const cases: readonly Case[] = [
  { name: 'categorical', actionSpace: discrete(4) },
  { name: 'categorical with masks', actionSpace: discrete(4), masked: true },
  { name: 'Gaussian', actionSpace: box(-1, 1, [2]), settings: { initialLogStd: -0.5 } },
  { name: 'Gaussian with predicted log σ', actionSpace: box(-1, 1, [2]), settings: { logStd: 'predicted' } },
  { name: 'Gaussian with gSDE', actionSpace: box(-1, 1, [2]), settings: { logStd: 'gsde', initialLogStd: -0.5 } },
  { name: 'multi-categorical', actionSpace: multiDiscrete([3, 2, 4]) },
  { name: 'multi-categorical with masks', actionSpace: multiDiscrete([3, 2, 4]), masked: true },
  { name: 'Bernoulli', actionSpace: multiBinary(5) },
  { name: 'Bernoulli with masks', actionSpace: multiBinary(5), masked: true },
  squashed({ initialLogStd: -0.5 }),
  // The entropy's quadrature is exact to float32 where σ is below 1.
  squashed({ logStd: 'predicted', initialLogStd: -1 }),
  squashed({ logStd: 'gsde', initialLogStd: -1.5 }),
];

function squashed(settings: Partial<PolicySettings>): Case {
  const actionSpace = box([-2, 0], [1, 0.5]);
  const name = `squashed Gaussian with ${settings.logStd ?? 'independent'} log σ`;
  return { name, actionSpace, settings: { ...settings, distribution: 'squashed-gaussian' } };
}

/** What is allowed in each row: 1 or 0, or now this and now that where undefined. */
function masksOf({ kind }: ActionSpace): readonly (0 | 1 | undefined)[] {
  if (kind === 'multiDiscrete') return [1, 0, undefined, 1, undefined, undefined, 0, 1, undefined];
  return [1, 0, undefined, 1];
}

/** A policy that is not at its first weights, and a batch that another policy collected. */
function arrange({ actionSpace, settings, masked }: Case, by: Computation): { policy: Policy; batch: Batch } {
  const random = new Random('objectives');
  const observationSpace = box(-Infinity, Infinity, [OBSERVATION]);
  const policy = policyBy(by, { observationSpace, actionSpace, hidden: [8, 5], seed: 3, ...settings });
  const { values } = policy.parameters;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + 0.3 * random.normal();
  const observations = Float32Array.from({ length: SIZE * OBSERVATION }, () => random.normal());
  const { parameterSize, sample } = policy.distribution;
  // The first value or bit of all is always allowed, and so is the last; any byte but 0 allows.
  const actionMasks = masked
    ? Uint8Array.from({ length: SIZE * parameterSize }, (_, i) => masksOf(actionSpace)[i % parameterSize] ?? i % 3)
    : undefined;
  const actions = policy.actionRows(SIZE);
  const omega = policy.omega(observations, SIZE);
  for (let row = 0; row < SIZE; row++) {
    sample(omega, row, random, actions, row, actionMasks?.subarray(row * parameterSize, (row + 1) * parameterSize));
  }
  const decisions = { size: SIZE, observations, actions, ...(actionMasks && { actionMasks }) };
  const oldLogProbabilities = logProbabilities(policy, decisions).map((x) => x + 0.3 * random.normal());
  const advantages = Float32Array.from({ length: SIZE }, () => random.normal());
  return { policy, batch: { ...decisions, oldLogProbabilities, advantages } };
}

/** The reference's mean over the batch of f(log π, row), as a function of θ in float64. */
function meanOver(policy: Policy, batch: Batch, f: (logPi: number, row: number, entropy: number) => number) {
  const family = familyOf(policy);
  const float64 = new Float64Policy(policy, batch);
  float64.holdFeatures(policy.parameters.values);
  const { parameterSize, actionSize } = policy.distribution;
  return (theta: ArrayLike<number>) => {
    let sum = 0;
    for (let row = 0; row < batch.size; row++) {
      const omega = float64.omega(theta, row);
      const mask = batch.actionMasks?.subarray(row * parameterSize, (row + 1) * parameterSize);
      const action = batch.actions.subarray(row * actionSize, (row + 1) * actionSize);
      const [logPi, entropy] = [family.logProbability(omega, action, mask), family.entropy(omega, mask)];
      sum += f(logPi, row, entropy);
    }
    return sum / batch.size;
  };
}

const clip = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

onEachComputation('an objective', (by) => {
  describe.each(cases)('of a $name policy', (each) => {
    const { policy, batch } = arrange(each, by);
    const advantage = (row: number) => batch.advantages[row] as number;
    const ratio = (logPi: number, row: number) => Math.exp(logPi - (batch.oldLogProbabilities[row] as number));

    it.each([
      ['policy gradient', () => policyGradientObjective(policy, batch), (l: number, r: number) => l * advantage(r)],
      ['importance', () => importanceObjective(policy, batch), (l: number, r: number) => ratio(l, r) * advantage(r)],
      [
        'clipped',
        () => clippedObjective(policy, batch, { clipRange: 0.2 }),
        (l: number, r: number) => Math.min(ratio(l, r) * advantage(r), clip(ratio(l, r), 0.8, 1.2) * advantage(r)),
      ],
      ['entropy', () => entropyObjective(policy, batch), (_: number, __: number, entropy: number) => entropy],
    ] as const)('%s: value and gradient agree with float64 and central differences', (_, objective, f) => {
      const expected = meanOver(policy, batch, f);
      const { value, gradient } = objective();
      expect(value).toBeCloseTo(expected(policy.parameters.values), 5);
      const differences = reference.centralDifferences(expected, policy.parameters.values);
      expect(reference.relativeError(gradient, differences)).toBeLessThan(1e-5);
    });

    it('has the log-probabilities and entropies of float64', () => {
      const logPi = logProbabilities(policy, batch);
      const entropy = entropies(policy, batch);
      const sums = { logPi: logPi.reduce((a, b) => a + b, 0), entropy: entropy.reduce((a, b) => a + b, 0) };
      const at = policy.parameters.values;
      expect(sums.logPi / SIZE).toBeCloseTo(meanOver(policy, batch, (l) => l)(at), 5);
      expect(sums.entropy / SIZE).toBeCloseTo(meanOver(policy, batch, (_, __, h) => h)(at), 5);
    });

    it('as a function of tfjs takes a user’s own terms beside it, on one tape', () => {
      const loss = { surrogate: 'clipped', clipRange: 0.2, entropyCoefficient: 0.1 } as const;
      const at = policyObjective(policy, batch, loss);
      const f = policyObjectiveOf(policy, batch, loss);
      tf.tidy(() => {
        const theta = tf.tensor1d(policy.parameters.values);
        const { value, gradient } = valueAndGradient(
          (own: tf.Tensor1D) => tf.sub(f(own), tf.mul(tf.sum(tf.square(own)), 0.5)),
          theta,
        );
        const penalty = policy.parameters.values.reduce((sum, x) => sum + x * x, 0) / 2;
        expect(value.dataSync()[0]).toBeCloseTo(at.value - penalty, 4);
        const expected = at.gradient.map((g, i) => g - (policy.parameters.values[i] as number));
        expect(reference.relativeError(gradient.dataSync(), expected)).toBeLessThan(1e-6);
      });
    });

    it('at θ = θ_old, PPO’s gradient and the importance gradient are the policy gradient', () => {
      const here = { ...batch, oldLogProbabilities: logProbabilities(policy, batch) };
      const plain = policyGradientObjective(policy, here).gradient;
      for (const clipRange of [0.01, 0.2]) {
        const clipped = clippedObjective(policy, here, { clipRange }).gradient;
        expect(reference.relativeError(clipped, plain)).toBeLessThan(1e-6);
      }
      expect(reference.relativeError(importanceObjective(policy, here).gradient, plain)).toBeLessThan(1e-6);
    });
  });

  const { policy, batch } = arrange({ name: 'categorical', actionSpace: discrete(4) }, by);
  const withRatio = (logRatio: number, advantage: number) => ({
    ...batch,
    oldLogProbabilities: logProbabilities(policy, batch).map((x) => x - logRatio),
    advantages: batch.advantages.map(() => advantage),
  });

  it.each([
    [0.5, 1],
    [-0.5, -1],
  ])(
    'the clipped surrogate stops rewarding ratios beyond the clip range: log ratio %d, advantage %d',
    (logRatio, a) => {
      const { value, gradient } = clippedObjective(policy, withRatio(logRatio, a), { clipRange: 0.2 });
      expect(value).toBeCloseTo(a > 0 ? 1.2 : -0.8, 5);
      expect(Math.hypot(...gradient)).toBe(0);
    },
  );

  it.each([
    [-0.5, 1],
    [0.5, -1],
  ])('the clipped surrogate still corrects ratios that are wrong: log ratio %d, advantage %d', (logRatio, a) => {
    const moved = withRatio(logRatio, a);
    const clipped = clippedObjective(policy, moved, { clipRange: 0.2 });
    const unclipped = importanceObjective(policy, moved);
    expect(clipped.value).toBeCloseTo(a * Math.exp(logRatio), 5);
    expect(reference.relativeError(clipped.gradient, unclipped.gradient)).toBeLessThan(1e-6);
    expect(Math.hypot(...unclipped.gradient)).toBeGreaterThan(1e-3);
  });
});

onEachComputation('a batch that does not fit', (by) => {
  const { policy, batch } = arrange({ name: 'categorical', actionSpace: discrete(4) }, by);

  it.each([
    [{ observations: new Float32Array(5) }, 'observations: must have 17 × 3 numbers, got 5'],
    [{ actions: new Int32Array(5) }, 'batch: actions: must have 17 elements, got 5'],
    [{ actions: new Int32Array(17).fill(4) }, 'batch: actions: must be whole numbers from 0 to 3, got 4'],
    [{ actions: new Int32Array(17).fill(-1) }, 'batch: actions: must be whole numbers from 0 to 3, got -1'],
    [{ advantages: new Float32Array(5) }, 'batch: advantages: must have 17 elements, got 5'],
    [{ oldLogProbabilities: new Float32Array(5) }, 'batch: oldLogProbabilities: must have 17 elements, got 5'],
    [{ actionMasks: new Uint8Array(5) }, 'batch: actionMasks: must have 68 elements, got 5'],
  ])('is refused: %o', (change, message) => {
    expect(() => importanceObjective(policy, { ...batch, ...change })).toThrow(message);
  });

  it('is refused where a surrogate lacks what it is made of', () => {
    const { advantages: _, ...unweighed } = batch;
    expect(() => policyObjective(policy, unweighed, { surrogate: 'logProbability' })).toThrow(
      'batch: advantages: must be there for a surrogate',
    );
    const { oldLogProbabilities: __, ...alone } = batch;
    expect(() => policyObjective(policy, alone, { surrogate: 'importance' })).toThrow(
      'batch: oldLogProbabilities: must be there for a ratio of probabilities',
    );
  });

  it('is refused when the advantages are not finite', () => {
    const advantages = batch.advantages.map(() => Number.NaN);
    expect(() => importanceObjective(policy, { ...batch, advantages })).toThrow(
      'loss: must be a finite number, got NaN',
    );
  });
});

describe('the second derivative of an objective that runs in kernels', () => {
  it('is refused, not wrong', () => {
    const { policy, batch } = arrange({ name: 'categorical', actionSpace: discrete(4) }, 'kernels');
    const f = policyObjectiveOf(policy, batch, { surrogate: 'clipped', clipRange: 0.2 });
    const theta = tf.tensor1d(policy.parameters.values);
    expect(() => hvp(f, theta)(theta)).toThrow('second derivative of PolicyAscentObjective');
    theta.dispose();
  });
});
