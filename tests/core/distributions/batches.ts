import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { ActionRows, Distribution } from '../../../src/core/distributions/distribution.ts';
import { Random } from '../../../src/core/random.ts';

/** Random ω, as float32 holds it. */
export function normals(random: Random, count: number, columns: number, scale = 2): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: columns }, () => Math.fround(scale * random.normal())),
  );
}

export const tensor = (matrix: readonly (readonly number[])[], type: 'float32' | 'int32' | 'bool' = 'float32') =>
  tf.tensor2d(matrix as number[][], undefined, type);

/** What tensors hold, without a leak. */
export const read = (f: () => tf.Tensor) => Array.from(tf.tidy(() => f().dataSync()));

export function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 2e-6): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((x, i) => {
    const wanted = expected[i] as number;
    expect(Math.abs(x - wanted), `row ${i}: ${x} against ${wanted}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(wanted)),
    );
  });
}

/** How often each of `count` draws from one row falls into each class. */
export function countDraws(
  distribution: Distribution,
  omega: readonly number[],
  { count, classes, classOf, mask }: DrawSettings,
): number[] {
  const stream = new Random('draws');
  const into: ActionRows =
    distribution.actionKind === 'box'
      ? new Float32Array(distribution.actionSize)
      : new Int32Array(distribution.actionSize);
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < count; i++) {
    distribution.sample(Float32Array.from(omega), 0, stream, into, 0, mask);
    const found = classOf(into);
    counts[found] = (counts[found] as number) + 1;
  }
  return counts;
}

interface DrawSettings {
  readonly count: number;
  readonly classes: number;
  readonly classOf: (action: ActionRows) => number;
  readonly mask?: Uint8Array;
}

/**
 * Pearson's test: throws where counts as far from the probabilities as these, or further, come up once in a million times.
 * Classes of probability 0 must be empty. The χ² quantile by Wilson and Hilferty (1931).
 */
export function expectFrequencies(counts: readonly number[], probabilities: readonly number[]): void {
  const total = counts.reduce((sum, n) => sum + n, 0);
  let [statistic, freedom] = [0, -1];
  probabilities.forEach((p, i) => {
    const seen = counts[i] as number;
    if (p === 0) expect(seen, `class ${i}`).toBe(0);
    else {
      statistic += (seen - p * total) ** 2 / (p * total);
      freedom += 1;
    }
  });
  const quantile = freedom * (1 - 2 / (9 * freedom) + 4.753 * Math.sqrt(2 / (9 * freedom))) ** 3;
  expect(statistic).toBeLessThan(quantile);
}
