import { bootstrapInterval, mean, Random, variance } from 'policy-ascent';

/** Choices of seeds that a figure is taken over. */
const CHOICES = 10_000;

/** Where 95 % of the means of `size` of the values lie. */
export function meansOfSubsets(
  values: readonly number[],
  size: number,
): { readonly low: number; readonly high: number } {
  const means = subsets(values, size, CHOICES)
    .map((chosen) => mean(chosen))
    .sort((a, b) => a - b);
  return {
    low: means[Math.round(0.025 * CHOICES)] ?? Number.NaN,
    high: means[Math.round(0.975 * CHOICES)] ?? Number.NaN,
  };
}

/** How often the 95 % bootstrap interval of `size` of the values holds the mean of all; over 2,000 choices. */
export function coverage(values: readonly number[], size: number): number {
  const truth = mean(values);
  const choices = subsets(values, size, 2000);
  const held = choices.filter((chosen) => {
    const [low, high] = bootstrapInterval(chosen, 500);
    return low <= truth && truth <= high;
  });
  return held.length / choices.length;
}

/** What two disjoint groups of one sample look like under Welch's test of equal means. */
export interface SplitTests {
  /** The share of choices with p < 0.05. */
  readonly significant: number;
  readonly largest: number;
  /** The widest difference of two means. */
  readonly gap: number;
}

/** Welch's t-test of two disjoint groups of `size` of the values, over 10,000 choices. */
export function splitTests(values: readonly number[], size: number): SplitTests {
  const tests = subsets(values, 2 * size, CHOICES).map((chosen) => {
    const [one, other] = [chosen.slice(0, size), chosen.slice(size)];
    return { ...welch(one, other), gap: Math.abs(mean(one) - mean(other)) };
  });
  return {
    significant: tests.filter(({ t, freedom }) => Math.abs(t) > criticalValue(freedom)).length / CHOICES,
    largest: Math.max(...tests.map(({ t }) => Math.abs(t))),
    gap: Math.max(...tests.map(({ gap }) => gap)),
  };
}

/**
 * t = (x̄ − ȳ) / √(s²ₓ/n + s²ᵧ/m), and its degrees of freedom (s²ₓ/n + s²ᵧ/m)² / (s⁴ₓ/(n²(n − 1)) + s⁴ᵧ/(m²(m − 1))).
 * Welch (1947). Two samples without any variance have t = 0.
 */
export function welch(x: readonly number[], y: readonly number[]): { readonly t: number; readonly freedom: number } {
  const [n, m] = [x.length, y.length];
  const [ofX, ofY] = [variance(x) / (n - 1), variance(y) / (m - 1)];
  if (ofX + ofY === 0) return { t: 0, freedom: n + m - 2 };
  const freedom = (ofX + ofY) ** 2 / (ofX ** 2 / (n - 1) + ofY ** 2 / (m - 1));
  return { t: (mean(x) - mean(y)) / Math.sqrt(ofX + ofY), freedom };
}

/** The t above which 2.5 % of Student's distribution lie, for 1 to 8 degrees of freedom; linear between whole ones. */
export function criticalValue(freedom: number): number {
  const table = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306];
  const at = Math.min(Math.max(freedom, 1), table.length) - 1;
  const [below = Number.NaN, above = below] = [table[Math.floor(at)], table[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

/** Choices of `size` of the values without repetition, the same at every call. */
function subsets(values: readonly number[], size: number, count: number): number[][] {
  const random = new Random('henderson-2018');
  return Array.from({ length: count }, () => {
    const pool = [...values];
    for (let i = 0; i < size; i++) {
      const j = i + random.integer(pool.length - i);
      [pool[i], pool[j]] = [pool[j] as number, pool[i] as number];
    }
    return pool.slice(0, size);
  });
}
