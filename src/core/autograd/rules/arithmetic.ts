import * as tf from '@tensorflow/tfjs';
import { type Rules, rule, unbroadcast } from './rule.ts';

/** ∂ max(a, b) goes to a where a ≥ b, else to b; ∂ min(a, b) to a where a ≤ b. tfjs forgets to undo broadcasting. */
const choosing = (takesFirst: typeof tf.greaterEqual, takesSecond: typeof tf.less) =>
  rule(['a', 'b'], (dy, [a, b]) => {
    const [first, second] = [a as tf.Tensor, b as tf.Tensor];
    return {
      a: () => unbroadcast(tf.mul(dy, tf.cast(takesFirst(first, second), 'float32')), first.shape),
      b: () => unbroadcast(tf.mul(dy, tf.cast(takesSecond(first, second), 'float32')), second.shape),
    };
  });

/** Kernels that work on one or two tensors, element by element. */
export const arithmetic = {
  Add: 'stock',
  AddN: 'stock',
  Sub: 'stock',
  Multiply: 'stock',
  RealDiv: 'stock',
  Neg: 'stock',
  Square: 'stock',
  Sqrt: 'stock',
  Rsqrt: 'stock',
  Reciprocal: 'stock',
  Abs: 'stock',
  Exp: 'linked',
  Expm1: 'stock',
  Log: 'stock',
  Log1p: 'stock',
  Sin: 'stock',
  Cos: 'stock',
  ClipByValue: 'stock',
  Maximum: choosing(tf.greaterEqual, tf.less),
  Minimum: choosing(tf.lessEqual, tf.greater),
  // ∂(a − b)²/∂a = 2 (a − b). tfjs forgets to undo broadcasting.
  SquaredDifference: rule(['a', 'b'], (dy, [a, b]) => {
    const [first, second] = [a as tf.Tensor, b as tf.Tensor];
    const two = tf.scalar(2);
    return {
      a: () => unbroadcast(tf.mul(dy, tf.mul(two, tf.sub(first, second))), first.shape),
      b: () => unbroadcast(tf.mul(dy, tf.mul(two, tf.sub(second, first))), second.shape),
    };
  }),
  // ∂aᵇ/∂a = b aᵇ⁻¹ and ∂aᵇ/∂b = aᵇ log a, with 0 in place of 0 · ∞ where a = 0.
  Pow: () => ({
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, [a, b, y]) => {
      const [base, exponent] = [a as tf.Tensor, b as tf.Tensor];
      return {
        a: () => {
          const constant = tf.logicalAnd(tf.equal(base, 0), tf.equal(exponent, 0));
          const less = tf.sub(tf.cast(exponent, 'float32'), tf.scalar(1));
          const power = tf.pow(base, tf.where(constant, tf.scalar(1), less));
          return unbroadcast(tf.mul(dy as tf.Tensor, tf.mul(tf.cast(exponent, 'float32'), power)), base.shape);
        },
        b: () => {
          const positive = tf.greater(base, 0);
          const log = tf.where(positive, tf.log(tf.where(positive, base, tf.scalar(1))), tf.zerosLike(base));
          return unbroadcast(tf.mul(dy as tf.Tensor, tf.mul(y as tf.Tensor, log)), exponent.shape);
        },
      };
    },
  }),
} as const satisfies Rules;
