import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { categorical } from '../../../src/core/distributions/categorical.ts';
import { diagonalGaussian } from '../../../src/core/distributions/diagonal-gaussian.ts';
import type { Distribution } from '../../../src/core/distributions/distribution.ts';
import { Random } from '../../../src/core/random.ts';
import { onEachBackend } from '../../reference/backends.ts';
import * as reference from '../../reference/float64.ts';

const random = new Random('distributions');
const rows = (count: number, columns: number, scale = 2) =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => scale * random.normal()));
/** What float32 makes of these numbers. */
const rounded = (matrix: number[][]) => matrix.map((row) => row.map(Math.fround));

const logits = rounded([...rows(20, 4), [0, 0, 0, 0], [40, -40, 0, 0], [1e4, 0, 0, 0]]);
const otherLogits = rounded([...rows(20, 4), [1, 0, 0, -1], [-40, 40, 0, 0], [0, 0, 0, 0]]);
const masks = logits.map((_, i) => [1, i % 2, (i + 1) % 2, Number(i % 3 === 0)]);
const omegas = rounded(rows(20, 6, 0.7));
const otherOmegas = rounded(rows(20, 6, 0.7));

const tensor = (matrix: number[][]) => tf.tensor2d(matrix, undefined, 'float32');
const read = (f: () => tf.Tensor) => Array.from(tf.tidy(() => f().dataSync()));

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 2e-6): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((x, i) => {
    const wanted = expected[i] as number;
    expect(Math.abs(x - wanted), `row ${i}: ${x} against ${wanted}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(wanted)),
    );
  });
}

onEachBackend('the categorical distribution', () => {
  const distribution = categorical(4);
  const mask = () => tf.tensor2d(masks, undefined, 'bool');

  it('has the log-probability of a float64 softmax', () => {
    for (const action of [0, 1, 2, 3]) {
      const actions = () => tf.fill([logits.length], action, 'int32');
      const actual = read(() => distribution.logProbability(tensor(logits), actions()));
      expectClose(
        actual,
        logits.map((row) => reference.categorical.logProbability(row, action)),
      );
    }
  });

  it('has the entropy of a float64 softmax', () => {
    expectClose(
      read(() => distribution.entropy(tensor(logits))),
      logits.map((row) => reference.categorical.entropy(row)),
    );
  });

  it('has the KL divergence of two float64 softmaxes', () => {
    const expected = logits.map((row, i) => reference.categorical.kl(row, otherLogits[i] as number[]));
    expectClose(
      read(() => distribution.kl(tensor(logits), tensor(otherLogits))),
      expected,
    );
  });

  it('leaves masked actions out of log-probability, entropy and KL', () => {
    const first = read(() => distribution.logProbability(tensor(logits), tf.fill([logits.length], 0, 'int32'), mask()));
    expectClose(
      first,
      logits.map((row, i) => reference.categorical.logProbability(row, 0, masks[i])),
    );
    const entropy = read(() => distribution.entropy(tensor(logits), mask()));
    expectClose(
      entropy,
      logits.map((row, i) => reference.categorical.entropy(row, masks[i])),
    );
    const kl = read(() => distribution.kl(tensor(logits), tensor(otherLogits), mask()));
    expectClose(
      kl,
      logits.map((row, i) => reference.categorical.kl(row, otherLogits[i] as number[], masks[i])),
    );
  });

  it('gives a masked action no gradient', () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.sum(distribution.entropy(x as tf.Tensor2D, mask())))(tensor(logits))
        .arraySync(),
    ) as number[][];
    masks.forEach((row, i) => {
      row.forEach((allowed, a) => {
        if (allowed === 0) expect(gradient[i]?.[a]).toBe(0);
      });
    });
    expect(gradient.flat().some((g) => Math.abs(g) > 0.01)).toBe(true);
    expect(gradient.flat().every(Number.isFinite)).toBe(true);
  });

  it('has Fisher information E[∇ log π ∇ log πᵀ], summed over the actions', () => {
    expectFisher(distribution, logits, (row, v) => {
      const pi = reference.logSoftmax(row).map(Math.exp);
      const scores = pi.map((_, action) => pi.map((p, b) => Number(action === b) - p));
      return pi.map((_, i) =>
        scores.reduce((sum, score, a) => sum + (pi[a] as number) * (score[i] as number) * dot(score, v), 0),
      );
    });
  });
});

onEachBackend('the diagonal Gaussian distribution', () => {
  const distribution = diagonalGaussian(3);
  const actions = rounded(rows(20, 3));

  it('has the log-density of the float64 density', () => {
    const actual = read(() => distribution.logProbability(tensor(omegas), tensor(actions)));
    const expected = omegas.map((row, i) => reference.gaussian.logProbability(row, actions[i] as number[]));
    expectClose(actual, expected, 5e-6);
  });

  it('has the entropy ½ log 2πeσ² of each element', () => {
    expectClose(
      read(() => distribution.entropy(tensor(omegas))),
      omegas.map(reference.gaussian.entropy),
    );
  });

  it('has the closed-form KL divergence', () => {
    const expected = omegas.map((row, i) => reference.gaussian.kl(row, otherOmegas[i] as number[]));
    expectClose(
      read(() => distribution.kl(tensor(omegas), tensor(otherOmegas))),
      expected,
      5e-6,
    );
  });

  it('has the Fisher information diag(1/σ², 2)', () => {
    expectFisher(distribution, omegas, (row, v) =>
      v.map((x, i) => (i < 3 ? x / Math.exp(2 * (row[i + 3] as number)) : 2 * x)),
    );
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
}

function expectFisher(
  distribution: Distribution,
  omega: number[][],
  expected: (row: number[], v: number[]) => number[],
): void {
  const v = rounded(rows(omega.length, distribution.parameterSize));
  const actual = read(() => distribution.fisherProduct(tensor(omega), tensor(v)));
  expectClose(
    actual,
    omega.flatMap((row, i) => expected(row, v[i] as number[])),
    5e-6,
  );
}

describe('Fisher information', () => {
  it.each([
    ['categorical', categorical(4), logits.slice(0, 20)],
    ['diagonal Gaussian', diagonalGaussian(3), omegas],
  ] as const)('is the curvature of KL(ω ‖ ω + h v) at h = 0: %s', (name, distribution, omega) => {
    const kl = name === 'categorical' ? reference.categorical.kl : reference.gaussian.kl;
    const v = rounded(rows(omega.length, distribution.parameterSize, 1));
    const product = tf.tidy(() => distribution.fisherProduct(tensor([...omega]), tensor(v)).arraySync());
    omega.forEach((row, i) => {
      const direction = v[i] as number[];
      const h = 1e-4;
      const moved = (step: number) =>
        kl(
          row,
          row.map((x, j) => x + step * (direction[j] as number)),
        );
      const curvature = (moved(h) + moved(-h)) / h ** 2;
      expect(dot(product[i] as number[], direction)).toBeCloseTo(curvature, 3);
    });
  });
});

describe('sampling', () => {
  const count = 200_000;

  it('draws each action as often as the categorical distribution says', () => {
    const row = [0.5, -1, 2, 0];
    const drawn = draw(categorical(4), row, new Int32Array(1), (action) => action[0] as number);
    reference.logSoftmax(row).forEach((logP, a) => {
      const [expected, seen] = [Math.exp(logP), drawn.filter((action) => action === a).length / count];
      expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / count));
    });
  });

  it('never draws a masked action, and the others in proportion', () => {
    const mask = Uint8Array.of(1, 0, 0, 1);
    const drawn = draw(categorical(4), [0.5, -1, 9, 0], new Int32Array(1), (action) => action[0] as number, mask);
    expect(new Set(drawn)).toEqual(new Set([0, 3]));
    const expected = Math.exp(0.5) / (1 + Math.exp(0.5));
    expect(drawn.filter((action) => action === 0).length / count).toBeCloseTo(expected, 2);
  });

  it('draws with the mean, variance and entropy of the Gaussian', () => {
    const row = [1.5, -0.5, Math.log(0.3), Math.log(2)];
    const drawn = draw(diagonalGaussian(2), row, new Float32Array(2), (action) => [...action] as [number, number]);
    for (const [i, mean, sigma] of [
      [0, 1.5, 0.3],
      [1, -0.5, 2],
    ] as const) {
      const numbers = drawn.map((action) => action[i] as number);
      const seen = numbers.reduce((sum, x) => sum + x, 0) / count;
      const variance = numbers.reduce((sum, x) => sum + (x - seen) ** 2, 0) / count;
      expect(Math.abs(seen - mean)).toBeLessThan((5 * sigma) / Math.sqrt(count));
      expect(Math.abs(variance / sigma ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    }
    const surprise = drawn.reduce((sum, a) => sum - reference.gaussian.logProbability(row, a), 0) / count;
    expect(surprise).toBeCloseTo(reference.gaussian.entropy(row), 1.5);
  });

  it('takes the most probable action as the mode', () => {
    const into = new Int32Array(2);
    categorical(3).mode(Float32Array.of(0, 0, 0, 1, 5, 2), 1, into, 1);
    categorical(3).mode(Float32Array.of(1, 5, 2), 0, into, 0, Uint8Array.of(1, 0, 1));
    expect([...into]).toEqual([2, 1]);
    const mean = new Float32Array(2);
    diagonalGaussian(2).mode(Float32Array.of(3, -4, 0, 0), 0, mean, 0);
    expect([...mean]).toEqual([3, -4]);
  });

  function draw<T>(
    distribution: Distribution,
    omega: number[],
    into: Int32Array | Float32Array,
    readAction: (action: Int32Array | Float32Array) => T,
    mask?: Uint8Array,
  ): T[] {
    const stream = new Random('draws');
    return Array.from({ length: count }, () => {
      distribution.sample(Float32Array.from(omega), 0, stream, into, 0, mask);
      return readAction(into);
    });
  }
});
