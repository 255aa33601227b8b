import * as tf from '@tensorflow/tfjs';
import { exp, log } from '../exponential.ts';
import { gaussHermite } from '../gauss-hermite.ts';
import { InputError } from '../input-error.ts';
import { type BoxSpace, describeSpace } from '../spaces.ts';
import { diagonalGaussian } from './diagonal-gaussian.ts';
import type { Distribution } from './distribution.ts';

/**
 * The points that stand for a standard normal z in the entropy. With 32 the entropy of one element is wrong by at most 6e-8 at
 * σ = 1, 2e-4 at σ = 2, 2e-3 at σ = e and 0.09 at σ = e², for |μ| ≤ 4; below σ = ½ by nothing that float32 could show.
 */
export const entropyQuadrature = gaussHermite(32);

/** Σ log ½(high − low), by which a log-density over (−1, 1)ᵈ exceeds that over the box; NaN or infinite without finite sides. */
export function logVolumeOf({ low, high }: BoxSpace): number {
  return low.reduce((sum, bottom, i) => sum + log(((high[i] as number) - bottom) / 2), 0);
}

/**
 * A Gaussian u with mean μ and covariance diag(σ²), squashed into a box: a = low + (high − low) (1 + tanh u) / 2, element by
 * element; ω = (μ, log σ), 2d numbers, as {@link diagonalGaussian}'s.
 *
 * Rows hold u, of which `toAction` makes the action, so that the log-density, which is that of the action over the box
 * itself, needs no inverse: log π(a) = log N(u) − Σ log ½(high − low) + log(1 − tanh² u), and
 * log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u)). As u and a determine one another, KL and Fisher information are exactly
 * those of the Gaussians.
 *
 * The entropy has no closed form and is an estimate, differentiable, by quadrature with {@link entropyQuadrature}. `mode`
 * is the image of μ, the median of each element, where the density need not be the highest: for a large σ that is at the
 * bounds. Haarnoja et al. (2018), appendix C.
 *
 * @throws InputError where a bound is infinite, or low = high
 */
export function squashedGaussian(space: BoxSpace): Distribution<'box'> {
  const { low, high } = space;
  const logVolume = logVolumeOf(space);
  if (!Number.isFinite(logVolume)) {
    throw new InputError(
      'squashed Gaussian',
      `needs finite bounds with low < high: take the distribution 'gaussian'`,
      describeSpace(space),
    );
  }
  const d = low.length;
  const { actionKind, parameterSize, sample, mode, kl, fisherProduct, ...gaussian } = diagonalGaussian(d);
  return {
    name: 'squashedGaussian',
    actionKind,
    parameterSize,
    actionSize: d,
    entropyIsEstimate: true,
    toAction(u, i) {
      const [bottom, top] = [low[i] as number, high[i] as number];
      const share = 1 / (1 + exp(-2 * u));
      return Math.min(top, bottom + (top - bottom) * share);
    },
    sample,
    mode,
    kl,
    fisherProduct,
    logProbability(omega, u) {
      const squashed = tf.sum(logSlope(u), 1);
      return tf.sub(tf.sub(gaussian.logProbability(omega, u), squashed), logVolume) as tf.Tensor1D;
    },
    // H = H(u) + Σ log ½(high − low) + E log(1 − tanh² u)
    entropy(omega) {
      const [mean, logStd] = tf.split(tf.expandDims(omega, 2), 2, 1) as [tf.Tensor3D, tf.Tensor3D];
      const { points, weights } = entropyQuadrature;
      const u = tf.add(mean, tf.mul(tf.exp(logStd), [...points, ...points.map((z) => -z)])); // [batch, d, points]
      const expected = tf.sum(tf.mul(logSlope(u), [...weights, ...weights]), [1, 2]);
      return tf.add(tf.add(gaussian.entropy(omega), expected), logVolume) as tf.Tensor1D;
    },
  };
}

/** log(1 − tanh² u) */
function logSlope(u: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(tf.sub(Math.LN2, u), tf.softplus(tf.mul(u, -2))), 2);
}
