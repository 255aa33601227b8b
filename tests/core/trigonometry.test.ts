import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { cos, sin } from '../../src/core/trigonometry.ts';

/** The distance to the next float64 away from zero. */
function lastPlace(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);
}

/** sin x by its Taylor series in whole multiples of 2⁻²⁰⁰: exact far beyond float64, for small whole x / 2⁴⁰. */
function exactSine(x: number): number {
  const one = 1n << 200n;
  const argument = BigInt(x * 2 ** 60) << 140n;
  let term = argument;
  let sum = 0n;
  for (let power = 1n; term !== 0n; power += 2n) {
    sum += term;
    term = (((-term * argument) / one) * argument) / one / ((power + 1n) * (power + 2n));
  }
  return Number(sum) / 2 ** 200;
}

describe('sin and cos', () => {
  test('are the float64 nearest to the true value', () => {
    const random = new Random('trigonometry');
    let wrong = 0;
    for (let i = 0; i < 4000; i++) {
      const x = Math.round(random.uniform(-6, 6) * 2 ** 40) / 2 ** 40;
      if (sin(x) !== exactSine(x)) wrong += 1;
    }
    expect(wrong).toBeLessThanOrEqual(4);
  });

  test('have their known values, to the bit', () => {
    // Computed with 160 bits and rounded once.
    expect(sin(1)).toBe(0.8414709848078965);
    expect(cos(1)).toBe(0.5403023058681398);
    expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
    expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
    expect(sin(355)).toBe(-3.014435335948845e-5);
    expect(cos(-3)).toBe(-0.9899924966004454);
    expect(sin(0)).toBe(0);
    expect(cos(0)).toBe(1);
  });

  test('lie within one last place of the engine’s own, in every quadrant and far out', () => {
    const random = new Random('engine');
    for (const reach of [0.1, 1, 10, 1e3, 1e6]) {
      for (let i = 0; i < 2000; i++) {
        const x = random.uniform(-reach, reach);
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThanOrEqual(lastPlace(Math.sin(x)));
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThanOrEqual(lastPlace(Math.cos(x)));
      }
    }
  });

  test('keep their symmetries to the bit', () => {
    const random = new Random('symmetry');
    for (let i = 0; i < 1000; i++) {
      const x = random.uniform(0, 20);
      expect(sin(-x)).toBe(-sin(x));
      expect(cos(-x)).toBe(cos(x));
    }
  });

  test('stay on [−1, 1] beyond a million, and are NaN where there is no value', () => {
    for (const x of [1e7, -1e12, 1e300]) expect(Math.abs(sin(x)) <= 1 && Math.abs(cos(x)) <= 1).toBe(true);
    for (const x of [NaN, Infinity, -Infinity]) expect([sin(x), cos(x)]).toEqual([NaN, NaN]);
  });
});
