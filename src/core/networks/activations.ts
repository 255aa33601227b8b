import * as tf from '@tensorflow/tfjs';

/** The nonlinearities of the standard networks, by name. */
export const activations = {
  linear: (x: tf.Tensor) => x,
  tanh: (x: tf.Tensor) => tf.tanh(x),
  relu: (x: tf.Tensor) => tf.relu(x),
  sigmoid: (x: tf.Tensor) => tf.sigmoid(x),
  elu: (x: tf.Tensor) => tf.elu(x),
  softplus: (x: tf.Tensor) => tf.softplus(x),
  /** x σ(x). Elfwing, Uchibe and Doya (2018), eq. 5. */
  silu: (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x)),
  /** x Φ(x), exactly. Hendrycks and Gimpel (2016). */
  gelu: (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
} as const satisfies Record<string, (x: tf.Tensor) => tf.Tensor>;

export type ActivationName = keyof typeof activations;

export const activationNames = Object.keys(activations) as ActivationName[];

/** φ′ and φ″ at z, by ops that may be differentiated again. */
export interface Slopes {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

const density = (z: tf.Tensor) => tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));

/** The derivatives of the nonlinearities, almost everywhere. */
export const activationSlopes: { readonly [Name in ActivationName]: (z: tf.Tensor) => Slopes } = {
  linear: (z) => ({ first: tf.onesLike(z), second: tf.zerosLike(z) }),
  tanh(z) {
    const y = tf.tanh(z);
    const first = tf.sub(1, tf.square(y));
    return { first, second: tf.mul(tf.mul(y, first), -2) };
  },
  relu: (z) => ({ first: tf.step(z), second: tf.zerosLike(z) }),
  sigmoid(z) {
    const y = tf.sigmoid(z);
    const first = tf.mul(y, tf.sub(1, y));
    return { first, second: tf.mul(first, tf.sub(1, tf.mul(y, 2))) };
  },
  elu(z) {
    const below = tf.mul(tf.exp(tf.minimum(z, 0)), tf.sub(1, tf.step(z)));
    return { first: tf.add(tf.step(z), below), second: below };
  },
  softplus(z) {
    const first = tf.sigmoid(z);
    return { first, second: tf.mul(first, tf.sub(1, first)) };
  },
  silu(z) {
    const s = tf.sigmoid(z);
    const rest = tf.sub(1, s);
    const first = tf.mul(s, tf.add(1, tf.mul(z, rest)));
    const second = tf.mul(tf.mul(s, rest), tf.add(2, tf.mul(z, tf.sub(1, tf.mul(s, 2)))));
    return { first, second };
  },
  gelu(z) {
    const first = tf.add(tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5), tf.mul(z, density(z)));
    return { first, second: tf.mul(density(z), tf.sub(2, tf.square(z))) };
  },
};
