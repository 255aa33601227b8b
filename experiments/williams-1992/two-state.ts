import * as tf from '@tensorflow/tfjs';
import { discrete, make } from 'policy-ascent';
import { policyOf } from '../two-parameters.ts';
import type { Horizon } from './horizon.ts';

/** Steps of an episode. */
const LENGTH = 20;
/** Logits of staying in i and in j: a policy that is neither uniform nor settled. */
const THETA: readonly [number, number] = [1.4, -1.1];
/** Rewards for staying; going has none. */
const REWARDS = [1, 2] as const;
/** Probabilities of the states in which an episode begins. */
const STARTS = [0.8, 0.2] as const;

/**
 * The two-state problem over 20 steps, under π(stay|s) = 1 / (1 + exp −θₛ), in closed form.
 *
 * Vₜ(s) = π(stay|s) Qₜ(s, stay) + π(go|s) Qₜ(s, go) backwards from V₂₀ = 0, the states' probabilities dₜ forwards, and
 * ∂J/∂θₛ = Σₜ dₜ(s) π(stay|s) π(go|s) (Qₜ(s, stay) − Qₜ(s, go)). Sutton et al. (2000), theorem 1.
 */
export function twoStateHorizon(theta = THETA): Horizon {
  const stay = theta.map((logit) => 1 / (1 + Math.exp(-logit))) as [number, number];
  const values: [number, number][] = [[0, 0]];
  const worths: [number, number][][] = [];
  for (let t = LENGTH - 1; t >= 0; t--) {
    const [later] = values as [[number, number]];
    const worth = ([0, 1] as const).map((s): [number, number] => [REWARDS[s] + later[s], later[1 - s] as number]);
    worths.unshift(worth);
    values.unshift(worth.map(([q0, q1], s) => mixed(stay[s] as number, q0, q1)) as [number, number]);
  }
  let share: readonly [number, number] = STARTS;
  const gradient: [number, number] = [0, 0];
  for (const worth of worths) {
    for (const s of [0, 1] as const) {
      const [q0, q1] = worth[s] as [number, number];
      gradient[s] += share[s] * stay[s] * (1 - stay[s]) * (q0 - q1);
    }
    share = [
      mixed(stay[0], share[0], 0) + mixed(stay[1], 0, share[1]),
      mixed(stay[0], 0, share[0]) + mixed(stay[1], share[1], 0),
    ];
  }
  return {
    length: LENGTH,
    objective: mixed(STARTS[0], ...(values[0] as [number, number])),
    gradient,
    policy: () =>
      policyOf(discrete(2), discrete(2), theta, (parameters, oneHot) => {
        const logit = tf.matMul(oneHot, tf.reshape(parameters, [2, 1]));
        return tf.concat([logit, tf.zerosLike(logit)], 1);
      }),
    environment: () => make('TwoState-v0', { maxEpisodeSteps: LENGTH }),
    value: (t, s) => values[t]?.[s] ?? 0,
    worth: (t, s, action) => worths[t]?.[s]?.[action] ?? 0,
  };
}

/** p x + (1 − p) y */
function mixed(p: number, x: number, y: number): number {
  return p * x + (1 - p) * y;
}
