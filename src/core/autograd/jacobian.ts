import * as tf from '@tensorflow/tfjs';
import { hvp } from './hvp.ts';
import { type Like, listOf, shapedAs, type Tensors, tidied } from './tensors.ts';
import { vjp } from './vjp.ts';

/**
 * J = ∂f/∂x `[outputs, inputs]`, the tensors of a list flattened one behind the other, as in a layout.
 *
 * A row is a pass back and a run of f, so this is for small problems and for tests.
 */
export function jacobian<X extends Tensors, Y extends Tensors>(f: (x: X) => Y, x: X): tf.Tensor2D {
  return tidied(() => {
    const y = tidied(() => f(x));
    const product = vjp(f, x);
    return tf.stack(unitsLike(y).map((u) => flatten(product(u)))) as tf.Tensor2D;
  });
}

/** H = ∂²f/∂x² `[inputs, inputs]` of a scalar function, flattened as in {@link jacobian}; a column is a run of f. */
export function hessian<X extends Tensors>(f: (x: X) => tf.Tensor, x: X): tf.Tensor2D {
  return tidied(() => {
    const product = hvp(f, x);
    return tf.stack(
      unitsLike(x).map((v) => flatten(product(v))),
      1,
    ) as tf.Tensor2D;
  });
}

/** For each element of all tensors, tensors that are 1 there and 0 elsewhere. */
function unitsLike<X extends Tensors>(x: X): Like<X>[] {
  const tensors = listOf(x);
  return tensors.flatMap(({ size }, which) =>
    Array.from({ length: size }, (_, place) => {
      const unit = tensors.map(({ size, shape }, i) => {
        const values = new Float32Array(size);
        if (i === which) values[place] = 1;
        return tf.tensor(values, shape);
      });
      return shapedAs(unit, x);
    }),
  );
}

function flatten(tensors: Tensors): tf.Tensor1D {
  return tf.concat(listOf(tensors).map((tensor) => tf.reshape(tensor, [-1]) as tf.Tensor1D));
}
