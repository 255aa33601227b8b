import { describe, expect, it } from 'vitest';
import { mean, statisticsOf, variance } from '../../../src/core/statistics.ts';

describe('statistics of returns', () => {
  it('agree with numbers worked by hand', () => {
    const { mean, standardDeviation, median, minimum, maximum } = statisticsOf([4, 1, 3, 2]);
    expect([mean, median, minimum, maximum]).toEqual([2.5, 2.5, 1, 4]);
    expect(standardDeviation).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });

  it('have an interval close to the normal one for a large sample', () => {
    const sample = Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 10);
    const { mean, standardDeviation, interval } = statisticsOf(sample);
    const half = (1.96 * standardDeviation) / 20;
    expect(interval[0]).toBeCloseTo(mean - half, 0);
    expect(interval[1]).toBeCloseTo(mean + half, 0);
    expect(interval[0]).toBeLessThan(mean);
    expect(interval[1]).toBeGreaterThan(mean);
  });

  it('of one number are that number', () => {
    const { mean, standardDeviation, interval } = statisticsOf([7]);
    expect([mean, standardDeviation, ...interval]).toEqual([7, 0, 7, 7]);
  });
});

describe('mean and variance', () => {
  it('are those of the population, in float64', () => {
    expect([mean([1, 2, 6]), variance([1, 2, 6])]).toEqual([3, 14 / 3]);
    expect(mean(new Float32Array(1e6).fill(0.1))).toBeCloseTo(Math.fround(0.1), 10);
    expect(mean([])).toBeNaN();
  });
});
