import { describe, expect, test } from 'vitest';
import { CliffWalking, FrozenLake, make, Taxi } from '../../../src/envs/index.ts';

/** How often each state is next, in so many steps from one state by one action. */
function frequencies(
  environment: FrozenLake | CliffWalking | Taxi,
  state: number,
  action: number,
  steps: number,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < steps; i++) {
    environment.reset({ ...(i === 0 && { seed: 1 }), options: { state: [state] } });
    const next = environment.step(action).observation[0] as number;
    counts.set(next, (counts.get(next) ?? 0) + 1);
  }
  return counts;
}

describe('steps are drawn by the table', () => {
  test.each([
    [new FrozenLake(), 6, 1],
    [new FrozenLake({ successRate: 0.7 }), 1, 2],
    [new FrozenLake(), 3, 2],
    [new CliffWalking({ slippery: true }), 30, 1],
    [new Taxi({ rainy: true }), 200, 2],
  ])('%# within five standard deviations', (environment, state, action) => {
    const steps = 20_000;
    const counts = frequencies(environment, state, action, steps);
    const expected = new Map<number, number>();
    for (const { next, probability } of environment.transitions[state]?.[action] ?? []) {
      expected.set(next, (expected.get(next) ?? 0) + probability);
    }
    expect(new Set(counts.keys())).toEqual(new Set(expected.keys()));
    for (const [next, p] of expected) {
      const deviation = Math.sqrt((p * (1 - p)) / steps);
      expect(Math.abs((counts.get(next) ?? 0) / steps - p)).toBeLessThanOrEqual(5 * deviation);
    }
  });

  test('with the reward and the end of the outcome that was drawn', () => {
    const lake = new FrozenLake();
    for (let i = 0; i < 200; i++) {
      lake.reset({ ...(i === 0 && { seed: 2 }), options: { state: [14] } });
      const { observation, reward, terminated } = lake.step(2);
      const outcome = lake.transitions[14]?.[2]?.find(({ next }) => next === observation[0]);
      expect([reward, terminated]).toEqual([outcome?.reward, outcome?.terminated]);
    }
  });
});

test('episodes begin in each starting state as often as they should', () => {
  const lake = new FrozenLake({ map: ['SFS', 'SHG'] });
  const drawn = Array.from({ length: 9000 }, (_, i) => lake.reset(i === 0 ? { seed: 1 } : {}).observation[0]);
  const counts = [0, 1, 2, 3, 4, 5].map((field) => drawn.filter((each) => each === field).length);
  expect(counts.map((count) => count > 0)).toEqual([true, false, true, true, false, false]);
  for (const field of [0, 2, 3]) expect(Math.abs((counts[field] as number) - 3000)).toBeLessThan(5 * Math.sqrt(2000));
  const first = new Set(Array.from({ length: 3000 }, (_, seed) => new Taxi().reset({ seed }).observation[0]));
  expect(first.size).toBeGreaterThan(290);
});

describe('FrozenLake refuses', () => {
  const message =
    "FrozenLake: map must be '4x4', '8x8' or rows of equal length of the letters S, F, H and G, with a start";
  test.each([
    ['an unknown name', '5x5'],
    ['no rows', []],
    ['rows of different lengths', ['SF', 'G']],
    ['another letter', ['SX', 'FG']],
    ['no start', ['FF', 'FG']],
    ['no goal', ['SF', 'FF']],
    ['rows that are no strings', [1, 2]],
    ['an empty row', ['']],
  ])('a map with %s', (_, map) => {
    expect(() => new FrozenLake({ map })).toThrow(message);
  });

  test('settings of the wrong type, and unknown ones', () => {
    expect(() => new FrozenLake({ slippery: 'no' })).toThrow("FrozenLake: slippery must be true or false, got 'no'");
    expect(() => new FrozenLake({ successRate: 2 })).toThrow('successRate must be a number from 0 to 1, got 2');
    expect(() => new FrozenLake({ slipery: true })).toThrow("did you mean 'slippery'?");
    expect(() => make('CliffWalking-v1', { slippery: 1 })).toThrow('slippery must be true or false, got 1');
  });
});
