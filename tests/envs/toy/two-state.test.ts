import { describe, expect, test } from 'vitest';
import { make, TwoState } from '../../../src/envs/index.ts';

const [STAY, GO, I, J] = [0, 1, 0, 1];

describe('TwoState', () => {
  test.each([
    [I, STAY, 1, I],
    [I, GO, 0, J],
    [J, STAY, 2, J],
    [J, GO, 0, I],
  ])('from state %i, action %i earns %i and leads to state %i', (from, action, reward, to) => {
    const environment = new TwoState();
    environment.reset({ options: { state: [from] } });
    const step = environment.step(action);
    expect(step.reward).toBe(reward);
    expect([...step.observation]).toEqual([to]);
    expect(step.info.state).toEqual([to]);
    expect(step.terminated || step.truncated).toBe(false);
  });

  test('begins in i with probability 0.8, or as it is told', () => {
    const shareOfI = (environment: TwoState) => {
      let count = 0;
      for (let i = 0; i < 10_000; i++)
        count += environment.reset(i === 0 ? { seed: 1 } : {}).observation[0] === I ? 1 : 0;
      return count / 10_000;
    };
    expect(Math.abs(shareOfI(new TwoState()) - 0.8)).toBeLessThan(0.015);
    expect(Math.abs(shareOfI(new TwoState({ initial: [0.3, 0.7] })) - 0.3)).toBeLessThan(0.015);
    expect(shareOfI(new TwoState({ initial: [0, 1] }))).toBe(0);
  });

  test('returns 198 from i and 200 from j for its optimum, over an episode', () => {
    for (const [start, expected] of [
      [I, 198],
      [J, 200],
    ]) {
      const environment = make('TwoState-v0');
      let total = 0;
      let { observation } = environment.reset({ options: { state: [start] } });
      for (let over = false; !over; ) {
        const step = environment.step(observation[0] === I ? GO : STAY);
        total += step.reward;
        observation = step.observation;
        over = step.truncated;
      }
      expect(total).toBe(expected);
    }
  });

  test('refuses starting probabilities that are none', () => {
    for (const initial of [[0.5, 0.6], [1], [-0.5, 1.5], 'i', [NaN, 1]]) {
      expect(() => new TwoState({ initial })).toThrow('initial must be the probabilities of i and j, summing to 1');
    }
  });
});
