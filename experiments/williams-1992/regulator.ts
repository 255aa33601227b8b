import * as tf from '@tensorflow/tfjs';
import { box, make } from 'policy-ascent';
import { policyOf } from '../two-parameters.ts';
import type { Horizon } from './horizon.ts';

/** Steps of an episode. */
const LENGTH = 20;
/** The gain k of the mean action k x, and log σ. */
const THETA: readonly [number, number] = [-0.3, -0.7];
/** The deviation of the environment's noise, and E[x²] of its starts, uniform on [−1, 1). */
const NOISE = 0.1;
const FIRST_MOMENT = 1 / 3;

/**
 * The linear-quadratic regulator x′ = x + u + 0.1 ε with reward −(x² + u²) over 20 steps, under u = k x + σ ξ, in closed form.
 *
 * With mₜ = E[xₜ²]: mₜ₊₁ = (1 + k)² mₜ + σ² + 0.01 and J = −Σₜ ((1 + k²) mₜ + σ²), which is differentiated with respect to
 * k and log σ along the recursion. Vₜ(x) = −(Pₜ x² + cₜ), with Pₜ = 1 + k² + (1 + k)² Pₜ₊₁ and
 * cₜ = σ² + (σ² + 0.01) Pₜ₊₁ + cₜ₊₁, from P₂₀ = c₂₀ = 0.
 */
export function regulatorHorizon(theta = THETA): Horizon {
  const [k, logStd] = theta;
  const [pull, variance, noise] = [1 + k, Math.exp(2 * logStd), NOISE ** 2];
  const gradient: [number, number] = [0, 0];
  let [moment, byGain, byLogStd] = [FIRST_MOMENT, 0, 0];
  for (let t = 0; t < LENGTH; t++) {
    gradient[0] -= (1 + k * k) * byGain + 2 * k * moment;
    gradient[1] -= (1 + k * k) * byLogStd + 2 * variance;
    byGain = pull * pull * byGain + 2 * pull * moment;
    byLogStd = pull * pull * byLogStd + 2 * variance;
    moment = pull * pull * moment + variance + noise;
  }
  const costs: { readonly p: number; readonly c: number }[] = [{ p: 0, c: 0 }];
  for (let t = LENGTH - 1; t >= 0; t--) {
    const [{ p, c }] = costs as [{ p: number; c: number }];
    costs.unshift({ p: 1 + k * k + pull * pull * p, c: variance + (variance + noise) * p + c });
  }
  const value = (t: number, x: number) => -((costs[t]?.p ?? 0) * x * x + (costs[t]?.c ?? 0));
  const unbounded = box(-Infinity, Infinity, [1]);
  return {
    length: LENGTH,
    objective: value(0, Math.sqrt(FIRST_MOMENT)),
    gradient,
    policy: () =>
      policyOf(unbounded, unbounded, theta, (parameters, x) => {
        const [gain, std] = tf.split(parameters, 2) as [tf.Tensor, tf.Tensor];
        return tf.concat([tf.mul(x, gain), tf.mul(tf.onesLike(x), std)] as tf.Tensor2D[], 1);
      }),
    environment: () => make('LinearQuadraticRegulator-v0', { maxEpisodeSteps: LENGTH }),
    value,
    worth: (t, x, u) => -(x * x + u * u) + value(t + 1, x + u) - noise * (costs[t + 1]?.p ?? 0),
  };
}
