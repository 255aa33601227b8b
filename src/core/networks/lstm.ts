import * as tf from '@tensorflow/tfjs';
import { lstmOp } from '../kernels/recurrent-op.ts';
import { gateWeights, type RecurrentCell } from './recurrent-cell.ts';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) with a forget gate (Gers, Schmidhuber and Cummins 2000):
 *
 * i, f, o = σ(x W + b + h U), g = tanh(x W_g + b_g + h U_g), c ← f ⊙ c + i ⊙ g, h ← o ⊙ tanh(c).
 *
 * W `[inputs, 4 · units]` holds the gates in the order i, f, o, g, and U `[units, 4 · units]` does. The bias of f begins at 1,
 * so that a cell remembers before it has learned to (Jozefowicz, Zaremba and Sutskever 2015). The memory is h, then c.
 */
export function lstm(inputs: number, units: number): RecurrentCell {
  return {
    parts: 2,
    tensors: [
      { name: 'lstm/input/weight', shape: [inputs, 4 * units] },
      { name: 'lstm/input/bias', shape: [4 * units] },
      { name: 'lstm/recurrent/weight', shape: [units, 4 * units] },
    ],
    initialize: (random) => [
      gateWeights(inputs, units, 4, random),
      new Float32Array(4 * units).fill(1, units, 2 * units),
      gateWeights(units, units, 4, random),
    ],
    step([, , weight], projected, [h, c]) {
      const sum = tf.add(projected, tf.matMul(h as tf.Tensor2D, weight as tf.Tensor2D)) as tf.Tensor2D;
      const [gates, candidate] = tf.split(sum, [3 * units, units], 1) as [tf.Tensor2D, tf.Tensor2D];
      const [i, f, o] = tf.split(tf.sigmoid(gates), 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const cell: tf.Tensor2D = tf.add(tf.mul(f, c as tf.Tensor2D), tf.mul(i, tf.tanh(candidate)));
      return [tf.mul(o, tf.tanh(cell)), cell];
    },
    unroll: ([, , weight], steps) => lstmOp(weight as tf.Tensor, steps),
  };
}
