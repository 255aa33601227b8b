import { describe, expect, test } from 'vitest';
import { ObservationNormalizer, RewardNormalizer, RunningMoments } from '../../src/core/normalization.ts';
import { Random } from '../../src/core/random.ts';

describe('RunningMoments', () => {
  test('has the exact mean and population variance of 1, 2, 3, 4', () => {
    const moments = new RunningMoments(1);
    for (const x of [1, 2, 3, 4]) moments.add([x]);
    expect(moments.mean[0]).toBe(2.5);
    expect(moments.variance(0)).toBe(1.25);
  });

  test('keeps its digits far from zero, where summing squares would not', () => {
    const moments = new RunningMoments(1);
    for (const x of [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) moments.add([x]);
    expect(moments.variance(0)).toBe(22.5);
  });

  test('keeps elements apart, and reads from an offset', () => {
    const moments = new RunningMoments(2);
    const rows = [0, 10, 2, 30];
    moments.add(rows, 0);
    moments.add(rows, 2);
    expect([...moments.mean]).toEqual([1, 20]);
    expect([moments.variance(0), moments.variance(1)]).toEqual([1, 100]);
  });

  test('has variance 1 until two vectors were seen', () => {
    const moments = new RunningMoments(1);
    expect(moments.variance(0)).toBe(1);
    moments.add([5]);
    expect(moments.variance(0)).toBe(1);
  });

  test('goes on from its state to the bit, through JSON', () => {
    const [random, moments] = [new Random(1), new RunningMoments(3)];
    const draw = () => [random.normal(), random.uniform(), 1e6 * random.normal()];
    for (let i = 0; i < 50; i++) moments.add(draw());
    const resumed = new RunningMoments(3, JSON.parse(JSON.stringify(moments.state())));
    for (let i = 0; i < 50; i++) {
      const x = draw();
      moments.add(x);
      resumed.add(x);
    }
    expect(resumed.state()).toEqual(moments.state());
    expect(() => new RunningMoments(2, moments.state())).toThrow('normalisation: statistics of 2 elements, got 3');
  });
});

describe('ObservationNormalizer', () => {
  test('brings what it has seen to mean 0 and variance 1', () => {
    const [random, normalizer] = [new Random(2), new ObservationNormalizer(1)];
    const seen = Array.from({ length: 2000 }, () => Float32Array.of(100 + 7 * random.normal()));
    for (const x of seen) normalizer.update(x);
    for (const x of seen) normalizer.normalize(x);
    const mean = seen.reduce((sum, [x]) => sum + (x as number), 0) / seen.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(seen.reduce((sum, [x]) => sum + (x as number) ** 2, 0) / seen.length).toBeCloseTo(1, 4);
  });

  test('clips to ± clip, and keeps an element that never varied finite', () => {
    const normalizer = new ObservationNormalizer(2, { clip: 3 });
    for (let i = 0; i < 10; i++) normalizer.update([i % 2, 5]);
    const x = Float32Array.of(1000, 5);
    normalizer.normalize(x);
    expect([...x]).toEqual([3, 0]);
    const off = Float32Array.of(0.5, 5.1);
    normalizer.normalize(off);
    expect([...off]).toEqual([0, 3]);
  });

  test('does not move while it is frozen', () => {
    const normalizer = new ObservationNormalizer(1);
    normalizer.update([1]);
    normalizer.frozen = true;
    normalizer.update([100]);
    expect(normalizer.moments.state()).toEqual({ count: 1, mean: [1], squares: [0] });
  });
});

describe('RewardNormalizer', () => {
  test('divides by the deviation of R ← γR + r, worked by hand', () => {
    const normalizer = new RewardNormalizer(1, { gamma: 0.5 });
    expect(normalizer.normalize(2, false)).toBeCloseTo(2, 7);
    // R is 2, then 0.5 · 2 + 4 = 5: variance 2.25, deviation 1.5.
    expect(normalizer.normalize(4, false)).toBeCloseTo(4 / 1.5, 6);
  });

  test('begins the running return anew after an end, and apart for each environment', () => {
    const normalizer = new RewardNormalizer(2, { gamma: 1 });
    normalizer.normalize(3, true, 0);
    normalizer.normalize(1, false, 0);
    normalizer.normalize(5, false, 1);
    expect(normalizer.state().returns).toEqual([1, 5]);
    expect(normalizer.moments.mean[0]).toBe(3);
  });

  test('never changes the sign of a reward, and clips', () => {
    const [random, normalizer] = [new Random(4), new RewardNormalizer(1, { gamma: 0.9, clip: 0.1 })];
    for (let i = 0; i < 100; i++) {
      const reward = 10 + random.normal();
      const normalized = normalizer.normalize(reward, false);
      expect(normalized).toBeGreaterThan(0);
      expect(normalized).toBeLessThanOrEqual(0.1);
    }
  });

  test('moves neither moments nor returns while frozen', () => {
    const normalizer = new RewardNormalizer(1, { gamma: 0.9 });
    normalizer.normalize(1, false);
    const before = normalizer.state();
    normalizer.frozen = true;
    normalizer.normalize(50, true);
    expect(normalizer.state()).toEqual(before);
    expect(new RewardNormalizer(1, { gamma: 0.9, state: before }).state()).toEqual(before);
  });
});
