import { kernels } from './kernels/kernels.ts';

/*
 * eˣ, ln x and whole powers that are the same everywhere: those of `Math` may differ in the last bit from one engine, and
 * one version of an engine, to the next.
 */

/** eˣ in float64, within one unit in the last place. */
export const exp = kernels.exp64;

/** ln x in float64, within one unit in the last place. */
export const log = kernels.log64;

/** xⁿ for a whole n ≥ 0, by repeated squaring. */
export function wholePower(x: number, n: number): number {
  let power = 1;
  for (let square = x, left = n; left > 0; square *= square, left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
  }
  return power;
}
