import * as tf from '@tensorflow/tfjs';
import { pullback } from './pullback.ts';
import {
  completed,
  copyOf,
  innerProduct,
  type Like,
  listOf,
  requireSameShapes,
  shapedAs,
  type Tensors,
  tidied,
} from './tensors.ts';

/**
 * J v `f(x).shape`, the product of the Jacobian J = ∂f/∂x with a tangent v of x's shape: forward mode.
 *
 * By two passes back, since uᵀ J is linear in u, wherever that u may be: J v = ∂(uᵀ J v)/∂u. f runs once for every
 * product.
 *
 * @returns the product, a function of v
 * @throws InputError where v has not the shapes of x
 */
export function jvp<X extends Tensors, Y extends Tensors>(f: (x: X) => Y, x: X): (v: Like<X>) => Like<Y> {
  return (v) => {
    requireSameShapes('jvp: the tangent', v, x);
    const cotangents: tf.Tensor[] = [];
    try {
      return tidied(() => {
        const own = copyOf(x);
        let y: Y | undefined;
        const weighted = () => {
          y = f(own);
          cotangents.push(...listOf(y).map(({ shape }) => tf.keep(tf.zeros(shape))));
          return innerProduct(y, cotangents);
        };
        const slope = () => innerProduct(completed(pullback(weighted, listOf(own)).products, own), v);
        const { products } = pullback(slope, () => cotangents);
        return shapedAs(completed(products, cotangents), y as Y);
      });
    } finally {
      tf.dispose(cotangents);
    }
  };
}
