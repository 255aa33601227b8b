import { InputError, show } from './input-error.ts';

type Vector = Float32Array | Float64Array;

export interface ConjugateGradientSettings {
  /** The most products with the matrix. */
  readonly iterations?: number;
  /** The squared residual ‖b − Ax‖² at which the solution is good enough. */
  readonly residualTolerance?: number;
}

/** Why the iteration ended. The last two are refusals: the solution is then that of the iteration before. */
export type ConjugateGradientStop = 'converged' | 'iterations' | 'non-positive curvature' | 'non-finite';

export interface ConjugateGradientResult<V extends Vector> {
  /** x, the approximate solution of Ax = b. */
  readonly solution: V;
  /** The squared residual before the first iteration and after each. */
  readonly residuals: readonly number[];
  readonly stopped: ConjugateGradientStop;
}

/**
 * Solves Ax = b for a symmetric positive definite A that is known by its products alone, from x = 0.
 *
 * α = rᵀr / pᵀAp, x ← x + αp, r ← r − αAp, p ← r + (r′ᵀr′ / rᵀr) p. Hestenes and Stiefel (1952), section 3. All sums and
 * the vectors x, r and p are kept in float64, whatever the type of b.
 *
 * @param product v ↦ Av, given and returning vectors of b's length
 */
export function conjugateGradient<V extends Vector>(
  product: (vector: V) => ArrayLike<number>,
  b: V,
  { iterations = 10, residualTolerance = 1e-10 }: ConjugateGradientSettings = {},
): ConjugateGradientResult<V> {
  if (!Number.isSafeInteger(iterations) || iterations < 1) {
    throw new InputError('conjugateGradient: iterations', 'must be a whole number ≥ 1', show(iterations));
  }
  const ofType = (vector: Float64Array) => (b.constructor as unknown as { from(v: Float64Array): V }).from(vector);
  const solution = new Float64Array(b.length);
  const residual = Float64Array.from(b);
  const direction = Float64Array.from(b);
  let squared = dot(residual, residual);
  const residuals = [squared];
  const end = (stopped: ConjugateGradientStop) => ({ solution: ofType(solution), residuals, stopped });
  if (!Number.isFinite(squared)) return end('non-finite');
  if (squared <= residualTolerance) return end('converged');
  for (let iteration = 0; iteration < iterations; iteration++) {
    const image = product(ofType(direction));
    const curvature = dot(direction, image);
    if (!Number.isFinite(curvature)) return end('non-finite');
    if (curvature <= 0) return end('non-positive curvature');
    const alpha = squared / curvature;
    for (let i = 0; i < solution.length; i++) {
      solution[i] = (solution[i] as number) + alpha * (direction[i] as number);
      residual[i] = (residual[i] as number) - alpha * (image[i] as number);
    }
    const before = squared;
    squared = dot(residual, residual);
    residuals.push(squared);
    if (squared <= residualTolerance) return end('converged');
    for (let i = 0; i < direction.length; i++) {
      direction[i] = (residual[i] as number) + (squared / before) * (direction[i] as number);
    }
  }
  return end('iterations');
}

/** aᵀb, summed in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
