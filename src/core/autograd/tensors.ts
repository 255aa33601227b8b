import * as tf from '@tensorflow/tfjs';
import { InputError, show } from '../input-error.ts';

/** What a function maps, or gives: one tensor, or a list of tensors. */
export type Tensors = tf.Tensor | readonly tf.Tensor[];

/** Tensors of the same shapes, one for one. */
export type Like<X extends Tensors> =
  X extends tf.Tensor<infer R>
    ? tf.Tensor<R>
    : { -readonly [I in keyof X]: X[I] extends tf.Tensor<infer R> ? tf.Tensor<R> : never };

/** One tensor as a list of one. */
export function listOf(tensors: Tensors): readonly tf.Tensor[] {
  return tensors instanceof tf.Tensor ? [tensors] : tensors;
}

/** The list as it was given: one tensor, or a list. */
export function shapedAs<X extends Tensors>(list: readonly tf.Tensor[], given: X): Like<X> {
  return (given instanceof tf.Tensor ? list[0] : [...list]) as Like<X>;
}

/** Refuses a list that has not, tensor for tensor, the shapes of another. */
export function requireSameShapes(subject: string, tensors: Tensors, expected: Tensors): void {
  const shapes = (of: Tensors) => listOf(of).map(({ shape }) => shape);
  const [given, wanted] = [show(shapes(tensors)), show(shapes(expected))];
  if (given !== wanted) throw new InputError(subject, `must have the shapes ${wanted}`, given);
}

/** ⟨a, b⟩ over all tensors `[]`. */
export function innerProduct(a: Tensors, b: Tensors): tf.Tensor {
  const second = listOf(b);
  return listOf(a)
    .map((tensor, i) => tf.sum(tf.mul(tensor, second[i] as tf.Tensor)))
    .reduce((sum, term) => tf.add(sum, term));
}

/** Copies, so that what a function closes over is a constant to its derivative, whatever an outer one makes of it. */
export function copyOf<X extends Tensors>(x: X): X {
  return shapedAs(
    listOf(x).map((tensor) => tf.clone(tensor)),
    x,
  ) as unknown as X;
}

/** The products of a derivative as x was given, with zeros for a tensor that there is none for. */
export function completed<X extends Tensors>(products: readonly (tf.Tensor | undefined)[], x: X): Like<X> {
  return shapedAs(
    listOf(x).map(({ shape }, i) => products[i] ?? tf.zeros(shape)),
    x,
  );
}

/** `tf.tidy` for what a list, a tensor, or an object of them is made of. */
export function tidied<T>(f: () => T): T {
  return tf.tidy(f as () => tf.TensorContainer) as T;
}

/**
 * `tf.tidy` for a function that returns numbers: every tensor that it makes is disposed of, and its result, which must hold
 * none, is not searched for them. `tf.tidy` looks at each element of an array, by name: 10 ms for 100,000 of them.
 */
export function scoped<T>(f: () => T): T {
  tf.engine().startScope();
  try {
    return f();
  } finally {
    tf.engine().endScope();
  }
}
