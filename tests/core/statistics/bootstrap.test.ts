import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import {
  aggregateInterquartileMean,
  aggregateMean,
  bootstrapInterval,
  improvementInterval,
  stratifiedBootstrapInterval,
} from '../../../src/core/statistics.ts';

/** How many of 400 intervals, each of a sample of its own, hold `truth`; half an interval's mean length. */
function covered(truth: number, interval: (random: Random) => [number, number]) {
  const intervals = Array.from({ length: 400 }, (_, i) => interval(new Random(`coverage ${i}`)));
  return {
    share: intervals.filter(([low, high]) => low <= truth && truth <= high).length / 400,
    half: intervals.reduce((sum, [low, high]) => sum + high - low, 0) / 800,
  };
}

/** `share` lies within three standard deviations of a count of 400 that come true with `probability`. */
function expectShare(share: number, probability: number) {
  expect(Math.abs(share - probability)).toBeLessThan(3 * Math.sqrt((probability * (1 - probability)) / 400));
}

describe('bootstrapInterval', () => {
  it('is of the bits that it always was', () => {
    expect(bootstrapInterval([4, 1, 3, 2.5, 0.1])).toEqual([0.8599999999999998, 3.4]);
  });
});

describe('stratifiedBootstrapInterval', () => {
  it('of the mean of one task is the bootstrap interval of the mean', () => {
    const runs = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(stratifiedBootstrapInterval([runs], aggregateMean)).toEqual(bootstrapInterval(runs));
  });

  it('is the same whenever asked, and finer with more resamples', () => {
    const scores = [
      [3, 1, 4],
      [10, 15, 9, 26],
    ];
    const [low, high] = stratifiedBootstrapInterval(scores, aggregateInterquartileMean);
    expect(stratifiedBootstrapInterval(scores, aggregateInterquartileMean)).toEqual([low, high]);
    // Of one resample both ends are that one.
    const [only, same] = stratifiedBootstrapInterval(scores, aggregateMean, { resamples: 1 });
    expect(only).toBe(same);
    expect(low).toBeLessThan(high);
  });

  it('draws the runs of each task from its own: tasks far apart do not widen it', () => {
    expect(stratifiedBootstrapInterval([[0], [1000]], aggregateMean)).toEqual([500, 500]);
    const seen: (readonly (readonly number[])[])[] = [];
    stratifiedBootstrapInterval(
      [
        [1, 2, 3],
        [10, 20],
      ],
      (scores) => seen.push(scores),
      { resamples: 50 },
    );
    expect(seen).toHaveLength(50);
    for (const [first = [], second = [], ...none] of seen) {
      expect([first.length, second.length, none.length]).toEqual([3, 2, 0]);
      expect(first.every((score) => [1, 2, 3].includes(score))).toBe(true);
      expect(second.every((score) => [10, 20].includes(score))).toBe(true);
    }
  });

  it('holds the true mean of normal scores as often as theory has it', () => {
    // Three tasks of 20 runs, of variance 1. The interval's half-width is 1.96 √(19/20) standard errors, with 57 degrees of
    // freedom, so it holds the truth where |t₅₇| < 1.9103: with probability 0.9389.
    const { share, half } = covered(300 / 3, (random) => {
      const scores = [0, 100, 200].map((mean) => Array.from({ length: 20 }, () => mean + random.normal()));
      return stratifiedBootstrapInterval(scores, aggregateMean, { resamples: 500 });
    });
    expectShare(share, 0.9389);
    expect(half).toBeCloseTo(1.9103 / Math.sqrt(60), 2);
  }, 60_000);

  it('refuses what is no score, and no resample', () => {
    expect(() => stratifiedBootstrapInterval([], aggregateMean)).toThrow(
      'stratified bootstrap: must have a task, got none',
    );
    expect(() => stratifiedBootstrapInterval([[1], []], aggregateMean)).toThrow('got none of task 1');
    expect(() => stratifiedBootstrapInterval([[Number.NaN]], aggregateMean)).toThrow('got NaN at index 0');
    expect(() => stratifiedBootstrapInterval([[1]], aggregateMean, { resamples: 0 })).toThrow(
      'bootstrap: resamples must be a whole number ≥ 1, got 0',
    );
    expect(() => improvementInterval([[1]], [[2]], { resamples: 1.5 })).toThrow('got 1.5');
  });
});

describe('improvementInterval', () => {
  it('is a point where every run of one is above every run of the other, and holds 0.5 for equal sets', () => {
    expect(improvementInterval([[3, 4]], [[1, 2, 2]])).toEqual([1, 1]);
    expect(improvementInterval([[1]], [[2]])).toEqual([0, 0]);
    const scores = [[1, 2, 3, 4, 5]];
    const [low, high] = improvementInterval(scores, scores);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
  });

  it('resamples both sets, and each by itself', () => {
    // One run of x at 1 against 0 and 2: only y varies, and both of it may be 0 or 2. The other way round, only x varies.
    expect(improvementInterval([[1]], [[0, 2]])).toEqual([0, 1]);
    expect(improvementInterval([[0, 2]], [[1]])).toEqual([0, 1]);
    // Drawn by the same indices, equal sets would tie or win in step, and the interval of (1, 2) would be [0.5, 0.5].
    expect(improvementInterval([[1, 2]], [[1, 2]])).toEqual([0, 1]);
  });

  it('holds the true probability for uniform scores about 19 times in 20', () => {
    // X on [0.3, 1.3), Y on [0, 1): P(X > Y) = 1 − 0.7²/2. Of 40 runs each; a mean over two such tasks.
    const { share } = covered(1 - 0.7 ** 2 / 2, (random) => {
      const task = (from: number) => Array.from({ length: 40 }, () => from + random.uniform());
      return improvementInterval([task(0.3), task(0.3)], [task(0), task(0)], { resamples: 500 });
    });
    expectShare(share, 0.945);
  }, 60_000);
});
