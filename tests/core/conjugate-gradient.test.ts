import { describe, expect, it } from 'vitest';
import { conjugateGradient } from '../../src/core/conjugate-gradient.ts';
import { lineSearch } from '../../src/core/line-search.ts';
import { Random } from '../../src/core/random.ts';

const SIZE = 12;
const random = new Random('conjugate gradient');
const square = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, () => random.normal()));
/** MᵀM + I: symmetric and positive definite. */
const matrix = square.map((_, i) =>
  square.map((__, j) => square.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), Number(i === j))),
);
const times = (v: ArrayLike<number>) =>
  Float64Array.from(matrix, (row) => row.reduce((sum, x, j) => sum + x * (v[j] as number), 0));
const truth = Float64Array.from({ length: SIZE }, () => random.normal());

describe('conjugate gradient', () => {
  it('solves an n × n system in n iterations', () => {
    const { solution, residuals, stopped } = conjugateGradient(times, times(truth), {
      iterations: SIZE + 3,
      residualTolerance: 1e-18,
    });
    expect(stopped).toBe('converged');
    expect(residuals.length).toBeLessThanOrEqual(SIZE + 3);
    solution.forEach((x, i) => {
      expect(x).toBeCloseTo(truth[i] as number, 8);
    });
  });

  it('minimises ½xᵀAx − bᵀx over the Krylov space: after k iterations no combination of b, Ab, … does better', () => {
    const b = times(truth);
    const energy = (x: ArrayLike<number>) => {
      const image = times(x);
      return Array.from(x).reduce((sum, value, i) => sum + value * (0.5 * (image[i] as number) - (b[i] as number)), 0);
    };
    const { solution } = conjugateGradient(times, b, { iterations: 2 });
    const best = energy(solution);
    for (let trial = 0; trial < 50; trial++) {
      const [u, v] = [random.normal(), random.normal()];
      const image = times(b);
      const other = solution.map((x, i) => x + 1e-3 * (u * (b[i] as number) + v * (image[i] as number)));
      expect(energy(other)).toBeGreaterThan(best);
    }
  });

  it('keeps its sums in float64 when the vectors are float32', () => {
    const b = Float32Array.from(times(truth));
    const { solution } = conjugateGradient(times, b, { iterations: 30, residualTolerance: 1e-14 });
    expect(solution).toBeInstanceOf(Float32Array);
    solution.forEach((x, i) => {
      expect(x).toBeCloseTo(truth[i] as number, 4);
    });
  });

  it('says why it stopped, and keeps every residual', () => {
    const b = times(truth);
    const short = conjugateGradient(times, b, { iterations: 3 });
    expect(short.stopped).toBe('iterations');
    expect(short.residuals.length).toBe(4);
    const remaining = times(short.solution).map((x, i) => (b[i] as number) - x);
    expect(short.residuals[3]).toBeCloseTo(
      remaining.reduce((sum, r) => sum + r * r, 0),
      8,
    );
    expect(conjugateGradient(times, new Float64Array(SIZE)).stopped).toBe('converged');
  });

  it('refuses non-positive curvature, with the solution of the iteration before', () => {
    const saddle = (v: Float64Array) => v.map((x, i) => (i === 0 ? -x : x));
    const first = conjugateGradient(saddle, Float64Array.of(1, 0.1));
    expect(first.stopped).toBe('non-positive curvature');
    expect([...first.solution]).toEqual([0, 0]);
    const later = conjugateGradient(saddle, Float64Array.of(0.1, 1));
    expect(later.stopped).toBe('non-positive curvature');
    expect(later.solution.every(Number.isFinite)).toBe(true);
    expect(later.residuals.length).toBe(2);
  });

  it('refuses what is not finite', () => {
    expect(conjugateGradient(times, Float64Array.of(Number.NaN)).stopped).toBe('non-finite');
    const broken = conjugateGradient((v: Float64Array) => v.map(() => Number.NaN), Float64Array.of(1, 2));
    expect(broken.stopped).toBe('non-finite');
    expect([...broken.solution]).toEqual([0, 0]);
  });

  it('wants at least one iteration', () => {
    expect(() => conjugateGradient(times, truth, { iterations: 0 })).toThrow('must be a whole number ≥ 1, got 0');
  });
});

describe('the line search', () => {
  it('takes the first fraction that is accepted', () => {
    const tried: number[] = [];
    const attempt = (fraction: number) => {
      tried.push(fraction);
      return fraction;
    };
    const result = lineSearch(attempt, (fraction) => fraction < 0.3, { backtrack: 0.5, tries: 5 });
    expect(tried).toEqual([1, 0.5, 0.25]);
    expect(result).toEqual({ accepted: true, tries: 3, fraction: 0.25, outcome: 0.25 });
  });

  it('gives up after the last try', () => {
    const result = lineSearch(
      (fraction) => fraction,
      () => false,
      { backtrack: 0.5, tries: 3 },
    );
    expect(result).toEqual({ accepted: false, tries: 3, fraction: 0.25, outcome: 0.25 });
  });

  it('refuses settings that cannot work', () => {
    expect(() =>
      lineSearch(
        () => 0,
        () => true,
        { backtrack: 1 },
      ),
    ).toThrow('lineSearch: backtrack: must be on (0, 1), got 1');
    expect(() =>
      lineSearch(
        () => 0,
        () => true,
        { tries: 0 },
      ),
    ).toThrow('lineSearch: tries: must be a whole number ≥ 1, got 0');
  });
});
