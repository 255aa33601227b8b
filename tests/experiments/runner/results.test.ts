import { describe, expect, it } from 'vitest';
import { claimsCsv, readClaims, replaceBetween } from '../../../experiments/runner/claims.ts';
import { figure, withDeviation, withInterval } from '../../../experiments/runner/numbers.ts';
import { Results } from '../../../experiments/runner/results.ts';

const cell = (arm: string) => ({ arm, task: 'T', settings: {} });
const results = new Results([
  {
    cell: cell('a, b'),
    seed: 2,
    seconds: 3,
    figures: { final: 4 },
    curve: [
      [10, 1],
      [20, 4],
    ],
  },
  { cell: cell('a, b'), seed: 1, seconds: 2, figures: { final: 2 }, curve: [[20, 2]] },
  { cell: cell('c'), seed: 1, seconds: 1, figures: { other: Number.NaN } },
]);

describe('Results', () => {
  it('puts the values of a cell in the order of their seeds', () => {
    expect(results.values('a, b', 'T', 'final')).toEqual([2, 4]);
    expect(results.statistics('a, b', 'T', 'final')).toMatchObject({ mean: 3, minimum: 2, maximum: 4 });
    expect([results.seeds, results.seconds]).toEqual([2, 6]);
  });

  it('takes the mean of curves where all have a point', () => {
    expect(results.curve('a, b', 'T')).toEqual([{ step: 20, mean: 3, low: 2, high: 4 }]);
  });

  it('names what is not there', () => {
    expect(() => results.values('d', 'T', 'final')).toThrow('must have runs of the cell, got d on T');
    expect(() => results.values('c', 'T', 'final')).toThrow('figure: one of other');
  });

  it('writes a row for each run and each point, without times', () => {
    expect(results.runsCsv()).toBe('arm,task,seed,final,other\n"a, b",T,2,4,\n"a, b",T,1,2,\nc,T,1,,NaN\n');
    expect(results.curvesCsv()).toBe('arm,task,step,mean,low,high\n"a, b",T,20,3,2,4\n');
  });
});

describe('claims', () => {
  it('come back from their file', () => {
    const claims = [
      { claim: 'a “b”, "c"', published: '1', ours: '2 [1, 3]', verdict: 'in part' as const },
      { claim: 'd', published: '', ours: '', verdict: 'reproduced' as const },
    ];
    expect(readClaims(claimsCsv(claims))).toEqual(claims);
  });

  it('go between their marks', () => {
    const text = 'x\n<!-- begin claims -->\nold\n<!-- end claims -->\ny';
    expect(replaceBetween(text, 'claims', 'new\n')).toBe('x\n<!-- begin claims -->\nnew\n<!-- end claims -->\ny');
    expect(() => replaceBetween('x', 'claims', '')).toThrow('no <!-- begin claims -->');
  });
});

describe('numbers', () => {
  it.each([
    [-86.36, '−86.36'],
    [1234.5, '1235'],
    [0, '0.000'],
    [0.00012345, '1.23e−4'],
    [Number.NaN, '–'],
  ])('%d is written as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it('stand with their interval or deviation', () => {
    expect(withInterval({ mean: -1, interval: [-2, 0.5] })).toBe('−1.000 [−2.000, 0.5000]');
    expect(withDeviation({ mean: 490.04, standardDeviation: 6.12 })).toBe('490.0 ± 6.120');
  });
});
