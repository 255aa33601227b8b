import { describe, expect, test } from 'vitest';
import { ObservationNormalizer, RewardNormalizer } from '../../../src/core/normalization.ts';
import { box } from '../../../src/core/spaces.ts';
import {
  CartPole,
  Identity,
  LinearQuadraticRegulator,
  normalizeObservation,
  normalizeReward,
} from '../../../src/envs/index.ts';
import { countingEnvironment } from '../../core/counting-environment.ts';

describe('normalizeObservation', () => {
  test('brings long rollouts to mean 0 and variance 1', () => {
    // With A and B zero every observation is noise of its own.
    const noise = new LinearQuadraticRegulator({ A: [[0]], B: [[0]], noise: 30 });
    const environment = normalizeObservation(noise);
    environment.reset({ seed: 1 });
    const seen = Array.from({ length: 9000 }, () => environment.step(Float32Array.of(0)).observation[0] as number);
    const late = seen.slice(3000);
    expect(Math.abs(late.reduce((sum, x) => sum + x, 0) / late.length)).toBeLessThan(0.05);
    expect(Math.abs(late.reduce((sum, x) => sum + x * x, 0) / late.length - 1)).toBeLessThan(0.05);
  });

  test('counts the observation of a reset as well, and normalises it in its place', () => {
    const environment = normalizeObservation(countingEnvironment());
    const into = new Float32Array(4);
    expect(environment.reset({ into }).observation).toBe(into);
    expect([...into]).toEqual([0, 0, 0, 0]);
    environment.step(0, into);
    expect(environment.normalizer.moments.count).toBe(2);
    // Steps 0 and 1: mean 0.5, deviation 0.5.
    expect(into[2]).toBeCloseTo(1, 6);
  });

  test('has the bounds of its clip, and shares a normaliser that is handed in', () => {
    expect(normalizeObservation(new CartPole(), { clip: 5 }).observationSpace).toEqual(box(-5, 5, [4]));
    const normalizer = new ObservationNormalizer(4, { clip: 2 });
    const [first, second] = [{ normalizer }, { normalizer }].map((options) =>
      normalizeObservation(new CartPole(), options),
    );
    first?.reset();
    second?.reset();
    expect(normalizer.moments.count).toBe(2);
    expect(second?.observationSpace).toEqual(box(-2, 2, [4]));
  });

  test('does not move while the normaliser is frozen', () => {
    const environment = normalizeObservation(new CartPole());
    environment.reset({ seed: 1 });
    environment.normalizer.frozen = true;
    const before = environment.normalizer.moments.state();
    environment.step(0);
    environment.reset();
    expect(environment.normalizer.moments.state()).toEqual(before);
  });

  test('refuses discrete observations and a normaliser of another size', () => {
    expect(() => normalizeObservation(new Identity())).toThrow('the observation space must be a box, got discrete(4)');
    const normalizer = new ObservationNormalizer(3);
    expect(() => normalizeObservation(new CartPole(), { normalizer })).toThrow(
      'normalizer must be for 4 elements, got 3',
    );
  });
});

describe('normalizeReward', () => {
  test('divides rewards by the deviation of the running return', () => {
    const environment = normalizeReward(countingEnvironment({ length: 5 }), { gamma: 0.5 });
    environment.reset();
    expect(environment.step(0).reward).toBeCloseTo(1, 6);
    // R is 1, then 0.5 + 2 = 2.5: deviation 0.75.
    expect(environment.step(0).reward).toBeCloseTo(2 / 0.75, 5);
  });

  test('begins the running return anew at an end of either kind', () => {
    for (const truncates of [false, true]) {
      const environment = normalizeReward(countingEnvironment({ length: 2, truncates }), { gamma: 1 });
      environment.reset();
      environment.step(0);
      expect(environment.normalizer.state().returns).toEqual([1]);
      environment.step(0);
      expect(environment.normalizer.state().returns).toEqual([0]);
    }
  });

  test('goes on with a normaliser that is handed in, and can be frozen', () => {
    const normalizer = new RewardNormalizer(1, { gamma: 0.9 });
    const environment = normalizeReward(countingEnvironment({ length: 9 }), { normalizer });
    environment.reset();
    environment.step(0);
    expect(normalizer.moments.count).toBe(1);
    normalizer.frozen = true;
    environment.step(0);
    expect(normalizer.moments.count).toBe(1);
  });

  test('refuses a discount that is none', () => {
    expect(() => normalizeReward(new CartPole(), { gamma: 1.5 })).toThrow(
      'gamma must be a number from 0 to 1, got 1.5',
    );
  });
});
