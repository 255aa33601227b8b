import * as tf from '@tensorflow/tfjs';
import { type Rule, type Rules, required, rule } from './rule.ts';

interface CumsumAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * ∂ Π x / ∂xᵢ = Πⱼ≠ᵢ xⱼ. tfjs takes it from running products, which have no gradient themselves: right once.
 * Under a second tape it is the product of each row with its own place taken by 1, which is again a product.
 */
const product: Rule = (stock) => ({
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => {
    const x = saved[0] as tf.Tensor;
    const axes = tf.util.parseAxisParam(attrs?.axis as number | number[], x.shape);
    if (!tf.engine().isTapeOn()) return required(stock).gradFunc(dy, saved, { ...attrs, axis: axes });
    return { x: () => productGradient(dy as tf.Tensor, x, axes) };
  },
});

function productGradient(dy: tf.Tensor, x: tf.Tensor, axes: number[]): tf.Tensor {
  const kept = x.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const order = [...kept, ...axes];
  const moved = tf.transpose(x, order);
  const rest = kept.map((i) => x.shape[i] as number);
  const n = tf.util.sizeFromShape(axes.map((i) => x.shape[i] as number));
  // [..., n, n]: row i holds all of x but has 1 in place i.
  const rows = tf.tile(tf.reshape(moved, [...rest, 1, n]), [...rest.map(() => 1), n, 1]);
  const others = tf.prod(tf.where(tf.cast(tf.eye(n), 'bool'), tf.scalar(1), rows), -1);
  const gradient = tf.mul(tf.reshape(dy, [...rest, 1]), others);
  const undone = order.map((_, i) => order.indexOf(i));
  return tf.transpose(tf.reshape(gradient, moved.shape), undone);
}

/** Sums, means, extremes and products along axes. */
export const reductions = {
  Sum: 'stock',
  Mean: 'stock',
  Max: 'linked',
  Min: 'linked',
  Prod: product,
  // The sum runs back; tfjs transposes the result once more than it should where the axis is not the last.
  Cumsum: rule<CumsumAttributes>([], (dy, _, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  })),
} as const satisfies Rules;
