import { describe, expect, test } from 'vitest';
import { Identity, make, registration } from '../../../src/envs/index.ts';

describe('Identity', () => {
  const returnOf = (choose: (seen: number) => number, episodes: number) => {
    const environment = make('Identity-v0');
    let [total, { observation }] = [0, environment.reset({ seed: 1 })];
    for (let done = 0; done < episodes; ) {
      const step = environment.step(choose(observation[0] as number));
      total += step.reward;
      observation = step.observation;
      if (step.truncated) {
        done += 1;
        observation = environment.reset().observation;
      }
    }
    return total / episodes;
  };

  test('returns 20 for repeating what is seen, which is its optimum, beyond its threshold', () => {
    expect(returnOf((seen) => seen, 10)).toBe(20);
    expect(registration('Identity-v0').rewardThreshold).toBe(19);
  });

  test('returns 5 on average where the observation is ignored', () => {
    expect(Math.abs(returnOf(() => 2, 500) - 5)).toBeLessThan(0.3);
  });

  test('shows every value equally often', () => {
    const environment = new Identity();
    const counts = [0, 0, 0, 0];
    environment.reset({ seed: 3 });
    for (let t = 0; t < 8000; t++) {
      const value = environment.step(0).observation[0] as number;
      counts[value] = (counts[value] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });

  test('takes another number of values, and refuses one that is none', () => {
    expect(make('Identity-v0', { values: 7 }).actionSpace).toEqual({ kind: 'discrete', n: 7 });
    expect(() => make('Identity-v0', { values: 0 })).toThrow('n must be a whole number ≥ 1, got 0');
    expect(() => new Identity().reset({ options: { state: [4] } })).toThrow('one whole number from 0 to 3, got [4]');
  });
});
