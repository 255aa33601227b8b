import * as tf from '@tensorflow/tfjs';
import { gruOp } from '../kernels/recurrent-op.ts';
import { gateWeights, type RecurrentCell } from './recurrent-cell.ts';

type Pair = [tf.Tensor2D, tf.Tensor2D];

/**
 * A gated recurrent unit. Cho et al. (2014), eq. 5 to 8, with the biases and the reset after the product that cuDNN and
 * PyTorch have, and with 1 − z for the paper's z:
 *
 * r = σ(x Wᵣ + bᵣ + h Uᵣ), z = σ(x W_z + b_z + h U_z), n = tanh(x Wₙ + bₙ + r ⊙ (h Uₙ + c)), h ← (1 − z) ⊙ n + z ⊙ h.
 *
 * W `[inputs, 3 · units]` holds the gates in this order, and U `[units, 3 · units]` does. The memory is h.
 */
export function gru(inputs: number, units: number): RecurrentCell {
  return {
    parts: 1,
    tensors: [
      { name: 'gru/input/weight', shape: [inputs, 3 * units] },
      { name: 'gru/input/bias', shape: [3 * units] },
      { name: 'gru/recurrent/weight', shape: [units, 3 * units] },
      { name: 'gru/recurrent/bias', shape: [units] },
    ],
    initialize: (random) => [
      gateWeights(inputs, units, 3, random),
      new Float32Array(3 * units),
      gateWeights(units, units, 3, random),
      new Float32Array(units),
    ],
    step([, , weight, bias], projected, [h]) {
      const before = h as tf.Tensor2D;
      const gatesAndCandidate = (sums: tf.Tensor2D) => tf.split(sums, [2 * units, units], 1) as Pair;
      const [gates, candidate] = gatesAndCandidate(projected);
      const [gatesBefore, candidateBefore] = gatesAndCandidate(tf.matMul(before, weight as tf.Tensor2D));
      const [r, z] = tf.split(tf.sigmoid(tf.add(gates, gatesBefore)), 2, 1) as Pair;
      const n = tf.tanh(tf.add(candidate, tf.mul(r, tf.add(candidateBefore, bias as tf.Tensor))));
      return [tf.add(n, tf.mul(z, tf.sub(before, n)))];
    },
    unroll: ([, , weight, bias], steps) => gruOp(weight as tf.Tensor, bias as tf.Tensor, steps),
  };
}
