/** A straight line through points, and how sure its slope is. */
export interface Fit {
  readonly slope: number;
  readonly intercept: number;
  /** The standard error of the slope. */
  readonly standardError: number;
}

/**
 * Least squares: slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)², with standard error √(Σ e² / (n − 2) / Σ (x − x̄)²).
 *
 * @param points at least three, of [x, y]
 */
export function fitLine(points: readonly (readonly [number, number])[]): Fit {
  const n = points.length;
  const centreX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const centreY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - centreX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - centreX) * (y - centreY), 0) / spread;
  const intercept = centreY - slope * centreX;
  const errors = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0);
  return { slope, intercept, standardError: Math.sqrt(errors / (n - 2) / spread) };
}

/** y = c xᵖ through points of positive x and y, as a line through their logarithms: p is the slope, log c the intercept. */
export function fitPower(points: readonly (readonly [number, number])[]): Fit {
  return fitLine(points.map(([x, y]) => [Math.log(x), Math.log(y)]));
}
