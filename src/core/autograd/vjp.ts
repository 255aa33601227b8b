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

/**
 * uᵀ J `x.shape`, the product of a cotangent u of f(x)'s shape with the Jacobian J = ∂f/∂x: backward mode.
 *
 * f runs once for every product.
 *
 * @returns the product, a function of u
 * @throws InputError where u has not the shapes of f(x)
 */
export function vjp<X extends Tensors, Y extends Tensors>(f: (x: X) => Y, x: X): (u: Like<Y>) => Like<X> {
  return (u) =>
    tidied(() => {
      const own = copyOf(x);
      const forward = () => {
        const y = f(own);
        requireSameShapes('vjp: the cotangent', u, y);
        return innerProduct(y, u);
      };
      return completed(pullback(forward, listOf(own)).products, x);
    });
}
