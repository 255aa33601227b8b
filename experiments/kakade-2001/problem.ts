/** Two parameters, or a direction in them. */
export type Vector = readonly [number, number];

/** A symmetric 2 × 2 matrix by its rows. */
export type Matrix = readonly [Vector, Vector];

/** A policy of two parameters θ in a task, with everything that a gradient method needs in closed form. */
export interface Problem {
  /** θ₀ */
  readonly start: Vector;
  /** η(θ), to be raised. */
  objective(theta: Vector): number;
  /** ∇η(θ) = Σ ρ(s) ∇π(a|s) Q(s, a). Kakade (2001), eq. 1. */
  gradient(theta: Vector): Vector;
  /** F(θ) = E over ρ(s) of the Fisher information of π(·|s). Kakade (2001), eq. 2 and 3. */
  fisher(theta: Vector): Matrix;
}

/** What the paper adds to the diagonal of F "at every step in all our simulations". */
export const DAMPING = 1e-3;

/** M⁻¹ b, by Cramer's rule. */
export function solve([[a, b], [c, d]]: Matrix, [e, f]: Vector): Vector {
  const determinant = a * d - b * c;
  return [(e * d - b * f) / determinant, (a * f - e * c) / determinant];
}

/** θ ↦ (F + λI)⁻¹ ∇η, the natural gradient. Kakade (2001), eq. 4, and section 5 for λ. */
export function naturalGradient(problem: Problem, damping: number): (theta: Vector) => Vector {
  return (theta) => {
    const [[a, b], [c, d]] = problem.fisher(theta);
    const damped: Matrix = [
      [a + damping, b],
      [c, d + damping],
    ];
    return solve(damped, problem.gradient(theta));
  };
}
