import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { Catch, make, registration } from '../../../src/envs/index.ts';

/** The mean return of a rule that sees [ball column, ball row, paddle column], over many episodes. */
function returnOf(choose: (ball: number, row: number, paddle: number) => number, episodes: number, settings = {}) {
  const environment = make('Catch-v0', settings);
  let total = 0;
  for (let episode = 0; episode < episodes; episode++) {
    let { info } = environment.reset(episode === 0 ? { seed: 1 } : {});
    for (let isOver = false; !isOver; ) {
      const step = environment.step(choose(...(info.state as [number, number, number])));
      ({ info, terminated: isOver } = step);
      total += step.reward;
    }
  }
  return total / episodes;
}

const follow = (ball: number, _: number, paddle: number) => 1 + Math.sign(ball - paddle);

describe('Catch', () => {
  test('shows the board: ball and paddle in one channel, row by row', () => {
    const environment = new Catch();
    const { observation, info } = environment.reset({ options: { state: [4, 0, 2] } });
    expect(info.state).toEqual([4, 0, 2]);
    expect([...observation.keys()].filter((i) => observation[i] !== 0)).toEqual([4, 47]);
    const { observation: next } = environment.step(0);
    expect([...next.keys()].filter((i) => next[i] === 1)).toEqual([9, 46]);
    expect(environment.observationSpace.shape).toEqual([10, 5, 1]);
  });

  test('ends when the ball comes to the lowest row: 1 on the paddle, −1 beside it, 0 before', () => {
    for (const [paddle, reward] of [
      [2, 1],
      [1, -1],
      [3, -1],
    ] as const) {
      const environment = new Catch();
      environment.reset({ options: { state: [2, 7, paddle] } });
      expect(environment.step(1)).toMatchObject({ reward: 0, terminated: false });
      expect(environment.step(1)).toMatchObject({ reward, terminated: true, info: { state: [2, 9, paddle] } });
      expect(() => environment.step(1)).toThrow('the episode is over');
    }
  });

  test('moves the paddle by a column at a time, and not off the board', () => {
    const environment = new Catch();
    environment.reset({ options: { state: [0, 0, 1] } });
    const columns = [0, 0, 2, 2, 2, 2, 2].map((action) => (environment.step(action).info.state as number[])[2]);
    expect(columns).toEqual([0, 0, 1, 2, 3, 4, 4]);
  });

  test('is worth 1 to whoever goes below the ball, which is its optimum, beyond its threshold', () => {
    expect(returnOf(follow, 50)).toBe(1);
    expect(returnOf(follow, 50, { rows: 6, columns: 6 })).toBe(1);
    expect(registration('Catch-v0').rewardThreshold).toBe(0.9);
  });

  test('is worth 2/5 − 1 to whoever does not look at the ball', () => {
    const random = new Random('blind');
    // The standard error is √(0.64 / 4000) = 0.013.
    expect(Math.abs(returnOf(() => random.integer(3), 4000) + 0.6)).toBeLessThan(0.05);
    expect(Math.abs(returnOf(() => 1, 4000) + 0.6)).toBeLessThan(0.05);
  });

  test('has other boards, and refuses what is none', () => {
    const environment = make('Catch-v0', { rows: 3, columns: 4 });
    expect(environment.observationSpace).toMatchObject({ shape: [3, 4, 1] });
    expect(environment.reset({ seed: 1 }).observation).toHaveLength(12);
    expect(() => make('Catch-v0', { rows: 1 })).toThrow('Catch: rows and columns must be whole numbers ≥ 2, got 1');
  });

  test('refuses a state beside the board, and one that is over already', () => {
    for (const state of [
      [5, 0, 2],
      [0, 9, 2],
      [0, 0, -1],
      [0.5, 0, 2],
    ]) {
      expect(() => new Catch().reset({ options: { state } })).toThrow('Catch: options.state must be a ball’s column');
    }
    const [large, small] = [new Catch({ columns: 9 }), new Catch()];
    large.reset({ options: { state: [8, 3, 2] } });
    expect(() => small.restoreState(large.saveState())).toThrow('Catch: restoreState takes what saveState');
  });
});
