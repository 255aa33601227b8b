import { describe, expect, it } from 'vitest';
import { discountedReturns, explainedVariance, gae, normalizeAdvantages } from '../../src/core/advantages.ts';
import { Random } from '../../src/core/random.ts';

const random = new Random('advantages');
const LENGTH = 50;

/** A sequence with ends of both kinds, one step that has both, and its last step cut by the rollout's end. */
const sequence = {
  rewards: Array.from({ length: LENGTH }, () => random.normal()),
  values: Array.from({ length: LENGTH }, () => random.normal()),
  nextValues: Array.from({ length: LENGTH }, () => random.normal()),
  terminated: Array.from({ length: LENGTH }, (_, t) => t % 11 === 7 || t === 30),
  truncated: Array.from({ length: LENGTH }, (_, t) => t % 13 === 5 || t === 30),
};
const isEnd = (t: number) => sequence.terminated[t] || sequence.truncated[t] || t === LENGTH - 1;
const delta = (t: number, gamma: number) =>
  (sequence.rewards[t] as number) +
  (sequence.terminated[t] ? 0 : gamma * (sequence.nextValues[t] as number)) -
  (sequence.values[t] as number);

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((x, i) => {
    expect(Math.abs((actual[i] as number) - x), `element ${i}`).toBeLessThan(1e-6 * (1 + Math.abs(x)));
  });
}

describe('generalised advantage estimation', () => {
  it('agrees with a rollout worked by hand', () => {
    // δ₁ = 2 + 0.5·4 − 2 = 2; δ₀ = 1 + 0.5·2 − 1 = 1; Â₁ = 2, Â₀ = 1 + 0.5·0.5·2 = 1.5
    const { advantages, returns } = gae(
      { rewards: [1, 2], values: [1, 2], nextValues: [2, 4], terminated: [false, false], truncated: [false, false] },
      { gamma: 0.5, lambda: 0.5 },
    );
    expect([...advantages]).toEqual([1.5, 2]);
    expect([...returns]).toEqual([2.5, 4]);
  });

  it('is the one-step temporal difference at λ = 0', () => {
    const { advantages } = gae(sequence, { gamma: 0.9, lambda: 0 });
    expectClose(
      advantages,
      sequence.rewards.map((_, t) => delta(t, 0.9)),
    );
  });

  it('is the bootstrapped return less the value at λ = 1', () => {
    // Inside an episode the value of the next state is the next step's own, so that the values telescope.
    const nextValues = sequence.nextValues.map((v, t) => (isEnd(t) ? v : (sequence.values[t + 1] as number)));
    const { advantages, returns } = gae({ ...sequence, nextValues }, { gamma: 0.9, lambda: 1 });
    const expected = [...discountedReturns(sequence, { gamma: 0.9 })];
    expectClose(returns, expected);
    expectClose(
      advantages,
      expected.map((g, t) => g - (sequence.values[t] as number)),
    );
  });

  it('is the sum of (γλ)ˡ δ up to the end of the episode, for any λ', () => {
    const [gamma, lambda] = [0.97, 0.6];
    const expected = sequence.rewards.map((_, start) => {
      let sum = 0;
      for (let t = start; ; t++) {
        sum += (gamma * lambda) ** (t - start) * delta(t, gamma);
        if (isEnd(t)) return sum;
      }
    });
    expectClose(gae(sequence, { gamma, lambda }).advantages, expected);
  });

  it('takes flags as bytes as well as booleans', () => {
    const bytes = {
      ...sequence,
      terminated: Uint8Array.from(sequence.terminated, Number),
      truncated: Uint8Array.from(sequence.truncated, Number),
    };
    const trace = { gamma: 0.9, lambda: 0.8 };
    expect(gae(bytes, trace)).toEqual(gae(sequence, trace));
  });

  it('sums in float64: a long trace of small rewards does not drift', () => {
    const length = 100_000;
    const zeros = new Float32Array(length);
    const rewards = zeros.map(() => 0.1);
    const flags = new Uint8Array(length);
    const input = { rewards, values: zeros, nextValues: zeros, terminated: flags, truncated: flags };
    const { advantages } = gae(input, { gamma: 1, lambda: 1 });
    expect(advantages[0]).toBe(Math.fround(length * Math.fround(0.1)));
  });
});

describe('truncation', () => {
  const constant = (cut: 'terminated' | 'truncated') => ({
    rewards: [1, 1, 1],
    values: [10, 10, 10],
    nextValues: [10, 10, 10],
    terminated: [false, false, cut === 'terminated'],
    truncated: [false, false, cut === 'truncated'],
  });

  it('goes on in value: a constant reward of 1 at γ = 0.9 is worth 10 wherever it is cut', () => {
    for (const lambda of [0, 0.5, 1]) {
      const { advantages, returns } = gae(constant('truncated'), { gamma: 0.9, lambda });
      expectClose(advantages, [0, 0, 0]);
      expectClose(returns, [10, 10, 10]);
    }
  });

  it('is not termination, which is worth only what was earned', () => {
    expectClose(gae(constant('terminated'), { gamma: 0.9, lambda: 1 }).returns, [2.71, 1.9, 1]);
  });

  it('on the very step of a termination changes nothing: termination wins', () => {
    const both = { ...constant('terminated'), truncated: [false, false, true] };
    expectClose(gae(both, { gamma: 0.9, lambda: 1 }).returns, [2.71, 1.9, 1]);
  });

  it('keeps later rewards out of an earlier episode', () => {
    const later = { ...sequence, rewards: sequence.rewards.map((r, t) => (t > 5 ? r + 100 : r)) };
    const trace = { gamma: 0.9, lambda: 0.9 };
    expect(gae(later, trace).advantages.slice(0, 6)).toEqual(gae(sequence, trace).advantages.slice(0, 6));
  });
});

describe('bad input', () => {
  it('is refused with what was given', () => {
    expect(() => gae({ ...sequence, values: [1] }, { gamma: 0.9, lambda: 1 })).toThrow(
      'gae: all arrays must have one element a step, got rewards 50, values 1, nextValues 50, terminated 50, truncated 50',
    );
    expect(() => gae(sequence, { gamma: 1.1, lambda: 1 })).toThrow('gae: gamma: must be on [0, 1], got 1.1');
    expect(() => gae(sequence, { gamma: 1, lambda: Number.NaN })).toThrow('gae: lambda: must be on [0, 1], got NaN');
  });
});

describe('normalised advantages', () => {
  it('have mean 0 and deviation 1', () => {
    const normalized = normalizeAdvantages(Float32Array.from(sequence.rewards, (r) => 5 + 3 * r));
    const mean = normalized.reduce((sum, a) => sum + a, 0) / LENGTH;
    expect(mean).toBeCloseTo(0, 6);
    expect(normalized.reduce((sum, a) => sum + (a - mean) ** 2, 0) / LENGTH).toBeCloseTo(1, 5);
  });

  it('are 0 where all are the same', () => {
    expect([...normalizeAdvantages(Float32Array.of(3, 3))]).toEqual([0, 0]);
    expect([...normalizeAdvantages(Float32Array.of(3))]).toEqual([0]);
  });
});

describe('explained variance', () => {
  it.each([
    [[1, 2, 3], [1, 2, 3], 1],
    [[5, 6, 7], [1, 2, 3], 1],
    [[2, 2, 2], [1, 2, 3], 0],
    [[3, 2, 1], [1, 2, 3], -3],
    [[1, 2], [4, 4], Number.NaN],
  ])('of V = %j for R = %j is %d', (values, returns, expected) => {
    expect(explainedVariance(values, returns)).toBe(expected);
  });
});
