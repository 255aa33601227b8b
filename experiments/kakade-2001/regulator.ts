import type { Problem, Vector } from './problem.ts';

/** x′ = 0.7 x + u + ε with ε standard normal. */
export const PULL = 0.7;

/** The paper counts the cost x² over trajectories of 20 steps. */
export const STEPS = 20;

/** What a policy of the regulator amounts to. */
export interface RegulatorPolicy {
  /** k in E[u|x] = k x */
  readonly gain: number;
  /** σ², the variance of u */
  readonly variance: number;
  /** a = 0.7 + k, so that x′ = a x + σ n + ε */
  readonly loop: number;
  /** v = (1 + σ²) / (1 − a²), the stationary variance of x, and so the average of x² */
  readonly spread: number;
}

/**
 * π(u|x) ∝ exp(θ₁s₁ u² + θ₂s₂ x u), which is Gaussian: σ² = −1 / (2θ₁s₁), k = σ² θ₂s₂.
 *
 * The paper prints exp(θ₁s₁ x² + θ₂s₂ x), in which u does not occur. With this reading the first policy costs 33.9 and
 * the best one 20, on either side of the 22 that the paper speaks of.
 */
export function regulatorPolicy([first, second]: Vector, scales: Vector): RegulatorPolicy {
  const variance = -1 / (2 * scales[0] * first);
  const gain = variance * scales[1] * second;
  const loop = PULL + gain;
  return { gain, variance, loop, spread: (1 + variance) / (1 - loop ** 2) };
}

/** The expected cost of 20 steps in the stationary distribution, 20 v. */
export function regulatorCost(theta: Vector, scales: Vector): number {
  return STEPS * regulatorPolicy(theta, scales).spread;
}

/**
 * The one-dimensional regulator: η = −20 v. The parameters begin where θ₁s₁ = θ₂s₂ = −0.8. With β = (θ₁s₁, θ₂s₂),
 *
 * ∂v/∂σ² = 1 / (1 − a²),  ∂v/∂k = 2a v / (1 − a²),
 * ∂σ²/∂β₁ = 2σ⁴,  ∂k/∂β₁ = 2σ²k,  ∂k/∂β₂ = σ²,
 * F over β = [[4k²vσ² + 2σ⁴, 2kvσ²], [2kvσ², vσ²]],
 *
 * the last from the scores u² − E[u²] and x (u − kx); a scale multiplies what belongs to its parameter. Kakade (2001),
 * section 5 and figure 1A.
 */
export function regulator(scales: Vector): Problem {
  const [s1, s2] = scales;
  return {
    start: [-0.8 / s1, -0.8 / s2],
    objective: (theta) => -regulatorCost(theta, scales),
    gradient(theta) {
      const { gain: k, variance, loop, spread: v } = regulatorPolicy(theta, scales);
      const byVariance = 1 / (1 - loop ** 2);
      const byGain = 2 * loop * v * byVariance;
      const first = 2 * variance * (variance * byVariance + k * byGain);
      return [-STEPS * s1 * first, -STEPS * s2 * variance * byGain];
    },
    fisher(theta) {
      const { gain: k, variance, spread: v } = regulatorPolicy(theta, scales);
      const mixed = 2 * s1 * s2 * k * v * variance;
      return [
        [s1 ** 2 * (4 * k ** 2 * v * variance + 2 * variance ** 2), mixed],
        [mixed, s2 ** 2 * v * variance],
      ];
    },
  };
}

/**
 * A(x, u) = P (E[x′²|x, u] − E[x′²|x]) = P ((0.7x + u)² − a²x² − σ²), where −P = 20 / (1 − a²) is what a unit of x²
 * costs from then on.
 */
export function regulatorAdvantage(theta: Vector, scales: Vector, x: number, u: number): number {
  const { variance, loop } = regulatorPolicy(theta, scales);
  return (-STEPS / (1 - loop ** 2)) * ((PULL * x + u) ** 2 - (loop * x) ** 2 - variance);
}
