import * as tf from '@tensorflow/tfjs';
import { exp } from '../exponential.ts';
import type { Random } from '../random.ts';
import type { Distribution } from './distribution.ts';

/** The logit of an action that is not allowed: its probability is exactly 0 in float32, and 0 · log 0 stays 0. */
export const FORBIDDEN = -1e9;

/**
 * The categorical distribution over `n` actions, π(a) = exp ωₐ / Σ exp ω, of logits ω.
 *
 * An action that a mask forbids has probability 0, gradient 0 and no part in entropy, KL and Fisher information.
 * Huang and Ontañón (2022), "A closer look at invalid action masking", eq. 2.
 */
export function categorical(n: number): Distribution<'discrete'> {
  return {
    name: 'categorical',
    actionKind: 'discrete',
    parameterSize: n,
    actionSize: 1,
    entropyIsEstimate: false,
    sample(omega, row, random, into, actionRow, mask) {
      into[actionRow] = sampleLogits(omega, row * n, n, random, mask);
    },
    mode(omega, row, into, actionRow, mask) {
      into[actionRow] = largestLogit(omega, row * n, n, mask);
    },
    // log π(a) = ωₐ − log Σ exp ω
    logProbability(omega, actions, masks) {
      const logPi = logSoftmax(omega, masks);
      // tf.oneHot refuses a depth of 1.
      const chosen = n === 1 ? tf.onesLike(omega) : tf.oneHot(tf.cast(actions, 'int32') as tf.Tensor1D, n);
      return tf.sum(tf.mul(chosen, logPi), 1);
    },
    // H = −Σ π log π
    entropy(omega, masks) {
      const logPi = logSoftmax(omega, masks);
      return tf.neg(tf.sum(tf.mul(tf.exp(logPi), logPi), 1)) as tf.Tensor1D;
    },
    // KL = Σ p (log p − log q)
    kl(p, q, masks) {
      const logP = logSoftmax(p, masks);
      return tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, logSoftmax(q, masks))), 1);
    },
    // F = diag(π) − ππᵀ
    fisherProduct(omega, v, masks) {
      const pi = tf.exp(logSoftmax(omega, masks));
      return tf.mul(pi, tf.sub(v, tf.sum(tf.mul(pi, v), 1, true))) as tf.Tensor2D;
    },
  };
}

function logSoftmax(omega: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor2D {
  return tf.logSoftmax(masks === undefined ? omega : tf.where(masks, omega, FORBIDDEN));
}

/** Which of the n logits from `at` on is the largest; the first of several. The mask's bytes begin at `maskAt`. */
export function largestLogit(omega: Float32Array, at: number, n: number, mask?: Uint8Array, maskAt = 0): number {
  let best = -1;
  for (let a = 0; a < n; a++) {
    if (mask !== undefined && mask[maskAt + a] === 0) continue;
    if (best < 0 || (omega[at + a] as number) > (omega[at + best] as number)) best = a;
  }
  return best;
}

/** Inverts the cumulative distribution of the n logits from `at` on, in float64. The mask's bytes begin at `maskAt`. */
export function sampleLogits(
  omega: Float32Array,
  at: number,
  n: number,
  random: Random,
  mask?: Uint8Array,
  maskAt = 0,
): number {
  let largest = -Infinity;
  for (let a = 0; a < n; a++) if (mask?.[maskAt + a] !== 0) largest = Math.max(largest, omega[at + a] as number);
  let total = 0;
  for (let a = 0; a < n; a++) if (mask?.[maskAt + a] !== 0) total += exp((omega[at + a] as number) - largest);
  let left = random.uniform() * total;
  let last = 0;
  for (let a = 0; a < n; a++) {
    if (mask?.[maskAt + a] === 0) continue;
    last = a;
    left -= exp((omega[at + a] as number) - largest);
    if (left < 0) break;
  }
  return last;
}
