import * as tf from '@tensorflow/tfjs';
import { InputError } from '../input-error.ts';
import { pullback } from './pullback.ts';
import { completed, copyOf, type Like, listOf, type Tensors, tidied } from './tensors.ts';

/** A scalar function's value `[]` and its gradient, of the shapes of x. */
export interface ValueAndGradient<X extends Tensors> {
  readonly value: tf.Scalar;
  readonly gradient: Like<X>;
}

/**
 * f(x) and ∇f(x) of a scalar function, by one pass back over the tape.
 *
 * f must depend on x through its argument alone: what it closes over counts as constant. A tensor that it does not
 * depend on has gradient 0. This, `vjp`, `jvp` and `hvp` nest in one another to any depth; the caller disposes of what
 * they return.
 *
 * @throws InputError where f(x) is not a scalar
 */
export function valueAndGradient<X extends Tensors>(f: (x: X) => tf.Tensor, x: X): ValueAndGradient<X> {
  return tidied(() => {
    const own = copyOf(x);
    const { value, products } = pullback(() => requireScalar(f(own)), listOf(own));
    return { value: value as tf.Scalar, gradient: completed(products, x) };
  });
}

function requireScalar(y: tf.Tensor): tf.Tensor {
  if (!(y instanceof tf.Tensor) || y.rank !== 0) {
    throw new InputError('gradient', 'the function must return a scalar', `shape [${(y as tf.Tensor)?.shape}]`);
  }
  return y;
}
