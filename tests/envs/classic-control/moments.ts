import { expect } from 'vitest';
import type { Environment } from '../../../src/core/environment.ts';

/** The starting states of so many seeds: one array for each state variable. */
export function startingStates(environment: Environment, count = 4000): number[][] {
  const states = Array.from({ length: count }, (_, seed) => environment.reset({ seed }).info.state as number[]);
  return (states[0] as number[]).map((_, i) => states.map((state) => state[i] as number));
}

/** Asserts bounds, mean, variance and four equal quarters of a uniform distribution. */
export function expectUniform(values: readonly number[], low: number, high: number): void {
  const [width, count] = [high - low, values.length];
  expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(...values)).toBeLessThan(high);
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  expect(Math.abs(mean - (low + high) / 2) / width).toBeLessThan(0.02);
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
  expect(Math.abs(variance / width ** 2 - 1 / 12)).toBeLessThan(0.005);
  for (let quarter = 0; quarter < 4; quarter++) {
    const share = values.filter((x) => Math.floor((4 * (x - low)) / width) === quarter).length / count;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  }
}

/** Asserts that two variables hang together no more than chance would have it. */
export function expectUncorrelated(a: readonly number[], b: readonly number[]): void {
  const centre = (values: readonly number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return values.map((x) => x - mean);
  };
  const [x, y] = [centre(a), centre(b)];
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * (v[i] as number), 0);
  expect(Math.abs(dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)))).toBeLessThan(0.06);
}
