import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import {
  allowedActions,
  box,
  contains,
  describeSpace,
  discrete,
  equalSpaces,
  flatSize,
  flatten,
  sample,
} from '../../src/core/spaces.ts';

describe('box', () => {
  test('spreads a number over the shape, and takes a vector as it is', () => {
    expect([...box(-1, [1, 2, 3]).low]).toEqual([-1, -1, -1]);
    expect(box(-1, [1, 2, 3]).shape).toEqual([3]);
    expect(box(0, 1, [2, 3]).high).toHaveLength(6);
    expect(box(0, 1).shape).toEqual([1]);
  });

  test('refuses bounds that are crossed, NaN, or of another length, and empty shapes', () => {
    expect(() => box([0, 2], [1, 1])).toThrow('box: low must be ≤ high, got 2 > 1 at index 1');
    expect(() => box(NaN, 1)).toThrow('box: low must be ≤ high, got NaN > 1 at index 0');
    expect(() => box([0, 0], [1, 1, 1])).toThrow('box: high must have 2 elements for shape [2], got 3');
    expect(() => box(0, 1, [2, 0])).toThrow('box: a shape must be made of whole numbers ≥ 1, got [2,0]');
  });

  test('holds its bounds themselves, and nothing beyond, NaN or of another type', () => {
    const space = box([-1, 0], [1, 5]);
    expect(contains(space, Float32Array.of(-1, 5))).toBe(true);
    expect(contains(space, Float32Array.of(-1.001, 5))).toBe(false);
    expect(contains(space, Float32Array.of(NaN, 1))).toBe(false);
    expect(contains(space, Float32Array.of(0))).toBe(false);
    expect(contains(space, [0, 1])).toBe(false);
    expect(contains(box(-Infinity, Infinity, [1]), Float32Array.of(1e38))).toBe(true);
  });
});

describe('discrete', () => {
  test('holds the whole numbers from 0 to n − 1', () => {
    expect([0, 2].every((value) => contains(discrete(3), value))).toBe(true);
    expect([-1, 3, 0.5, NaN, '1', undefined].some((value) => contains(discrete(3), value))).toBe(false);
    expect(() => discrete(0)).toThrow('discrete: n must be a whole number ≥ 1, got 0');
  });
});

describe('sample', () => {
  const draws = (space: Parameters<typeof sample>[0], count: number) => {
    const random = new Random('draws');
    return Array.from({ length: count }, () => sample(space, random) as Float32Array);
  };

  test('is uniform between two bounds, with their mean and variance', () => {
    const values = draws(box(-1, 3, [1]), 40_000).map(([x]) => x as number);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(1, 1);
    expect(Math.abs(variance - 16 / 12)).toBeLessThan(0.02);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThanOrEqual(3);
  });

  test('is exponential beyond one bound and normal without any', () => {
    const above = draws(box(2, Infinity, [1]), 40_000).map(([x]) => x as number);
    expect(Math.min(...above)).toBeGreaterThanOrEqual(2);
    expect(Math.abs(above.reduce((sum, x) => sum + x, 0) / above.length - 3)).toBeLessThan(0.02);
    const below = draws(box(-Infinity, -2, [1]), 40_000).map(([x]) => x as number);
    expect(Math.max(...below)).toBeLessThanOrEqual(-2);
    expect(Math.abs(below.reduce((sum, x) => sum + x, 0) / below.length + 3)).toBeLessThan(0.02);
    const free = draws(box(-Infinity, Infinity, [1]), 40_000).map(([x]) => x as number);
    expect(Math.abs(free.reduce((sum, x) => sum + x * x, 0) / free.length - 1)).toBeLessThan(0.03);
  });

  test('draws only allowed actions, all of them equally often', () => {
    const random = new Random('mask');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 9000; i++) {
      const action = sample(discrete(4), random, Uint8Array.of(1, 0, 1, 1));
      counts[action] = (counts[action] as number) + 1;
    }
    expect(counts[1]).toBe(0);
    for (const i of [0, 2, 3]) expect(Math.abs((counts[i] as number) - 3000)).toBeLessThan(200);
  });

  test('refuses a mask that allows nothing or has another length', () => {
    expect(() => allowedActions(discrete(2), Uint8Array.of(0, 0))).toThrow('must allow at least one action');
    expect(() => allowedActions(discrete(2), Uint8Array.of(1))).toThrow(
      'one byte for each of the 2 actions, got Uint8Array(1) [1]',
    );
  });
});

describe('flatten', () => {
  test('lays a box out as itself and an index as one number, into an array where one is given', () => {
    const into = new Float32Array(2);
    expect(flatten(box(0, 9, [2]), [3, 4], into)).toBe(into);
    expect([...into]).toEqual([3, 4]);
    expect([...flatten(discrete(5), 3)]).toEqual([3]);
    expect([flatSize(discrete(5)), flatSize(box(0, 1, [2, 3]))]).toEqual([1, 6]);
  });
});

describe('equalSpaces', () => {
  test('compares kind, shape and every bound', () => {
    expect(equalSpaces(box(0, 1, [2]), box([0, 0], [1, 1]))).toBe(true);
    expect(equalSpaces(box(0, 1, [4]), box(0, 1, [2, 2]))).toBe(false);
    expect(equalSpaces(box(0, 1, [2]), box([0, 0], [1, 2]))).toBe(false);
    expect(equalSpaces(discrete(2), discrete(2))).toBe(true);
    expect(equalSpaces(discrete(2), discrete(3))).toBe(false);
    expect(equalSpaces(discrete(1), box(0, 1))).toBe(false);
  });
});

test('describeSpace says a space in one line', () => {
  expect(describeSpace(discrete(2))).toBe('discrete(2)');
  expect(describeSpace(box(-1, 1, [3]))).toBe('box([3], −1 … 1)');
  expect(describeSpace(box([-1.2, -0.07], [0.6, Infinity]))).toBe('box([2], [−1.2, −0.07] … [0.6, ∞])');
});
