import { describe, expect, it } from 'vitest';
import {
  coverage,
  criticalValue,
  meansOfSubsets,
  splitTests,
  welch,
} from '../../experiments/henderson-2018/subsets.ts';
import { Random } from '../../src/index.ts';

describe('welch', () => {
  it('is t and its degrees of freedom', () => {
    // Means 2 and 6, s² = 1 and 4, n = 3: t = −4 / √(1/3 + 4/3), freedom (5/3)² / ((1/3)²/2 + (4/3)²/2) = 50/17.
    const { t, freedom } = welch([1, 2, 3], [4, 6, 8]);
    expect(t).toBeCloseTo(-4 / Math.sqrt(5 / 3), 12);
    expect(freedom).toBeCloseTo(50 / 17, 12);
  });

  it('sees no difference between samples that are all one number', () => {
    expect(welch([5, 5], [5, 5]).t).toBe(0);
  });
});

describe('criticalValue', () => {
  it.each([
    [1, 12.7062],
    [4, 2.7764],
    [8, 2.306],
    [4.5, (2.7764 + 2.5706) / 2],
  ])('with %d degrees of freedom is %d', (freedom, t) => {
    expect(criticalValue(freedom)).toBeCloseTo(t, 10);
  });
});

describe('subsets of a normal sample', () => {
  const random = new Random(5);
  const values = Array.from({ length: 50 }, () => 10 + random.normal());

  it('have means that come together with their size', () => {
    const widths = [2, 5, 20].map((size) => {
      const { low, high } = meansOfSubsets(values, size);
      return high - low;
    });
    // The deviation of a mean of n out of N is s √((1 − n/N) / n); 2 × 1.96 of it hold 95 %.
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - 10) ** 2, 0) / 50);
    [2, 5, 20].forEach((n, i) => {
      expect((widths[i] as number) / (2 * 1.96 * deviation * Math.sqrt((1 - n / 50) / n))).toBeCloseTo(1, 0);
    });
  });

  it('are called different about as often as the test says', () => {
    const { significant } = splitTests(values, 5);
    expect(significant).toBeGreaterThan(0.02);
    expect(significant).toBeLessThan(0.07);
  });

  it('have intervals that hold the mean the more often the larger they are', () => {
    const [few, many] = [coverage(values, 3), coverage(values, 20)];
    expect(few).toBeLessThan(0.85);
    expect(many).toBeGreaterThan(0.93);
  });
});
