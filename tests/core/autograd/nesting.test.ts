import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { hessian, jacobian } from '../../../src/core/autograd/jacobian.ts';
import { jvp } from '../../../src/core/autograd/jvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { vjp } from '../../../src/core/autograd/vjp.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { relativeError } from '../../reference/float64.ts';
import { numbers } from './cases/case.ts';
import { flat, tensorOf } from './derivatives.ts';

const at = [-1.3, -0.4, 0, 0.2, 0.9];
const gradientOf = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => valueAndGradient(f, x).gradient;
const summed = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.sum(f(x));

/** Third derivatives. */
const smooth: readonly [string, (x: tf.Tensor) => tf.Tensor, (x: number) => number][] = [
  ['exp', tf.exp, Math.exp],
  ['tanh', tf.tanh, (x) => (1 - Math.tanh(x) ** 2) * (6 * Math.tanh(x) ** 2 - 2)],
  ['sin', tf.sin, (x) => -Math.cos(x)],
  ['square', tf.square, () => 0],
  ['x³ by pow', (x) => tf.pow(x, 3), () => 6],
  [
    'sigmoid',
    tf.sigmoid,
    (x) => {
      const s = 1 / (1 + Math.exp(-x));
      return s * (1 - s) * (1 - 6 * s + 6 * s * s);
    },
  ],
];

onEachBackend('nested derivatives', () => {
  it.each(smooth)('the third derivative of %s is right', (_, f, third) => {
    const first = gradientOf(summed(f));
    const second = gradientOf(summed(first));
    const computed = gradientOf(summed(second))(tf.tensor1d(at));
    expect(Math.hypot(...flat([computed]).map((x, i) => x - third(at[i] as number)))).toBeLessThan(2e-6);
  });

  it('the third derivative of a product of matrices is right: ∂³ Σ (XX)² is that of its Hessian’s differences', () => {
    const f = (x: tf.Tensor) => tf.sum(tf.pow(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D), 2));
    const x = numbers([2, 2], -1, 1, 'x');
    const v = tensorOf(numbers([2, 2], -1, 1, 'v'));
    const curvature = (y: tf.Tensor) => tf.sum(tf.mul(hvp(f, y)(v), v));
    const third = flat([gradientOf(curvature)(tensorOf(x))]);
    // Of degree 4, so that differences of the second derivative are exact for any step.
    const h = 0.5;
    const differences = x.data.map((_, i) => {
      const moved = (t: number) => tensorOf({ ...x, data: x.data.map((each, j) => each + (i === j ? t : 0)) });
      const values = [h, -h].map((t) => curvature(moved(t)).dataSync()[0] as number);
      return ((values[0] as number) - (values[1] as number)) / (2 * h);
    });
    expect(relativeError(third, differences)).toBeLessThan(1e-5);
  });

  const f = (x: tf.Tensor) => tf.tanh(tf.matMul(x as tf.Tensor2D, tf.sin(x) as tf.Tensor2D, true));
  const x = numbers([3, 2], -1, 1, 'at');
  const v = numbers([3, 2], -1, 1, 'tangent');
  const u = numbers([2, 2], -1, 1, 'cotangent');
  const inner = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0] as number;

  it('⟨u, J v⟩ = ⟨uᵀ J, v⟩', () => {
    const [X, V, U] = [tensorOf(x), tensorOf(v), tensorOf(u)];
    expect(inner(U, jvp(f, X)(V))).toBeCloseTo(inner(vjp(f, X)(U), V), 5);
  });

  it('J v and uᵀ J are those of the Jacobian', () => {
    const [X, V, U] = [tensorOf(x), tensorOf(v), tensorOf(u)];
    const J = jacobian(f, X);
    expect(J.shape).toEqual([4, 6]);
    const forward = tf.matMul(J, tf.reshape(V, [6, 1]));
    const backward = tf.matMul(tf.reshape(U, [1, 4]), J);
    expect(relativeError(flat([jvp(f, X)(V)]), flat([forward]))).toBeLessThan(1e-6);
    expect(relativeError(flat([vjp(f, X)(U)]), flat([backward]))).toBeLessThan(1e-6);
  });

  it('the Hessian is symmetric, and hvp is its product', () => {
    const [X, V] = [tensorOf(x), tensorOf(v)];
    const loss = (y: tf.Tensor) => tf.sum(tf.square(f(y)));
    const H = hessian(loss, X);
    expect(H.shape).toEqual([6, 6]);
    expect(relativeError(flat([H]), flat([tf.transpose(H)]))).toBeLessThan(1e-6);
    const product = tf.matMul(H, tf.reshape(V, [6, 1]));
    expect(relativeError(flat([hvp(loss, X)(V)]), flat([product]))).toBeLessThan(1e-6);
  });

  it('vjp inside jvp is a Hessian product: J of ∇f times v', () => {
    const [X, V] = [tensorOf(x), tensorOf(v)];
    const loss = (y: tf.Tensor) => tf.sum(tf.square(f(y)));
    const slope = (y: tf.Tensor) => vjp(loss, y)(tf.scalar(1));
    expect(relativeError(flat([jvp(slope, X)(V)]), flat([hvp(loss, X)(V)]))).toBeLessThan(1e-6);
  });

  it('jvp inside vjp is its adjoint', () => {
    const [X, V] = [tensorOf(x), tensorOf(v)];
    const loss = (y: tf.Tensor) => tf.sum(tf.square(f(y)));
    const slope = (y: tf.Tensor) => jvp(loss, y)(V);
    expect(relativeError(flat([vjp(slope, X)(tf.scalar(1))]), flat([hvp(loss, X)(V)]))).toBeLessThan(1e-6);
  });

  it('lists of tensors go in and out', () => {
    const both = ([a, b]: readonly tf.Tensor[]) => [tf.mul(a as tf.Tensor, b as tf.Tensor), tf.sum(b as tf.Tensor)];
    const point = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
    const forward = jvp(both, point)([tf.tensor1d([1, 0]), tf.tensor1d([0, 1])]);
    expect(forward.map((each) => [...each.dataSync()])).toEqual([[3, 2], [1]]);
    const backward = vjp(both, point)([tf.tensor1d([1, 10]), tf.scalar(100)]);
    expect(backward.map((each) => [...each.dataSync()])).toEqual([
      [3, 40],
      [101, 120],
    ]);
    expect(jacobian(both, point).arraySync()).toEqual([
      [3, 0, 1, 0],
      [0, 4, 0, 2],
      [0, 0, 1, 1],
    ]);
  });

  it('what a function closes over is a constant to it, and a variable to the outer one', () => {
    // ∂/∂w (w z) at w = x with z = x² constant is x²; its derivative is 2x.
    const slope = (y: tf.Tensor) => {
      const z = tf.square(y);
      return valueAndGradient((w) => tf.mul(w, z), y).gradient;
    };
    const point = tf.scalar(3);
    expect(slope(point).dataSync()[0]).toBe(9);
    expect(valueAndGradient(slope, point).gradient.dataSync()[0]).toBe(6);
  });

  it('a tensor on which nothing depends has gradient 0', () => {
    const { gradient } = valueAndGradient(
      ([a]: readonly tf.Tensor[]) => tf.sum(a as tf.Tensor),
      [tf.tensor1d([1, 2]), tf.tensor1d([3])],
    );
    expect(gradient.map((each) => [...each.dataSync()])).toEqual([[1, 1], [0]]);
    expect([...hvp((y: tf.Tensor) => tf.sum(y), tf.tensor1d([1, 2]))(tf.tensor1d([1, 1])).dataSync()]).toEqual([0, 0]);
  });

  it('the identity has the cotangent itself for a product, as a tensor of its own', () => {
    const [point, cotangent] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
    const product = vjp((y: tf.Tensor) => y, point)(cotangent);
    product.dispose();
    expect([...cotangent.dataSync()]).toEqual([3, 4]);
    const { value } = valueAndGradient((y) => y, tf.scalar(5));
    expect(value.dataSync()[0]).toBe(5);
  });

  describe('what does not fit is refused', () => {
    const point = () => tf.tensor1d([1, 2]);

    it.each([
      ['a value that is no scalar', () => valueAndGradient(tf.exp, point()), 'must return a scalar, got shape [2]'],
      ['a wrong cotangent', () => vjp(tf.exp, point())(tf.scalar(1) as never), 'vjp: the cotangent: must have'],
      ['a wrong tangent', () => jvp(tf.exp, point())(tf.scalar(1) as never), 'jvp: the tangent: must have'],
      ['a wrong vector', () => hvp(summed(tf.exp), point())(tf.scalar(1) as never), 'hvp: the vector: must have'],
      ['nothing', () => valueAndGradient(() => tf.scalar(1), []), 'needs a tensor to differentiate by'],
    ])('%s', (_, call, message) => {
      expect(call).toThrow(message);
    });
  });
});
