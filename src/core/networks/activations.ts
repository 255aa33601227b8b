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
