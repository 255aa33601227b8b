import * as tf from '@tensorflow/tfjs';
import { exp } from '../exponential.ts';
import { FORBIDDEN } from './categorical.ts';
import type { Distribution } from './distribution.ts';

/**
 * n independent bits of logits ω: π(aᵢ = 1) = σ(ωᵢ) = 1 / (1 + exp(−ωᵢ)).
 *
 * A bit that a mask forbids stays 0: it is 1 with probability 0, and has gradient 0 and no part in entropy, KL and Fisher
 * information. Everything is made of log σ(ω) = −softplus(−ω) and log σ(−ω) = −softplus(ω), which keep their digits where
 * a bit is all but certain.
 */
export function bernoulli(n: number): Distribution<'multiBinary'> {
  return {
    name: 'bernoulli',
    actionKind: 'multiBinary',
    parameterSize: n,
    actionSize: n,
    entropyIsEstimate: false,
    sample(omega, row, random, into, actionRow, mask) {
      for (let i = 0; i < n; i++) {
        const set = random.uniform() * (1 + exp(-(omega[row * n + i] as number))) < 1;
        into[actionRow * n + i] = set && mask?.[i] !== 0 ? 1 : 0;
      }
    },
    mode(omega, row, into, actionRow, mask) {
      for (let i = 0; i < n; i++) {
        into[actionRow * n + i] = (omega[row * n + i] as number) > 0 && mask?.[i] !== 0 ? 1 : 0;
      }
    },
    // log π(a) = Σ a log σ(ω) + (1 − a) log σ(−ω)
    logProbability(omega, actions, masks) {
      const logits = allowed(omega, masks);
      const bits = tf.cast(actions, 'float32');
      const set = tf.mul(bits, tf.softplus(tf.neg(logits)));
      return tf.neg(tf.sum(tf.add(set, tf.mul(tf.sub(1, bits), tf.softplus(logits))), 1)) as tf.Tensor1D;
    },
    // H = −Σ σ(ω) log σ(ω) + σ(−ω) log σ(−ω)
    entropy(omega, masks) {
      const logits = allowed(omega, masks);
      return expectation(logits, tf.softplus(tf.neg(logits)), tf.softplus(logits));
    },
    // KL = Σ σ(p) (log σ(p) − log σ(q)) + σ(−p) (log σ(−p) − log σ(−q))
    kl(p, q, masks) {
      const [ps, qs] = [allowed(p, masks), allowed(q, masks)];
      const set = tf.sub(tf.softplus(tf.neg(qs)), tf.softplus(tf.neg(ps)));
      return expectation(ps, set, tf.sub(tf.softplus(qs), tf.softplus(ps)));
    },
    // F = diag(σ(ω) σ(−ω))
    fisherProduct(omega, v, masks) {
      const logits = allowed(omega, masks);
      return tf.mul(v, tf.mul(tf.sigmoid(logits), tf.sigmoid(tf.neg(logits)))) as tf.Tensor2D;
    },
  };
}

function allowed(omega: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor2D {
  return masks === undefined ? omega : tf.where(masks, omega, FORBIDDEN);
}

/** Σ over the bits of σ(ω) x + σ(−ω) y, `[batch]`. */
function expectation(logits: tf.Tensor2D, x: tf.Tensor, y: tf.Tensor): tf.Tensor1D {
  return tf.sum(tf.add(tf.mul(tf.sigmoid(logits), x), tf.mul(tf.sigmoid(tf.neg(logits)), y)), 1);
}
