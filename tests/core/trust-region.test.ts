import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { hvp } from '../../src/core/autograd/hvp.ts';
import { useBackend } from '../../src/core/backend.ts';
import { fisherVectorProduct } from '../../src/core/fisher-vector-product.ts';
import type { FusedHead, HeadRows } from '../../src/core/kernels/heads.ts';
import { kernels } from '../../src/core/kernels/kernels.ts';
import { gatherRows } from '../../src/core/minibatches.ts';
import { type Batch, decisionTensors, logProbabilities } from '../../src/core/objectives.ts';
import { flattenTensors, tensorsOf } from '../../src/core/parameters.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { PolicySettings } from '../../src/core/policy-network.ts';
import { Random } from '../../src/core/random.ts';
import { type ActionSpace, box, discrete, multiBinary, multiDiscrete } from '../../src/core/spaces.ts';
import { naturalGradient, trustRegionScale, trustRegionStep } from '../../src/core/trust-region.ts';
import { type Computation, onEachComputation, policyBy } from '../reference/computations.ts';
import { relativeError } from '../reference/float64.ts';
import { Float64Policy } from '../reference/float64-policy.ts';

interface Case {
  readonly name: string;
  readonly actionSpace: ActionSpace;
  readonly settings?: Partial<PolicySettings>;
  readonly masked?: boolean;
}

function squashed(settings: Partial<PolicySettings>): Case {
  const actionSpace = box([-2, 0], [1, 0.5]);
  const name = `squashed Gaussian with ${settings.logStd ?? 'independent'} log σ`;
  return { name, actionSpace, settings: { ...settings, distribution: 'squashed-gaussian' } };
}

const cases: readonly Case[] = [
  { name: 'categorical', actionSpace: discrete(3) },
  { name: 'categorical with masks', actionSpace: discrete(3), masked: true },
  { name: 'Gaussian', actionSpace: box(-1, 1, [2]), settings: { initialLogStd: -0.5 } },
  {
    name: 'Gaussian with predicted log σ',
    actionSpace: box(-1, 1, [2]),
    settings: { logStd: 'predicted', initialLogStd: -0.3 },
  },
  { name: 'Gaussian with gSDE', actionSpace: box(-1, 1, [2]), settings: { logStd: 'gsde', initialLogStd: -0.7 } },
  { name: 'multi-categorical', actionSpace: multiDiscrete([3, 2]) },
  { name: 'multi-categorical with masks', actionSpace: multiDiscrete([3, 4, 2]), masked: true },
  { name: 'Bernoulli', actionSpace: multiBinary(5) },
  { name: 'Bernoulli with masks', actionSpace: multiBinary(4), masked: true },
  squashed({ initialLogStd: -0.5 }),
  squashed({ logStd: 'predicted', initialLogStd: -0.3 }),
  squashed({ logStd: 'gsde', initialLogStd: -0.7 }),
  // So many that their scores are not kept.
  { name: 'categorical of eight', actionSpace: discrete(8) },
];

/** A policy away from its first weights, a batch of its own actions, and a direction. */
function arrange(
  { actionSpace, settings, masked }: Case,
  size: number,
  { hidden = [64, 64], by = 'kernels' }: { hidden?: readonly number[]; by?: Computation } = {},
) {
  const random = new Random('trust region');
  const observationSpace = box(-Infinity, Infinity, [4]);
  const policy = policyBy(by, { observationSpace, actionSpace, hidden, seed: 3, ...settings });
  const { values } = policy.parameters;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + 0.1 * random.normal();
  const observations = Float32Array.from({ length: size * 4 }, () => random.normal());
  const omega = policy.omega(observations, size);
  const actions = policy.actionRows(size);
  const width = policy.distribution.parameterSize;
  // Another one is forbidden in each row.
  const actionMasks = masked
    ? Uint8Array.from({ length: size * width }, (_, i) => Number(i % width !== Math.floor(i / width) % width))
    : undefined;
  for (let row = 0; row < size; row++) {
    const mask = actionMasks?.subarray(row * width, (row + 1) * width);
    policy.distribution.sample(omega, row, random, actions, row, mask);
  }
  const decisions = { size, observations, actions, ...(actionMasks && { actionMasks }) };
  const oldLogProbabilities = logProbabilities(policy, decisions);
  const advantages = Float32Array.from({ length: size }, () => random.normal());
  const batch: Batch = { ...decisions, advantages, oldLogProbabilities };
  return { policy, batch, direction: values.map(() => random.normal()), float64: new Float64Policy(policy, batch) };
}

describe('the float64 reference itself', () => {
  it.each(cases)('has a gradient and a Fisher product that agree with differences: $name', (each) => {
    const { policy, float64, direction } = arrange(each, 5, { hidden: [3] });
    const theta = Float64Array.from(policy.parameters.values);
    float64.holdFeatures(theta);
    const along = (h: number) => theta.map((x, i) => x + h * (direction[i] as number));
    const inner = (a: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * (direction[i] as number), 0);
    const slope = (float64.surrogate(along(1e-5)) - float64.surrogate(along(-1e-5))) / 2e-5;
    expect(inner(float64.gradient(theta))).toBeCloseTo(slope, 6);
    const curvature = (float64.kl(theta, along(1e-4)) + float64.kl(theta, along(-1e-4))) / 1e-8;
    expect(inner(float64.fisherProduct(theta, direction)) / curvature).toBeCloseTo(1, 4);
  });
});

onEachComputation('Fisher-vector products', (by) => {
  describe.each(cases)('of a $name policy', (each) => {
    it.each(by === 'cpu' ? [64] : [64, 2000])(
      'by Gauss and Newton, by the Hessian of the KL and from scores agree: batch %d',
      (size) => {
        const { policy, batch, direction, float64 } = arrange(each, size, { by });
        const scores = float64.fisherProduct(policy.parameters.values, direction);
        const gaussNewton = fisherVectorProduct(policy, batch)(direction);
        const hessian = fisherVectorProduct(policy, batch, { method: 'hessian' })(direction);
        expect(relativeError(gaussNewton, scores)).toBeLessThan(1e-4);
        expect(relativeError(hessian, scores)).toBeLessThan(1e-4);
      },
    );

    it('are symmetric, and damping adds a multiple of the vector', () => {
      const { policy, batch, direction } = arrange(each, 64, { hidden: [8], by });
      const other = direction.map((_, i) => Math.sin(i));
      const product = fisherVectorProduct(policy, batch);
      const inner = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
      expect(inner(product(direction), other)).toBeCloseTo(inner(product(other), direction), 3);
      const damped = fisherVectorProduct(policy, batch, { damping: 0.5 })(direction);
      const plain = product(direction).map((x, i) => x + 0.5 * (direction[i] as number));
      expect(relativeError(damped, plain)).toBeLessThan(1e-6);
    });

    it('KL(old‖new) and KL(new‖old) have the same Hessian at θ_old', () => {
      const { policy, batch, direction } = arrange(each, 64, { hidden: [8], by });
      const { layout } = policy.parameters;
      const product = (reverse: boolean) =>
        tf.tidy(() => {
          const { features, masks } = decisionTensors(policy, batch);
          const theta = tensorsOf(policy.parameters);
          const old = policy.apply(theta, features);
          const kl = (tensors: tf.Tensor[]) => {
            const now = policy.apply(tensors, features);
            return tf.mean(reverse ? policy.distribution.kl(now, old, masks) : policy.distribution.kl(old, now, masks));
          };
          return flattenTensors(hvp(kl, theta)(tensorsOf({ values: direction, layout })), layout);
        });
      expect(relativeError(product(true), product(false))).toBeLessThan(1e-3);
    });
  });
});

describe('one step of TRPO', () => {
  beforeAll(() => useBackend('wasm'));
  const settings = { maxKl: 0.01, damping: 0.1, backtrack: 0.8, tries: 10 };

  it.each(cases.flatMap((each) => (['kernels', 'wasm'] as const).map((by) => ({ ...each, by }))))(
    'is the step of an independent float64 computation: $name, by $by',
    ({ by, ...each }) => {
      const { policy, batch, float64 } = arrange(each, 200, { hidden: [16, 16], by });
      const before = policy.parameters.values.slice();
      const expected = float64.trustRegionStep(before, { ...settings, iterations: 10 });
      const result = trustRegionStep(policy, batch, { ...settings, cgIterations: 10 });
      const step = policy.parameters.values.map((x, i) => x - (before[i] as number));
      expect(result.accepted).toBe(true);
      expect(result.tries).toBe(expected.tries);
      expect(relativeError(step, expected.step)).toBeLessThan(1e-2);
      expect(result.stepNorm / Math.hypot(...expected.step)).toBeCloseTo(1, 2);
      expect(result.kl).toBeCloseTo(float64.kl(before, policy.parameters.values), 5);
      const gained = float64.surrogate(policy.parameters.values) - float64.surrogate(before);
      expect(result.improvement).toBeCloseTo(gained, 5);
      expect(result.kl).toBeLessThan(0.01);
      expect(result.improvement).toBeGreaterThan(0);
    },
  );

  it('backtracks when the quadratic model is too bold', () => {
    const { policy, batch } = arrange(cases[0] as Case, 100, { hidden: [8] });
    const bold = trustRegionStep(policy, batch, { ...settings, maxKl: 2, damping: 1e-6, tries: 30 });
    expect(bold.accepted).toBe(true);
    expect(bold.tries).toBeGreaterThan(1);
    expect(bold.kl).toBeLessThan(2);
  });

  it('by either Fisher product is the same', () => {
    const steps = (['gauss-newton', 'hessian'] as const).map((fisherMethod) => {
      const { policy, batch } = arrange(cases[0] as Case, 100, { hidden: [8] });
      trustRegionStep(policy, batch, { ...settings, fisherMethod });
      return policy.parameters.values;
    });
    expect(relativeError(steps[0] as Float32Array, steps[1] as Float32Array)).toBeLessThan(1e-4);
  });

  it('averages the Fisher matrix over an even share of the batch', () => {
    const { policy, batch } = arrange(cases[1] as Case, 100, { hidden: [8] });
    const rows = Uint32Array.from({ length: 20 }, (_, i) => 5 * i);
    const fifth = {
      size: 20,
      observations: gatherRows(batch.observations, 4, rows),
      actions: gatherRows(batch.actions, 1, rows),
      actionMasks: gatherRows(batch.actionMasks as Uint8Array, 3, rows),
    };
    const found = naturalGradient(policy, batch, { fisherFraction: 0.2, cgIterations: 40, residualTolerance: 1e-14 });
    const image = fisherVectorProduct(policy, fifth, { damping: 0.1 })(found.direction);
    const whole = fisherVectorProduct(policy, batch, { damping: 0.1 })(found.direction);
    const gradient = naturalGradient(policy, batch, {
      damping: 1e9,
      cgIterations: 40,
      residualTolerance: 0,
    }).direction.map((x) => x * 1e9);
    expect(relativeError(image, gradient)).toBeLessThan(1e-3);
    expect(relativeError(whole, gradient)).toBeGreaterThan(1e-2);
  });
});

describe('a refused step', () => {
  const provoke = (change: (policy: Policy, batch: Batch) => Batch, settings = {}) => {
    const { policy, batch } = arrange(cases[0] as Case, 50, { hidden: [8] });
    const changed = change(policy, batch);
    const before = policy.parameters.values.slice();
    const result = trustRegionStep(policy, changed, settings);
    expect(policy.parameters.values).toEqual(before);
    expect(result.accepted).toBe(false);
    expect(result.stepNorm).toBe(0);
    return result;
  };

  it('restores the parameters to the bit when no try is accepted', () => {
    // Far from θ_old the quadratic model is worth nothing, and one try is all there is.
    const { tries, kl } = provoke((_, batch) => batch, { maxKl: 50, damping: 1e-8, tries: 1 });
    expect(tries).toBe(1);
    expect(kl).toBeGreaterThan(0);
  });

  it('is what a surrogate that falls gives, however little the policy moves', () => {
    // So far along the gradient nothing is left of what it promised at θ.
    const { tries, kl, improvement } = provoke(
      (_, batch) => ({ ...batch, advantages: batch.advantages.map((_a, i) => (i % 7 === 0 ? -5 : 1)) }),
      { maxKl: 1e6, damping: 1e-6, tries: 1 },
    );
    expect(tries).toBe(1);
    expect(kl).toBeLessThan(1e6);
    expect(improvement).toBeLessThanOrEqual(0);
  });

  it('is what a gradient of zero gives', () => {
    const zero = provoke((_, batch) => ({ ...batch, advantages: batch.advantages.map(() => 0) }));
    expect(zero).toMatchObject({ tries: 0, curvature: 0, gradientNorm: 0 });
  });

  /** A distribution whose Fisher information is wrong by these factors, as a mistaken one might be. */
  const mistaken = (policy: Policy, factors: readonly [number, number, number]) => {
    const head = policy.fused?.requireHead() as FusedHead;
    const { fisher } = head;
    Object.assign(head, {
      // So many columns that the products go by it, and not by a root of it.
      rank: 100,
      fisher(at: HeadRows, tangent: number, scale: number) {
        fisher(at, tangent, scale);
        const rows = new Float32Array(kernels.memory.buffer, tangent, 3 * at.rows);
        for (let i = 0; i < rows.length; i++) rows[i] = (rows[i] as number) * (factors[i % 3] as number);
      },
    });
  };
  const provokeBy = (factors: readonly [number, number, number], settings = {}) =>
    provoke((policy, batch) => {
      mistaken(policy, factors);
      return batch;
    }, settings);

  it('is what curvature that is not positive gives', () => {
    const result = provokeBy([-1e6, -1e6, -1e6]);
    expect(result.cgStopped).toBe('non-positive curvature');
    expect(result.tries).toBe(0);
  });

  it('is what curvature that turns negative on the way gives, though there is a solution so far', () => {
    const result = provokeBy([1, 1, -0.3], { damping: 1e-3 });
    expect(result.cgStopped).toBe('non-positive curvature');
    expect(result.cgIterations).toBeGreaterThan(0);
    expect(result.tries).toBe(0);
  });

  it('is what curvature that is not a number gives', () => {
    expect(provokeBy([Number.NaN, 1, 1]).cgStopped).toBe('non-finite');
  });

  it('is an error where the advantages are not finite, and nothing moves', () => {
    const { policy, batch } = arrange(cases[0] as Case, 50, { hidden: [8] });
    const before = policy.parameters.values.slice();
    const advantages = batch.advantages.map(() => Number.NaN);
    expect(() => trustRegionStep(policy, { ...batch, advantages })).toThrow('loss: must be a finite number, got NaN');
    expect(policy.parameters.values).toEqual(before);
  });
});

describe('the scale of a natural step', () => {
  it('makes the quadratic model of the KL equal to δ, which the measured KL is near for a small δ', () => {
    const { policy, batch, float64 } = arrange(cases[2] as Case, 100, { hidden: [8] });
    const found = naturalGradient(policy, batch, { damping: 1e-6, cgIterations: 30 });
    const scale = trustRegionScale(found, 1e-4);
    const before = policy.parameters.values.slice();
    const moved = before.map((x, i) => x + scale * (found.direction[i] as number));
    expect(float64.kl(before, moved) / 1e-4).toBeCloseTo(1, 1);
  });

  it('is 0 without curvature', () => {
    for (const curvature of [0, -1, Number.NaN, Infinity]) expect(trustRegionScale({ curvature }, 0.01)).toBe(0);
  });
});

describe('settings that cannot work', () => {
  const { policy, batch } = arrange(cases[0] as Case, 5, { hidden: [4] });
  it.each([
    [{ maxKl: 0 }, 'trustRegionStep: maxKl: must be > 0, got 0'],
    [{ damping: -1 }, 'fisherVectorProduct: damping: must be ≥ 0, got -1'],
    [{ fisherFraction: 0 }, 'fisherFraction: must be on (0, 1], got 0'],
    [{ cgIterations: 0 }, 'conjugateGradient: iterations: must be a whole number ≥ 1, got 0'],
    [{ tries: 0 }, 'lineSearch: tries: must be a whole number ≥ 1, got 0'],
  ])('are refused: %o', (settings, message) => {
    expect(() => trustRegionStep(policy, batch, settings)).toThrow(message);
  });
});
