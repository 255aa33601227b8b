import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { jvp } from '../../../src/core/autograd/jvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { constantOf } from '../../../src/core/kernels/constant-op.ts';
import { onEachBackend } from '../../reference/backends.ts';

onEachBackend('x as a constant', () => {
  /** Σ c³ x², where c is x as a constant: 5 in value, 3 in the first derivative and 2 in the second. */
  const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.pow(constantOf(x), 3), tf.square(x)));
  const x = [0.5, -2, 3];

  it('has the numbers of x, and its derivatives leave it out, to second order', () => {
    tf.tidy(() => {
      const at = tf.tensor1d(x);
      expect([...constantOf(at).dataSync()]).toEqual(x);
      const { value, gradient } = valueAndGradient(f, at);
      expect(value.dataSync()[0]).toBeCloseTo(0.5 ** 5 - 2 ** 5 + 3 ** 5, 3);
      x.forEach((each, i) => {
        expect(gradient.dataSync()[i]).toBeCloseTo(2 * each ** 4, 3);
      });
      const second = hvp(f, at)(tf.tensor1d([1, 1, 1])).dataSync();
      x.forEach((each, i) => {
        expect(second[i]).toBeCloseTo(2 * each ** 3, 3);
      });
      const along = jvp((own: tf.Tensor1D) => tf.mul(constantOf(own), own), at)(tf.tensor1d([1, 2, 3])).dataSync();
      x.forEach((each, i) => {
        expect(along[i]).toBeCloseTo(each * (i + 1), 5);
      });
    });
  });
});
