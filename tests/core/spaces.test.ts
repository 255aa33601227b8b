import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import {
  allowedActions,
  allowsAction,
  box,
  contains,
  containsFlat,
  describeSpace,
  dict,
  discrete,
  equalSpaces,
  flatSize,
  flatten,
  maskFault,
  maskSize,
  multiBinary,
  multiDiscrete,
  type ObservationSpace,
  sample,
  sectionsOf,
  unflatten,
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

describe('multiDiscrete', () => {
  test('holds a whole number in range for each component, in an Int32Array', () => {
    const space = multiDiscrete([3, 1, 2]);
    expect(contains(space, Int32Array.of(2, 0, 1))).toBe(true);
    for (const wrong of [Int32Array.of(3, 0, 1), Int32Array.of(0, 0, -1), Int32Array.of(0, 0), [0, 0, 0], 1]) {
      expect(contains(space, wrong)).toBe(false);
    }
    expect(contains(space, Float32Array.of(2, 0, 1))).toBe(false);
  });

  test('refuses to have no component, or one without values', () => {
    const wanted = 'multiDiscrete: nvec must be a list of whole numbers ≥ 1';
    expect(() => multiDiscrete([])).toThrow(`${wanted}, got []`);
    expect(() => multiDiscrete([2, 0])).toThrow(`${wanted}, got [2,0]`);
    expect(() => multiDiscrete([2, 1.5])).toThrow(wanted);
    expect(() => multiDiscrete(3 as never)).toThrow(`${wanted}, got 3`);
  });

  test('keeps its own list', () => {
    const nvec = [2, 3];
    const space = multiDiscrete(nvec);
    nvec[0] = 9;
    expect(space.nvec).toEqual([2, 3]);
  });
});

describe('multiBinary', () => {
  test('holds vectors of zeros and ones, in an Int32Array', () => {
    expect(contains(multiBinary(2), Int32Array.of(1, 0))).toBe(true);
    for (const wrong of [Int32Array.of(2, 0), Int32Array.of(0, -1), Int32Array.of(0), Float32Array.of(1, 0), 1]) {
      expect(contains(multiBinary(2), wrong)).toBe(false);
    }
    expect(() => multiBinary(0)).toThrow('multiBinary: n must be a whole number ≥ 1, got 0');
  });
});

/** Every kind, one inside the other, in an order that is not that of the alphabet. */
const nested = dict({
  speed: box(-1, 2, [2]),
  gear: discrete(5),
  arm: dict({ joints: multiDiscrete([3, 2]), lights: multiBinary(3) }),
});

describe('dict', () => {
  test('holds an element of each of its spaces, under its name, and nothing else', () => {
    const arm = { joints: Int32Array.of(2, 0), lights: Int32Array.of(0, 1, 1) };
    const right = { speed: Float32Array.of(0, 2), gear: 4, arm };
    expect(contains(nested, right)).toBe(true);
    expect(contains(nested, { ...right, gear: 5 })).toBe(false);
    expect(contains(nested, { ...right, arm: { ...arm, lights: Int32Array.of(0, 1, 2) } })).toBe(false);
    expect(contains(nested, { ...right, more: 1 })).toBe(false);
    expect(contains(nested, { speed: right.speed, gear: 4 })).toBe(false);
    expect(contains(nested, null)).toBe(false);
  });

  test('has its sections in the order given, one behind the other', () => {
    expect(sectionsOf(nested).map(({ name, offset, size }) => [name, offset, size])).toEqual([
      ['speed', 0, 2],
      ['gear', 2, 1],
      ['arm', 3, 5],
    ]);
    expect(sectionsOf(nested)[1]?.space).toEqual(discrete(5));
    expect(flatSize(nested)).toBe(8);
  });

  test('refuses to be empty, and a name that JavaScript would move to the front', () => {
    expect(() => dict({})).toThrow('dict: must have at least one space, got {}');
    expect(() => dict({ b: discrete(2), 0: discrete(3) })).toThrow("dict: a name must not be a whole number, got '0'");
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

  test('draws allowed values of each component alike, and only allowed bits', () => {
    const [random, mask] = [new Random('several'), Uint8Array.of(0, 1, 1, 1, 0)];
    const counts = { first: [0, 0, 0], second: [0, 0] };
    for (let i = 0; i < 6000; i++) {
      const [a = -1, b = -1] = sample(multiDiscrete([3, 2]), random, mask);
      counts.first[a] = (counts.first[a] as number) + 1;
      counts.second[b] = (counts.second[b] as number) + 1;
    }
    expect(counts.second).toEqual([6000, 0]);
    expect(counts.first[0]).toBe(0);
    expect(Math.abs((counts.first[1] as number) - 3000)).toBeLessThan(200);
    const bits = Array.from({ length: 4000 }, () => sample(multiBinary(3), random, Uint8Array.of(1, 0, 1)));
    const set = [0, 1, 2].map((i) => bits.reduce((sum, drawn) => sum + (drawn[i] as number), 0));
    expect(set[1]).toBe(0);
    for (const i of [0, 2]) expect(Math.abs((set[i] as number) - 2000)).toBeLessThan(160);
  });

  test('draws elements of every kind of space', () => {
    const random = new Random('elements');
    for (const space of [multiDiscrete([3, 1, 4]), multiBinary(5), nested, box(0, 1, [2]), discrete(3)] as const) {
      for (let i = 0; i < 50; i++) expect(contains(space, sample<ObservationSpace>(space, random))).toBe(true);
    }
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

  test('lays out indices, bits and the sections of a dict one behind the other, and back', () => {
    const value = {
      arm: { lights: Int32Array.of(0, 1, 1), joints: Int32Array.of(2, 0) },
      gear: 4,
      speed: Float32Array.of(-0.5, 2),
    };
    const flat = flatten(nested, value);
    expect([...flat]).toEqual([-0.5, 2, 4, 2, 0, 0, 1, 1]);
    expect(unflatten(nested, flat)).toEqual(value);
    expect(() => flatten(nested, { gear: 4 })).toThrow('flatten: a dict must have \'speed\', got ["gear"]');
  });

  test('comes back from unflatten, whatever was drawn', () => {
    const random = new Random('there and back');
    for (const space of [multiDiscrete([3, 1, 4]), multiBinary(5), nested, box(0, 1, [2, 2]), discrete(3)] as const) {
      for (let i = 0; i < 20; i++) {
        const drawn = sample<ObservationSpace>(space, random);
        expect(unflatten<ObservationSpace>(space, flatten(space, drawn))).toEqual(drawn);
      }
    }
  });

  test('is undone only for as many numbers, and whole ones where they must be', () => {
    expect(() => unflatten(nested, new Float32Array(7))).toThrow('unflatten: must have 8 numbers, got 7');
    expect(() => unflatten(multiBinary(2), Float32Array.of(0, 0.5))).toThrow(
      'unflatten: must be made of whole numbers, got 0.5',
    );
  });

  test('says by containsFlat whether numbers are an element of the space', () => {
    expect(containsFlat(nested, Float32Array.of(-0.5, 2, 4, 2, 0, 0, 1, 1))).toBe(true);
    const wrong = [
      [-1.5, 2, 4, 2, 0, 0, 1, 1],
      [0, 2, 5, 2, 0, 0, 1, 1],
      [0, 2, 4, 2.5, 0, 0, 1, 1],
      [0, 2, 4, 2, 2, 0, 1, 1],
      [0, 2, 4, 2, 0, 0, 1, 2],
      [0, 2, 4, 2, 0, 0, 1],
    ];
    for (const numbers of wrong) expect(containsFlat(nested, Float32Array.from(numbers))).toBe(false);
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
    expect(equalSpaces(multiDiscrete([2, 3]), multiDiscrete([2, 3]))).toBe(true);
    expect(equalSpaces(multiDiscrete([2, 3]), multiDiscrete([3, 2]))).toBe(false);
    expect(equalSpaces(multiBinary(2), discrete(2))).toBe(false);
    expect(equalSpaces(multiBinary(2), multiBinary(2))).toBe(true);
  });

  test('compares the sections of dicts, their names and their order', () => {
    const same = { a: discrete(2), b: dict({ c: multiBinary(1) }) };
    expect(equalSpaces(dict(same), dict({ ...same }))).toBe(true);
    expect(equalSpaces(dict(same), dict({ b: same.b, a: same.a }))).toBe(false);
    const alike = dict({ a: discrete(2), b: discrete(2) });
    expect(equalSpaces(alike, dict({ b: discrete(2), a: discrete(2) }))).toBe(false);
    expect(equalSpaces(alike, dict({ a: discrete(2), c: discrete(2) }))).toBe(false);
    expect(equalSpaces(dict(same), dict({ ...same, b: dict({ c: multiBinary(2) }) }))).toBe(false);
    expect(equalSpaces(dict(same), dict({ a: discrete(2) }))).toBe(false);
    expect(equalSpaces(dict({ a: discrete(2) }), discrete(2))).toBe(false);
  });
});

test('describeSpace says a space in one line', () => {
  expect(describeSpace(discrete(2))).toBe('discrete(2)');
  expect(describeSpace(box(-1, 1, [3]))).toBe('box([3], −1 … 1)');
  expect(describeSpace(box([-1.2, -0.07], [0.6, Infinity]))).toBe('box([2], [−1.2, −0.07] … [0.6, ∞])');
  expect(describeSpace(multiDiscrete([3, 2]))).toBe('multiDiscrete([3, 2])');
  expect(describeSpace(multiDiscrete(new Array(9).fill(2)))).toBe('multiDiscrete([2, 2, 2, 2, 2, 2, 2, 2, …])');
  expect(describeSpace(dict({ goal: discrete(4), lights: multiBinary(3) }))).toBe(
    'dict({ goal: discrete(4), lights: multiBinary(3) })',
  );
});

describe('a mask', () => {
  test('has a byte for each value of each component, or for each bit, and none for a box', () => {
    expect([discrete(3), multiDiscrete([3, 2]), multiBinary(4), box(0, 1, [2])].map(maskSize)).toEqual([3, 5, 4, 0]);
  });

  test('must leave a value of each component, and may forbid every bit', () => {
    expect(maskFault(multiDiscrete([3, 2]), Uint8Array.of(0, 0, 1, 1, 0))).toBeUndefined();
    expect(maskFault(multiDiscrete([3, 2]), Uint8Array.of(1, 1, 1, 0, 0))).toBe(
      'must allow at least one value of component 1',
    );
    expect(maskFault(multiDiscrete([3, 2]), new Uint8Array(6))).toBe(
      'must have one byte for each of the 5 values of all components',
    );
    expect(maskFault(multiBinary(2), new Uint8Array(2))).toBeUndefined();
    expect(maskFault(multiBinary(2), new Uint8Array(3))).toBe('must have one byte for each of the 2 bits');
    expect(maskFault(box(0, 1), new Uint8Array(1))).toBe('must not be there: actions of a box cannot be masked');
  });

  test('allows an action whose every part it allows', () => {
    expect([0, 1].map((action) => allowsAction(discrete(2), action, Uint8Array.of(1, 0)))).toEqual([true, false]);
    const choices = [
      [0, 1],
      [1, 1],
      [2, 1],
      [2, 0],
    ].map((values) => Int32Array.from(values));
    const allowed = choices.map((action) => allowsAction(multiDiscrete([3, 2]), action, Uint8Array.of(1, 0, 1, 0, 1)));
    expect(allowed).toEqual([true, false, true, false]);
    const bits = [Int32Array.of(1, 0), Int32Array.of(0, 0), Int32Array.of(1, 1)];
    const set = bits.map((action) => allowsAction(multiBinary(2), action, Uint8Array.of(1, 0)));
    expect(set).toEqual([true, true, false]);
    expect(allowsAction(box(0, 1), Float32Array.of(3), undefined)).toBe(true);
  });
});
