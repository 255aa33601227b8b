import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.uniform());
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return values.map((x) => x - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * (v[i] as number), 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe('Random', () => {
  test('draws what it always drew from a seed', () => {
    expect(draws(new Random(1), 3)).toEqual([0.526047095656395, 0.12264361372217536, 0.47771977609954774]);
    const random = new Random(1);
    expect([random.integer(1000), random.integer(1000), random.integer(1000)]).toEqual([526, 122, 477]);
    const normal = new Random(1);
    for (const value of [0.8767857376940555, -0.8237838357644095, -0.23852806203163793])
      expect(normal.normal()).toBeCloseTo(value, 12);
  });

  test('is uniform on [low, high), in its first two moments and in ten bins', () => {
    const values = draws(new Random('uniform'), 50_000);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length - 1 / 12)).toBeLessThan(0.001);
    for (let bin = 0; bin < 10; bin++) {
      const share = values.filter((x) => Math.floor(x * 10) === bin).length / values.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.006);
    }
    const random = new Random(3);
    for (let i = 0; i < 1000; i++) {
      const x = random.uniform(-2, 5);
      expect(x >= -2 && x < 5).toBe(true);
    }
  });

  test('is standard normal in its first four moments', () => {
    const random = new Random('normal');
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(3))).toBeLessThan(0.04);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
  });

  test('draws every whole number below the count equally often', () => {
    const random = new Random('integer');
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const value = random.integer(6);
      counts[value] = (counts[value] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test('gives independent streams to neighbouring seeds and neighbouring names', () => {
    const base = draws(new Random(100), 10_000);
    for (const other of [new Random(101), new Random(99), new Random(1000), new Random('100 ')]) {
      expect(Math.abs(correlation(base, draws(other, 10_000)))).toBeLessThan(0.04);
    }
    const [first, second] = [new Random(1).split('environment/0'), new Random(1).split('environment/1')];
    expect(Math.abs(correlation(draws(first, 10_000), draws(second, 10_000)))).toBeLessThan(0.04);
  });

  test('splits the same stream off whenever it is asked, and draws nothing by it', () => {
    const random = new Random(5);
    const before = draws(random.split('a'), 4);
    random.uniform();
    expect(draws(random.split('a'), 4)).toEqual(before);
    expect(draws(random.split('b'), 4)).not.toEqual(before);
    const [undisturbed, split] = [new Random(5), new Random(5)];
    split.split('a');
    expect(split.uniform()).toBe(undisturbed.uniform());
    expect(random.split('a').split('b').name).toBe('5/a/b');
  });

  test('goes on exactly where its state was taken, also through JSON', () => {
    const random = new Random('resumed');
    draws(random, 17);
    const state = JSON.parse(JSON.stringify(random.state()));
    const expected = [random.uniform(), random.normal(), random.integer(99), random.split('x').uniform()];
    const resumed = Random.from(state);
    expect([resumed.uniform(), resumed.normal(), resumed.integer(99), resumed.split('x').uniform()]).toEqual(expected);
  });

  test('shuffles into every order equally often, keeping the items', () => {
    const random = new Random('shuffle');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle([0, 1, 2]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
    expect([...random.shuffle(Int32Array.of(4, 5, 6, 7))].sort()).toEqual([4, 5, 6, 7]);
  });

  test('refuses a seed that is no whole number', () => {
    for (const seed of [0.5, NaN, 2 ** 60]) {
      expect(() => new Random(seed)).toThrow('random: a seed must be a whole number or a name');
    }
  });
});
