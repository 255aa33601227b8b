/** Points and weights by which Σ wₖ f(zₖ) approximates E f(z) of a standard normal z. */
export interface Quadrature {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The rule of Gauss and Hermite with `count` points, an even number: exact for polynomials of degree 2 · count − 1.
 *
 * The points are the roots of the Hermite polynomial hₙ, orthonormal under the standard normal density, which the
 * recurrence √(j + 1) hⱼ₊₁ = z hⱼ − √j hⱼ₋₁ gives; the weights are 1 / (n hₙ₋₁(zₖ)²). By arithmetic and square roots alone,
 * which are the same everywhere. Abramowitz and Stegun (1964), 25.4.46.
 *
 * @returns the positive points in rising order, each with its weight; −z has that of z
 */
export function gaussHermite(count: number): Quadrature {
  const points: number[] = [];
  const step = 1 / (2 * Math.sqrt(count));
  for (let left = 0; points.length < count / 2; left += step) {
    if (hermite(left, count)[0] * hermite(left + step, count)[0] > 0) continue;
    points.push(rootBetween(left, left + step, count));
  }
  return { points, weights: points.map((z) => 1 / (count * hermite(z, count)[1] ** 2)) };
}

/** hₙ and hₙ₋₁ at z. */
function hermite(z: number, n: number): [number, number] {
  let [before, last] = [0, 1];
  for (let j = 0; j < n; j++) {
    [before, last] = [last, (z * last - Math.sqrt(j) * before) / Math.sqrt(j + 1)];
  }
  return [last, before];
}

/** Newton's iteration from the middle, hₙ′ being √n hₙ₋₁, to the last bits. */
function rootBetween(left: number, right: number, n: number): number {
  let z = (left + right) / 2;
  for (let i = 0; i < 20; i++) {
    const [value, before] = hermite(z, n);
    z -= value / (Math.sqrt(n) * before);
  }
  return z;
}
