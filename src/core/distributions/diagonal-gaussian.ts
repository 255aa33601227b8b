import * as tf from '@tensorflow/tfjs';
import { exp } from '../exponential.ts';
import type { Distribution } from './distribution.ts';

const LOG_TWO_PI = 1.8378770664093453;

/**
 * The Gaussian over ℝᵈ with mean μ and covariance diag(σ²); ω = (μ, log σ), 2d numbers.
 *
 * Whether log σ is predicted from the state or is a parameter of its own is the policy's affair: here it is the second
 * half of every row.
 */
export function diagonalGaussian(d: number): Distribution<'box'> {
  const split = (omega: tf.Tensor2D) => tf.split(omega, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return {
    name: 'diagonalGaussian',
    actionKind: 'box',
    parameterSize: 2 * d,
    actionSize: d,
    entropyIsEstimate: false,
    sample(omega, row, random, into, actionRow) {
      const at = row * 2 * d;
      for (let i = 0; i < d; i++) {
        into[actionRow * d + i] = (omega[at + i] as number) + exp(omega[at + d + i] as number) * random.normal();
      }
    },
    mode(omega, row, into, actionRow) {
      for (let i = 0; i < d; i++) into[actionRow * d + i] = omega[row * 2 * d + i] as number;
    },
    // log π(a) = −½ Σ ((a − μ)/σ)² − Σ log σ − d/2 log 2π
    logProbability(omega, actions) {
      const [mean, logStd] = split(omega);
      const z = tf.mul(tf.sub(actions, mean), tf.exp(tf.neg(logStd)));
      const terms = tf.add(tf.mul(tf.square(z), 0.5), logStd);
      return tf.neg(tf.add(tf.sum(terms, 1), (d / 2) * LOG_TWO_PI)) as tf.Tensor1D;
    },
    // H = Σ log σ + d/2 (1 + log 2π)
    entropy(omega) {
      const [, logStd] = split(omega);
      return tf.add(tf.sum(logStd, 1), (d / 2) * (1 + LOG_TWO_PI)) as tf.Tensor1D;
    },
    // KL = Σ log σq − log σp + (σp² + (μp − μq)²) / 2σq² − ½
    kl(p, q) {
      const [meanP, logStdP] = split(p);
      const [meanQ, logStdQ] = split(q);
      const logRatio = tf.sub(logStdP, logStdQ);
      const distance = tf.mul(tf.sub(meanP, meanQ), tf.exp(tf.neg(logStdQ)));
      const quadratic = tf.add(tf.exp(tf.mul(logRatio, 2)), tf.square(distance));
      return tf.sum(tf.sub(tf.mul(tf.sub(quadratic, 1), 0.5), logRatio), 1);
    },
    // F = diag(1/σ², 2)
    fisherProduct(omega, v) {
      const [, logStd] = split(omega);
      const [vMean, vLogStd] = split(v);
      return tf.concat([tf.mul(vMean, tf.exp(tf.mul(logStd, -2))), tf.mul(vLogStd, 2)] as tf.Tensor2D[], 1);
    },
  };
}
