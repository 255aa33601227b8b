import { expect, test } from 'vitest';
import { CliffWalking, FrozenLake, Taxi } from '../../../src/envs/index.ts';
import { meanOver, optimalReturns } from './dynamic-programming.ts';

function optimum({ transitions, starts }: FrozenLake | CliffWalking | Taxi, steps: number): number {
  return meanOver(starts, optimalReturns(transitions, steps));
}

test('the lake of 4 × 4 is crossed with probability 0.74419 in 100 steps, and with 14/17 without a limit', () => {
  expect(optimum(new FrozenLake(), 100)).toBeCloseTo(0.74419, 5);
  expect(optimum(new FrozenLake(), 4000)).toBeCloseTo(14 / 17, 10);
});

test('the lake of 8 × 8 is crossed with probability 0.91322 in 200 steps, and surely without a limit', () => {
  expect(optimum(new FrozenLake({ map: '8x8' }), 200)).toBeCloseTo(0.91322, 5);
  expect(optimum(new FrozenLake({ map: '8x8' }), 20_000)).toBeCloseTo(1, 6);
});

test('a lake that is not slippery is crossed in 6 steps, and in no fewer', () => {
  const lake = new FrozenLake({ slippery: false });
  expect(optimum(lake, 5)).toBe(0);
  expect(optimum(lake, 6)).toBe(1);
});

test('the cliff is passed at −13, and at −64.709 where it is slippery', () => {
  expect(optimum(new CliffWalking(), 100)).toBe(-13);
  expect(optimum(new CliffWalking({ slippery: true }), 3000)).toBeCloseTo(-64.709, 3);
});

test('a taxi earns 7.93 on average, 3.9546 in rain, and at most 8.38 with a fickle passenger', () => {
  expect(optimum(new Taxi(), 200)).toBeCloseTo(7.93, 10);
  expect(optimum(new Taxi({ rainy: true }), 200)).toBeCloseTo(3.9546, 4);
  expect(optimum(new Taxi({ fickle: true }), 200)).toBeCloseTo(8.38, 10);
});
