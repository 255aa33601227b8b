import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { jvp } from '../../../src/core/autograd/jvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { vjp } from '../../../src/core/autograd/vjp.ts';
import { layoutOf, sizeOfLayout, viewOf } from '../../../src/core/parameters.ts';
import { Random } from '../../../src/core/random.ts';
import { onEachBackend } from '../../reference/backends.ts';
import * as reference from '../../reference/float64.ts';

const layout = layoutOf([
  { name: 'hidden/weight', shape: [3, 5] },
  { name: 'hidden/bias', shape: [5] },
  { name: 'output/weight', shape: [5, 4] },
  { name: 'output/bias', shape: [4] },
]);
const random = new Random('second order');
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
const theta = normals(sizeOfLayout(layout));
const old = normals(sizeOfLayout(layout));
const direction = normals(sizeOfLayout(layout));
const observations = [normals(3), normals(3), normals(3)];

const tensorsOf = (values: Float32Array) => layout.map((entry) => tf.tensor(viewOf(values, entry), [...entry.shape]));
const flat = (tensors: readonly tf.Tensor[]) => tensors.flatMap((tensor) => [...tensor.dataSync()]);

/** A tanh network's logits, and the mean KL of softmax policies, as a tape sees them. */
function logits([weight, bias, weight2, bias2]: readonly tf.Tensor[]): tf.Tensor {
  const x = tf.tensor2d(observations.map((row) => [...row]));
  const hidden = tf.tanh(tf.add(tf.matMul(x, weight as tf.Tensor2D), bias as tf.Tensor));
  return tf.add(tf.matMul(hidden as tf.Tensor2D, weight2 as tf.Tensor2D), bias2 as tf.Tensor);
}
const kls = {
  logSoftmax(tensors: readonly tf.Tensor[]) {
    const [p, q] = [tf.logSoftmax(logits(tensorsOf(old))), tf.logSoftmax(logits(tensors))];
    return tf.mean(tf.sum(tf.mul(tf.exp(p), tf.sub(p, q)), 1));
  },
  softmax(tensors: readonly tf.Tensor[]) {
    const [p, q] = [tf.softmax(logits(tensorsOf(old))), tf.softmax(logits(tensors))];
    return tf.mean(tf.sum(tf.mul(p, tf.sub(tf.log(p), tf.log(q))), 1));
  },
};

/** The same KL in float64, from a flat vector. */
function kl64(values: ArrayLike<number>): number {
  const each = observations.map((row) => {
    const [p, q] = [old, values].map((at) => reference.mlpForward(at, layout, [...row]));
    return reference.categorical.kl(p as number[], q as number[]);
  });
  return each.reduce((sum, x) => sum + x, 0) / each.length;
}

/** (∇f(θ + hv) − ∇f(θ − hv)) / 2h in float64. */
function hvp64(): Float64Array {
  const h = 1e-4;
  const at = (step: number) =>
    reference.centralDifferences(
      kl64,
      Float64Array.from(theta, (x, i) => x + step * (direction[i] as number)),
      1e-4,
    );
  const [above, below] = [at(h), at(-h)];
  return above.map((x, i) => (x - (below[i] as number)) / (2 * h));
}

/** The product by two nested stock tapes; 0 where they find no path. */
function stockHvp(f: (tensors: readonly tf.Tensor[]) => tf.Tensor): number[] {
  const [x, v] = [tensorsOf(theta), tensorsOf(direction)];
  const slope = () =>
    tf
      .engine()
      .gradients(() => f(x), x, undefined, true)
      .grads.map((g, i) => tf.sum(tf.mul(g, v[i] as tf.Tensor)))
      .reduce((a, b) => tf.add(a, b));
  const { grads } = tf.engine().gradients(slope, x, undefined, true);
  return flat(x.map((tensor, i) => grads[i] ?? tf.zerosLike(tensor)));
}

onEachBackend('the Hessian of the mean KL of a tanh network', () => {
  const expected = hvp64();

  it.each(['logSoftmax', 'softmax'] as const)('times a vector is right with %s', (name) => {
    const product = hvp(kls[name], tensorsOf(theta))(tensorsOf(direction));
    expect(reference.relativeError(flat(product), expected)).toBeLessThan(1e-5);
  });

  it.each(['logSoftmax', 'softmax'] as const)('is silently wrong on stock tapes with %s', (name) => {
    expect(reference.relativeError(stockHvp(kls[name]), expected)).toBeGreaterThan(0.1);
  });
});

onEachBackend('products', () => {
  describe('of the Jacobian of the logits', () => {
    it('⟨u, J v⟩ = ⟨uᵀ J, v⟩', () => {
      const v = tensorsOf(direction);
      const u = tf.tensor2d(normals(12), [3, 4]);
      const forward = jvp(logits, tensorsOf(theta))(v);
      const backward = vjp(logits, tensorsOf(theta))(u);
      const left = tf.sum(tf.mul(u, forward)).dataSync()[0];
      const right = flat(backward).reduce((sum, x, i) => sum + x * (direction[i] as number), 0);
      expect(left).toBeCloseTo(right, 4);
    });
  });

  it('gives values', () => {
    const { value, gradient } = valueAndGradient((x) => tf.sum(tf.square(x)) as tf.Tensor, tf.tensor1d([1, 2]));
    expect([...value.dataSync(), ...gradient.dataSync()]).toEqual([5, 2, 4]);
  });
});
