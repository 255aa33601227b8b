import { InputError, show } from './input-error.ts';
import { KernelArray } from './kernels/kernel-array.ts';
import { kernels } from './kernels/kernels.ts';

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
 * the vectors x, r and p are kept in float64, in the kernels' memory, whatever the type of b.
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
  const vectors = { solution: vectorOf(b), residual: vectorOf(b), direction: vectorOf(b), image: vectorOf(b) };
  try {
    return iterate(product, b, vectors, { iterations, residualTolerance });
  } finally {
    for (const vector of Object.values(vectors)) vector.release();
  }
}

type KernelVector = KernelArray<Float64Array>;

function vectorOf({ length }: Vector): KernelVector {
  return KernelArray.of(Float64Array, length);
}

function iterate<V extends Vector>(
  product: (vector: V) => ArrayLike<number>,
  b: V,
  { solution, residual, direction, image }: Record<'solution' | 'residual' | 'direction' | 'image', KernelVector>,
  { iterations, residualTolerance }: Required<ConjugateGradientSettings>,
): ConjugateGradientResult<V> {
  const n = b.length;
  const ofType = ({ view }: KernelVector) => (b.constructor as unknown as { from(v: Float64Array): V }).from(view);
  const inner = (x: KernelVector, y: KernelVector) => kernels.dot64(x.address, y.address, n);
  residual.write(b);
  direction.write(b);
  let squared = inner(residual, residual);
  const residuals = [squared];
  const end = (stopped: ConjugateGradientStop) => ({ solution: ofType(solution), residuals, stopped });
  if (!Number.isFinite(squared)) return end('non-finite');
  if (squared <= residualTolerance) return end('converged');
  for (let iteration = 0; iteration < iterations; iteration++) {
    image.write(product(ofType(direction)));
    const curvature = inner(direction, image);
    if (!Number.isFinite(curvature)) return end('non-finite');
    if (curvature <= 0) return end('non-positive curvature');
    const alpha = squared / curvature;
    kernels.addScaled64(solution.address, alpha, direction.address, n);
    kernels.addScaled64(residual.address, -alpha, image.address, n);
    const before = squared;
    squared = inner(residual, residual);
    residuals.push(squared);
    if (squared <= residualTolerance) return end('converged');
    kernels.scaleAdd64(direction.address, squared / before, residual.address, n);
  }
  return end('iterations');
}

/** aᵀb, summed in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
