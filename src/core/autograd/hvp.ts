import type * as tf from '@tensorflow/tfjs';
import { pullback } from './pullback.ts';
import {
  completed,
  copyOf,
  innerProduct,
  type Like,
  listOf,
  requireSameShapes,
  type Tensors,
  tidied,
} from './tensors.ts';
import { valueAndGradient } from './value-and-gradient.ts';

/**
 * H v `x.shape`, the product of the Hessian H = ∂²f/∂x² of a scalar function with v: H v = ∂⟨∇f(x), v⟩/∂x.
 *
 * Pearlmutter (1994), "Fast exact multiplication by the Hessian"; by two passes back. f runs once for every product.
 *
 * @returns the product, a function of v
 * @throws InputError where f(x) is not a scalar, or v has not the shapes of x
 */
export function hvp<X extends Tensors>(f: (x: X) => tf.Tensor, x: X): (v: Like<X>) => Like<X> {
  return (v) => {
    requireSameShapes('hvp: the vector', v, x);
    return tidied(() => {
      const own = copyOf(x);
      const slope = () => innerProduct(valueAndGradient(f, own).gradient, v);
      return completed(pullback(slope, listOf(own)).products, x);
    });
  };
}
