import { describe, expect, it } from 'vitest';
import { normalizedScores } from '../../experiments/schulman-2017/normalized-score.ts';

describe('normalizedScores', () => {
  it('are 0 at an untrained policy and 1 at the best arm, task by task', () => {
    // Task 1: zero 10, best mean 30; task 2: zero −100, best mean 0.
    const returns = [
      [
        [20, 40],
        [-50, -50],
      ],
      [
        [10, 10],
        [0, 0],
      ],
      [
        [0, 0],
        [-200, -200],
      ],
    ];
    const scores = normalizedScores(returns, [10, -100]);
    expect(scores.map(({ mean }) => mean)).toEqual([0.75, 0.5, -0.75]);
    // Seeds of the first arm's first task are 0.5 and 1.5, of its second both 0.5.
    expect(scores[0]?.interval).toEqual([0.5, 1]);
    expect(scores[1]?.interval).toEqual([0.5, 0.5]);
  });
});
