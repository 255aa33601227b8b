import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../src/core/autograd/check-gradients.ts';
import { diagonalGaussian } from '../../../src/core/distributions/diagonal-gaussian.ts';
import { entropyQuadrature, squashedGaussian } from '../../../src/core/distributions/squashed-gaussian.ts';
import { gaussHermite } from '../../../src/core/gauss-hermite.ts';
import { entropies } from '../../../src/core/objectives.ts';
import { createPolicy } from '../../../src/core/policy.ts';
import { Random } from '../../../src/core/random.ts';
import { box } from '../../../src/core/spaces.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { familyOf } from '../../reference/families.ts';
import { countDraws, expectClose, expectFrequencies, normals, read, tensor } from './batches.ts';

const random = new Random('squashed');
const space = box([-2, 0], [1, 0.5]);
const distribution = squashedGaussian(space);
const family = familyOf({ actionSpace: space, distribution });
const omega = normals(random, 20, 4, 0.5);
const other = normals(random, 20, 4, 0.5);
const rows = normals(random, 20, 2, 1.5);

/** The density of one element at a, in float64, by the derivative of artanh, which the library goes without. */
function densityAt(a: number, [low, high]: readonly [number, number], mean: number, sigma: number): number {
  const share = (2 * (a - low)) / (high - low) - 1;
  const z = (Math.atanh(share) - mean) / sigma;
  const slope = 2 / ((high - low) * (1 - share * share));
  return (Math.exp((-z * z) / 2) / (sigma * Math.sqrt(2 * Math.PI))) * slope;
}

/** ∫ f(a) da over an interval by the midpoint rule. */
function integral(f: (a: number) => number, from: number, to: number, points = 100_000): number {
  const step = (to - from) / points;
  let sum = 0;
  for (let i = 0; i < points; i++) sum += f(from + (i + 0.5) * step) * step;
  return sum;
}

onEachBackend('the squashed Gaussian', () => {
  it('has the log-density of the action over the box itself, at the action that its rows stand for', () => {
    const actual = read(() => distribution.logProbability(tensor(omega), tensor(rows)));
    const expected = omega.map(([m0 = 0, m1 = 0, s0 = 0, s1 = 0], r) => {
      const [a, b] = [0, 1].map((i) => distribution.toAction?.(rows[r]?.[i] as number, i) as number) as [
        number,
        number,
      ];
      return Math.log(densityAt(a, [-2, 1], m0, Math.exp(s0)) * densityAt(b, [0, 0.5], m1, Math.exp(s1)));
    });
    expectClose(actual, expected, 1e-5);
  });

  it('has a density that sums to 1 over the box, and its entropy −∫ π log π', () => {
    for (const [mean, logStd] of [
      [0, -1],
      [0.7, -0.5],
      [-1, 0],
    ] as const) {
      const density = (a: number) => densityAt(a, [-2, 1], mean, Math.exp(logStd));
      expect(integral(density, -2, 1)).toBeCloseTo(1, 6);
      const surprise = (a: number) => (density(a) === 0 ? 0 : -density(a) * Math.log(density(a)));
      const one = squashedGaussian(box(-2, 1, [1]));
      const [entropy] = read(() => one.entropy(tensor([[mean, logStd]])));
      expect(entropy).toBeCloseTo(integral(surprise, -2, 1), 4);
    }
  });

  it('has the KL divergence and Fisher information of the Gaussians, to the bit', () => {
    const plain = diagonalGaussian(2);
    const v = normals(random, 20, 4);
    expect(read(() => distribution.kl(tensor(omega), tensor(other)))).toEqual(
      read(() => plain.kl(tensor(omega), tensor(other))),
    );
    expect(read(() => distribution.fisherProduct(tensor(omega), tensor(v)))).toEqual(
      read(() => plain.fisherProduct(tensor(omega), tensor(v))),
    );
  });

  it.each([1, 2] as const)('has derivatives that agree with central differences, order %d', (order) => {
    const [p, u] = [tensor(omega), tensor(rows)];
    for (const [f, at] of [
      [(x: tf.Tensor) => distribution.logProbability(x as tf.Tensor2D, u), p],
      [(x: tf.Tensor) => distribution.logProbability(p, x), u],
      [(x: tf.Tensor) => distribution.entropy(x as tf.Tensor2D), p],
    ] as const) {
      const { passes, worst } = checkGradients(f, at, { order });
      expect(passes, JSON.stringify(worst)).toBe(true);
    }
    tf.dispose([p, u]);
  });

  it('has a finite log-density wherever u lies', () => {
    const far = [
      [-60, 60],
      [9, -9],
    ];
    const at = far.map(() => [0, 0, 0, 0]);
    const expected = far.map((u, r) => family.logProbability(at[r] as number[], u));
    expectClose(
      read(() => distribution.logProbability(tensor(at), tensor(far))),
      expected,
      1e-6,
    );
  });
});

describe('the entropy of the squashed Gaussian', () => {
  const one = box(-1, 1, [1]);
  const unit = familyOf({ actionSpace: one, distribution: squashedGaussian(one) });
  const means = Array.from({ length: 33 }, (_, i) => -4 + i / 4);
  /** What the rule leaves out of E log(1 − tanh² u), in float64, at the worst of these means. */
  const error = (sigma: number) => {
    const { points, weights } = entropyQuadrature;
    const slope = (u: number) => -2 * (Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))) - Math.LN2);
    const estimate = (mean: number) =>
      points.reduce(
        (sum, z, k) => sum + (weights[k] as number) * (slope(mean + sigma * z) + slope(mean - sigma * z)),
        0,
      );
    const gaussian = Math.log(sigma) + 0.5 * (1 + Math.log(2 * Math.PI));
    const exact = (mean: number) => unit.entropy([mean, Math.log(sigma)]);
    return Math.max(...means.map((mean) => Math.abs(gaussian + estimate(mean) - exact(mean))));
  };

  it.each([
    [0.5, 1e-12],
    [1, 6e-8],
    [2, 2e-4],
    [Math.E, 2e-3],
    [Math.E ** 2, 0.09],
  ])('is an estimate, as accurate as its docstring says: σ = %d', (sigma, bound) => {
    expect(squashedGaussian(one).entropyIsEstimate).toBe(true);
    expect(diagonalGaussian(1).entropyIsEstimate).toBe(false);
    expect(error(sigma)).toBeLessThan(bound);
    // The statement is no looser than it must be.
    if (sigma >= 1) expect(error(sigma)).toBeGreaterThan(bound / 2);
  });

  it('is the same by kernels as on the tape, where σ is small and where it is large', () => {
    for (const initialLogStd of [-3, 0, 2]) {
      const settings = { observationSpace: box(-1, 1, [2]), actionSpace: space, hidden: [3], seed: 2, initialLogStd };
      const policy = createPolicy({ ...settings, distribution: 'squashed-gaussian' });
      const observations = Float32Array.of(0.3, -1);
      const [fused] = entropies(policy, { size: 1, observations, actions: new Float32Array(2) });
      const row = Array.from(policy.omega(observations, 1));
      expect(fused).toBeCloseTo(read(() => distribution.entropy(tensor([row])))[0] as number, 4);
    }
  });
});

describe('the rule of Gauss and Hermite', () => {
  it('integrates the moments of a standard normal exactly to degree 2n − 1', () => {
    for (const count of [2, 8, 32]) {
      const { points, weights } = gaussHermite(count);
      expect(points.length).toBe(count / 2);
      let moment = 1;
      for (let degree = 0; degree < Math.min(2 * count, 24); degree += 2) {
        const sum = 2 * points.reduce((total, z, k) => total + (weights[k] as number) * z ** degree, 0);
        expect(sum / moment).toBeCloseTo(1, 11);
        moment *= degree + 1;
      }
    }
  });

  it('has the points and weights of tables: Abramowitz and Stegun, table 25.10, n = 4', () => {
    const { points, weights } = gaussHermite(4);
    // Theirs are for the weight exp(−x²): x = z / √2, and w √π.
    expect(points.map((z) => z / Math.SQRT2)).toEqual([
      expect.closeTo(0.52464762327529, 14),
      expect.closeTo(1.65068012388578, 13),
    ]);
    expect(weights.map((w) => w * Math.sqrt(Math.PI))).toEqual([
      expect.closeTo(0.8049140900055128, 14),
      expect.closeTo(0.08131283544724517, 14),
    ]);
  });
});

describe('acting', () => {
  it('draws actions as often as the density says, between the bounds', () => {
    const [mean, logStd] = [0.6, -0.2];
    const one = squashedGaussian(box(-2, 1, [1]));
    const edges = Array.from({ length: 21 }, (_, i) => -2 + (3 * i) / 20);
    const counts = countDraws(one, [mean, logStd], {
      count: 200_000,
      classes: 20,
      classOf: ([u = 0]) => Math.min(19, Math.floor((((one.toAction?.(u, 0) as number) + 2) * 20) / 3)),
    });
    const density = (a: number) => densityAt(a, [-2, 1], Math.fround(mean), Math.exp(Math.fround(logStd)));
    expectFrequencies(
      counts,
      edges.slice(1).map((edge, i) => integral(density, edges[i] as number, edge, 5000)),
    );
  });

  it('takes the image of μ, the median, as the mode', () => {
    const into = new Float32Array(2);
    distribution.mode(Float32Array.of(0.5, -1, 0, 0), 0, into, 0);
    expect([...into]).toEqual([0.5, -1]);
    expect(distribution.toAction?.(0.5, 0)).toBeCloseTo(-0.5 + 1.5 * Math.tanh(0.5), 12);
    expect(distribution.toAction?.(-1, 1)).toBeCloseTo(0.25 + 0.25 * Math.tanh(-1), 12);
  });

  it('never leaves the box, however wide the Gaussian', () => {
    const policy = createPolicy({
      observationSpace: box(-1, 1, [2]),
      actionSpace: space,
      distribution: 'squashed-gaussian',
      initialLogStd: 4,
    });
    const [seen0, seen1]: [number[], number[]] = [[], []];
    for (let i = 0; i < 300; i++) {
      const [a = NaN, b = NaN] = policy.act(Float32Array.of(0, 0));
      seen0.push(a);
      seen1.push(b);
    }
    expect([Math.min(...seen0), Math.max(...seen0)]).toEqual([-2, 1]);
    expect([Math.min(...seen1), Math.max(...seen1)]).toEqual([0, 0.5]);
  });

  it('is refused without finite bounds, and without room between them', () => {
    const refusal =
      "squashed Gaussian: needs finite bounds with low < high: take the distribution 'gaussian', got box(";
    for (const bad of [box(-Infinity, 1), box(0, Infinity), box([0, 1], [1, 1])]) {
      expect(() => squashedGaussian(bad)).toThrow(refusal);
      const settings = { observationSpace: space, actionSpace: bad };
      expect(() => createPolicy({ ...settings, distribution: 'squashed-gaussian' })).toThrow(refusal);
      expect(() => createPolicy(settings)).not.toThrow();
    }
  });
});
