import { describe, expect, it } from 'vitest';
import { halvingRungs, ranking, rungsOf, type ScoredRun, trialsOf } from '../../../src/train/search/rungs.ts';

describe('the rungs of successive halving', () => {
  it.each([
    [27, 2700, 3, ['27 × 100', '9 × 300', '3 × 900', '1 × 2700']],
    [20, 90_000, 3, ['20 × 10000', '6 × 30000', '2 × 90000']],
    [9, 2000, 3, ['9 × 222', '3 × 667', '1 × 2000']],
    [8, 800, 2, ['8 × 100', '4 × 200', '2 × 400', '1 × 800']],
    [17, 1600, 4, ['17 × 100', '4 × 400', '1 × 1600']],
    [2, 500, 3, ['2 × 500']],
    [1, 1, 3, ['1 × 1']],
    [9, 9, 3, ['9 × 1', '3 × 3', '1 × 9']],
  ])('of %d trials, %d steps, η = %d are %j', (trials, steps, eta, expected) => {
    const rungs = halvingRungs(trials, steps, eta);
    expect(rungs.map((rung) => `${rung.trials} × ${rung.steps}`)).toEqual(expected);
  });

  it('need a step on the first', () => {
    expect(() => halvingRungs(9, 8, 3)).toThrow('halving: steps: must be ≥ 9, for 3 rungs, got 8');
  });

  it('are a third of the trials each unless it is said; a random search has one rung', () => {
    expect(rungsOf({ search: 'halving', trials: 9, steps: 900 })).toEqual(halvingRungs(9, 900, 3));
    expect(rungsOf({ search: 'random', trials: 9, steps: 900 })).toEqual([{ trials: 9, steps: 900 }]);
  });
});

const done = (rung: number, scores: Readonly<Record<number, readonly number[]>>): ScoredRun[] =>
  Object.entries(scores).flatMap(([trial, each]) =>
    each.map((score, i) => ({ trial: Number(trial), rung, seed: 101 + i, score })),
  );

describe('the ranking of a rung', () => {
  it('goes by the mean over seeds, and of equal ones takes the earlier first', () => {
    const runs = [...done(1, { 1: [1, 3], 2: [9, 1], 3: [2, 2], 4: [4, 7] }), ...done(2, { 1: [99, 99] })];
    expect(ranking(runs, 1).map(({ trial, score }) => [trial, score])).toEqual([
      [4, 5.5],
      [2, 5],
      [1, 2],
      [3, 2],
    ]);
    expect(ranking([...runs].reverse(), 1).map(({ trial }) => trial)).toEqual([4, 2, 1, 3]);
  });

  it('is the same to the bit in whatever order the seeds came', () => {
    const runs = done(1, { 1: [0.1, 0.2, 0.3], 2: [0.3, 0.2, 0.1] });
    expect(ranking(runs, 1).map(({ trial }) => trial)).toEqual([1, 2]);
    expect(ranking(runs, 1)[0]?.score).toBe(ranking(runs, 1)[1]?.score);
  });

  it('puts a trial last of which one seed failed', () => {
    const ranked = ranking(done(1, { 1: [100, -Infinity], 2: [-500, -600] }), 1);
    expect(ranked.map(({ trial, score }) => [trial, score])).toEqual([
      [2, -550],
      [1, -Infinity],
    ]);
  });
});

describe('the trials of a rung', () => {
  const rungs = halvingRungs(7, 9, 2);

  it('are all on the first, and then the best of the one before, by number', () => {
    expect(rungs.map(({ trials }) => trials)).toEqual([7, 3, 1]);
    const first = done(1, { 1: [5], 2: [70], 3: [6], 4: [9], 5: [1], 6: [2], 7: [80] });
    const second = done(2, { 2: [3], 4: [8], 7: [5] });
    expect(trialsOf(rungs, 1, [])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(trialsOf(rungs, 2, first)).toEqual([2, 4, 7]);
    expect(trialsOf(rungs, 3, [...first, ...second])).toEqual([4]);
  });

  it('are fewer where too few did not fail', () => {
    const failed = -Infinity;
    const first = done(1, { 1: [failed], 2: [failed], 3: [6], 4: [failed], 5: [-1e9], 6: [failed], 7: [failed] });
    expect(trialsOf(rungs, 2, first)).toEqual([3, 5]);
  });
});
