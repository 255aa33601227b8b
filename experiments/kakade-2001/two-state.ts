import type { Problem, Vector } from './problem.ts';

/** What a policy of the two-state problem amounts to. The first number is of state i, the second of state j. */
export interface TwoStatePolicy {
  /** π(stay|s) = 1 / (1 + e^−θₛ) */
  readonly stay: Vector;
  /** π(go|s), not as 1 − π(stay|s), which would lose the digits that the plateau consists of. */
  readonly go: Vector;
  /** D = π(go|i) + π(go|j) */
  readonly going: number;
  /** ρ, the share of time in each state: ρ(i) = π(go|j) / D, ρ(j) = π(go|i) / D. */
  readonly stationary: Vector;
}

/** The sigmoidal policy of figure 1C at θ. */
export function twoStatePolicy([i, j]: Vector): TwoStatePolicy {
  const go: Vector = [sigmoid(-i), sigmoid(-j)];
  const going = go[0] + go[1];
  return { stay: [sigmoid(i), sigmoid(j)], go, going, stationary: [go[1] / going, go[0] / going] };
}

/** The θ at which the policy stays with these probabilities. */
export function logits([i, j]: Vector): Vector {
  return [Math.log(i / (1 - i)), Math.log(j / (1 - j))];
}

/**
 * The two-state problem: staying in i earns 1, staying in j earns 2, going to the other state nothing; η is the average
 * reward. With a and b the probabilities of staying in i and j, and D = 2 − a − b,
 *
 * η = (a (1 − b) + 2b (1 − a)) / D,
 * ∂η/∂a = (1 − b)(2 − 3b) / D²,  ∂η/∂b = (1 − a)(4 − 3a) / D²,
 * F = diag(ρ(i) a(1 − a), ρ(j) b(1 − b)).
 *
 * So F⁻¹∇η = ((2 − 3b) / D, (4 − 3a) / D), from which ρ has gone. Kakade (2001), section 5 and figure 1B to D.
 */
export function twoState(start: Vector): Problem {
  return {
    start,
    objective(theta) {
      const { stay, stationary } = twoStatePolicy(theta);
      return stationary[0] * stay[0] + 2 * stationary[1] * stay[1];
    },
    gradient(theta) {
      const { stay, go, going } = twoStatePolicy(theta);
      const both = (go[0] * go[1]) / going ** 2;
      return [stay[0] * both * (2 - 3 * stay[1]), stay[1] * both * (4 - 3 * stay[0])];
    },
    fisher(theta) {
      const { stay, go, stationary } = twoStatePolicy(theta);
      return [
        [stationary[0] * stay[0] * go[0], 0],
        [0, stationary[1] * stay[1] * go[1]],
      ];
    },
  };
}

/**
 * A(s, a) = Q(s, a) − V(s), of staying and of going in a state. With δ = V(i) − V(j) = (a − 2b) / D, staying is worth
 * 1 + δ more than going in i, and 2 − δ more in j.
 */
export function twoStateAdvantages(theta: Vector, state: 0 | 1): { readonly stay: number; readonly go: number } {
  const { stay, go, going } = twoStatePolicy(theta);
  const delta = (stay[0] - 2 * stay[1]) / going;
  const gain = state === 0 ? 1 + delta : 2 - delta;
  return { stay: go[state] * gain, go: -stay[state] * gain };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
