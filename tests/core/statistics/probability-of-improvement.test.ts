import { describe, expect, it } from 'vitest';
import { chanceOfSeparation, improvementInterval, probabilityOfImprovement } from '../../../src/core/statistics.ts';

describe('probabilityOfImprovement', () => {
  it('counts a win 1 and a tie ½, over all pairs of a task, and each task alike', () => {
    // 1 wins 1 of 2, 3 wins 2, 2 ties with 2 and wins 1: 4.5 of 6.
    expect(probabilityOfImprovement([[1, 3, 2]], [[2, 0]])).toBe(4.5 / 6);
    // 5 ties with 5, loses to 6, beats 4, loses to 9: 1.5 of 4.
    expect(probabilityOfImprovement([[5]], [[5, 6, 4, 9]])).toBe(1.5 / 4);
    expect(
      probabilityOfImprovement(
        [[1, 3, 2], [5]],
        [
          [2, 0],
          [5, 6, 4, 9],
        ],
      ),
    ).toBe((4.5 / 6 + 1.5 / 4) / 2);
  });

  it('is 0.5 for equal sets, 1 and 0 for sets that lie apart', () => {
    const scores = [[3, 1, 2], [0.1]];
    expect(probabilityOfImprovement(scores, scores)).toBe(0.5);
    expect(probabilityOfImprovement([[2]], [[1]])).toBe(1);
    expect(probabilityOfImprovement([[1, 2]], [[3, 4, 5]])).toBe(0);
  });

  it('and that of the other over the one add up to 1', () => {
    const [x, y] = [
      [[1, 4, 4, 7], [2]],
      [
        [4, 5],
        [3, 1, 2],
      ],
    ];
    expect(probabilityOfImprovement(x, y) + probabilityOfImprovement(y, x)).toBe(1);
    expect(probabilityOfImprovement(x, y)).not.toBe(0.5);
  });

  it('asks for the order of scores alone', () => {
    const [x, y] = [[[-1, 0.5, 2, 3]], [[0, 1, 2.5]]];
    const cubed = (scores: number[][]) => scores.map((runs) => runs.map((score) => score ** 3 - 50));
    expect(probabilityOfImprovement(cubed(x), cubed(y))).toBe(probabilityOfImprovement(x, y));
  });

  it('refuses tasks that do not match, are empty, or hold NaN', () => {
    expect(() => probabilityOfImprovement([[1], [2]], [[1]])).toThrow(
      'probability of improvement: as many tasks in x as in y, got 2 and 1',
    );
    expect(() => probabilityOfImprovement([[1]], [[]])).toThrow(
      'probability of improvement, y: must have a run of each task, got none of task 0',
    );
    expect(() => probabilityOfImprovement([], [])).toThrow('probability of improvement, x: must have a task, got none');
    expect(() => probabilityOfImprovement([[1, Number.NaN]], [[1]])).toThrow('got NaN at index 1');
    expect(() => improvementInterval([[1]], [[1], [2]])).toThrow('as many tasks in x as in y, got 1 and 2');
  });
});

describe('chanceOfSeparation', () => {
  it('is 2 in as many as there are ways to deal the runs out', () => {
    // One and one: one is always above. Three and three: 2 of 20 ways. Four and four: 2 of 70.
    expect(chanceOfSeparation([[1, 1]])).toBe(1);
    expect(chanceOfSeparation([[3, 3]])).toBe(2 / 20);
    expect(chanceOfSeparation([[4, 4]])).toBe(2 / 70);
    expect(chanceOfSeparation([[2, 3]])).toBe(2 / 10);
    // On both of two tasks, in the same direction.
    expect(
      chanceOfSeparation([
        [2, 2],
        [1, 4],
      ]),
    ).toBeCloseTo(2 / (6 * 5), 14);
  });
});
