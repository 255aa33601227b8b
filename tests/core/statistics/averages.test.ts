import { describe, expect, it } from 'vitest';
import {
  aggregateInterquartileMean,
  aggregateMean,
  aggregateMedian,
  aggregateOptimalityGap,
  interquartileMean,
  median,
  optimalityGap,
  performanceProfile,
} from '../../../src/core/statistics.ts';

describe('interquartileMean', () => {
  it('drops ⌊n/4⌋ numbers at each end, whatever their order', () => {
    // 0 1 | 2 3 4 5 | 10 100
    expect(interquartileMean([10, 0, 1, 2, 3, 100, 4, 5])).toBe((2 + 3 + 4 + 5) / 4);
    // 0 | 1 2 4 5 8 | 100: of 7, one at each end
    expect(interquartileMean([100, 5, 0, 8, 1, 4, 2])).toBe((1 + 2 + 4 + 5 + 8) / 5);
    // 1 | 2 9 | 30: by size, not by digits
    expect(interquartileMean([30, 9, 2, 1])).toBe((2 + 9) / 2);
  });

  it('is the mean of fewer than four numbers', () => {
    expect(interquartileMean([7])).toBe(7);
    expect(interquartileMean([1, 2, 9])).toBe((1 + 2 + 9) / 3);
  });

  it('leaves its numbers as they are', () => {
    const numbers = [3, 1, 2, 0];
    interquartileMean(numbers);
    expect(numbers).toEqual([3, 1, 2, 0]);
  });
});

describe('median', () => {
  it('is the middle number, or the mean of the middle two', () => {
    expect([median([10, 9, 100]), median([10, 9, 100, 20]), median([5])]).toEqual([10, (10 + 20) / 2, 5]);
  });
});

describe('optimalityGap', () => {
  it('is the mean shortfall, for which nothing above the threshold makes up', () => {
    // Short of 1 by 0.75, 0.5, 0, 0.
    expect(optimalityGap([0.25, 0.5, 1, 50])).toBe((0.75 + 0.5) / 4);
    // Short of 4 by 3, 6, 0.
    expect(optimalityGap([1, -2, 5], 4)).toBe((3 + 6) / 3);
  });

  it('is γ − mean min(x, γ)', () => {
    const numbers = [0.3, -2, 0.9, 4, 1.5];
    const capped = numbers.map((number) => Math.min(number, 1.2));
    expect(optimalityGap(numbers, 1.2)).toBeCloseTo(1.2 - capped.reduce((sum, x) => sum + x) / 5, 14);
  });

  it('is 0 where all are above the threshold', () => {
    expect([optimalityGap([2, 3]), optimalityGap([1])]).toEqual([0, 0]);
  });
});

describe('aggregates of scores', () => {
  // The tasks' means are 2, 10 and 3.
  const scores = [[1, 3], [10], [0, 2, 4, 6]];

  it('take mean and median over the means of the tasks, however many runs each has', () => {
    expect(aggregateMean(scores)).toBe((2 + 10 + 3) / 3);
    expect(aggregateMedian(scores)).toBe(3);
  });

  it('take the interquartile mean and the optimality gap over all runs together', () => {
    // 0 | 1 2 3 4 6 | 10
    expect(aggregateInterquartileMean(scores)).toBe((1 + 2 + 3 + 4 + 6) / 5);
    // Short of 4: 3, 1; 0; 4, 2, 0, 0.
    expect(aggregateOptimalityGap(scores, 4)).toBe((3 + 1 + 4 + 2) / 7);
    expect(aggregateOptimalityGap([[0.5], [3]])).toBe(0.25);
  });

  it('of one run are its score', () => {
    expect([aggregateMean, aggregateMedian, aggregateInterquartileMean].map((of) => of([[5]]))).toEqual([5, 5, 5]);
  });
});

describe('performanceProfile', () => {
  it('is the share of all runs that score above each threshold, not at it', () => {
    // Five runs: 1 2 2 3 4.
    expect(
      performanceProfile(
        [
          [1, 2],
          [2, 4, 3],
        ],
        [-Infinity, 0, 2, 3.5, 4],
      ),
    ).toEqual([1, 1, 2 / 5, 1 / 5, 0]);
  });

  it('has the mean score below it, where scores are not negative', () => {
    const runs = [0.5, 1.25, 3, 7];
    const starts = [0, ...runs.slice(0, -1)];
    const area = performanceProfile([runs], starts).reduce(
      (sum, share, i) => sum + share * ((runs[i] ?? 0) - (starts[i] ?? 0)),
      0,
    );
    expect(area).toBeCloseTo((0.5 + 1.25 + 3 + 7) / 4, 14);
  });
});

describe('what is no sample and no score', () => {
  it('is refused by name', () => {
    expect(() => interquartileMean([])).toThrow('interquartile mean: must be of one number at least, got none');
    expect(() => median([1, Number.NaN])).toThrow('median: every number must be finite, got NaN at index 1');
    expect(() => optimalityGap([Infinity])).toThrow('optimality gap: every number must be finite, got Infinity');
    expect(() => optimalityGap([1], Number.NaN)).toThrow('optimality gap: a finite threshold, got NaN');
    expect(() => aggregateMean([])).toThrow('aggregate mean: must have a task, got none');
    expect(() => aggregateMedian([[1], []])).toThrow(
      'aggregate median: must have a run of each task, got none of task 1',
    );
    expect(() => aggregateInterquartileMean([[1], [2, Number.NaN]])).toThrow(
      'aggregate interquartile mean, task 1: every number must be finite, got NaN at index 1',
    );
    expect(() => performanceProfile([[]], [0])).toThrow('must have a run of each task');
    expect(() => performanceProfile([[1]], [Number.NaN])).toThrow(
      'performance profile: thresholds must be numbers, got NaN',
    );
  });
});
