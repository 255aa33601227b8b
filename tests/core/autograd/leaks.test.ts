import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { checkGradients } from '../../../src/core/autograd/check-gradients.ts';
import { correctGradients } from '../../../src/core/autograd/corrections.ts';
import { differentiate } from '../../../src/core/autograd/differentiate.ts';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { hessian, jacobian } from '../../../src/core/autograd/jacobian.ts';
import { jvp } from '../../../src/core/autograd/jvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { vjp } from '../../../src/core/autograd/vjp.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { cases } from './cases/index.ts';
import { computedDerivatives } from './derivatives.ts';

const layer = (x: tf.Tensor) => tf.logSoftmax(tf.tanh(tf.mul(x, tf.softplus(x))));
const loss = (x: tf.Tensor) => tf.sum(tf.square(layer(x)));
const failing = (x: tf.Tensor) => {
  tf.exp(layer(x));
  throw new Error('of the user');
};
const layout = [{ name: 'w', shape: [2], offset: 0 }];
const parameters = { values: Float32Array.of(1, 2), layout };

/** Each with the number of tensors that it returns. */
const calls: readonly [string, number, (x: tf.Tensor) => unknown][] = [
  ['valueAndGradient', 2, (x) => valueAndGradient(loss, x)],
  [
    'valueAndGradient, of lists',
    3,
    (x) => valueAndGradient(([a]: readonly tf.Tensor[]) => loss(a as tf.Tensor), [x, x]),
  ],
  ['vjp', 1, (x) => vjp(layer, x)(x)],
  ['jvp', 1, (x) => jvp(layer, x)(x)],
  ['jvp, of lists', 2, (x) => jvp((y: tf.Tensor) => [layer(y), loss(y)], x)(x)],
  ['hvp', 1, (x) => hvp(loss, x)(x)],
  ['third order', 1, (x) => hvp((y) => tf.sum(hvp(loss, y)(y)), x)(x)],
  ['jacobian', 1, (x) => jacobian(layer, x)],
  ['hessian', 1, (x) => hessian(loss, x)],
  ['checkGradients', 0, (x) => [checkGradients(layer, x), checkGradients(layer, x, { order: 2 })]],
  ['correctGradients', 0, () => correctGradients()()],
  [
    'differentiate',
    0,
    () =>
      differentiate(parameters, ([w]) => ({ value: loss(w as tf.Tensor), measures: { norm: tf.sum(w as tf.Tensor) } })),
  ],
];

/** Each fails in its own way. */
const failures: readonly [string, (x: tf.Tensor) => unknown][] = [
  ['in f', (x) => valueAndGradient(failing, x)],
  ['in f of a nested one', (x) => hvp(failing, x)(x)],
  ['in f of jvp', (x) => jvp(failing, x)(x)],
  ['on the way back', (x) => hvp((y) => tf.sum(tf.atan(y)), x)(x)],
  ['for a kernel without a gradient', (x) => valueAndGradient((y) => tf.sum(tf.topk(tf.exp(y)).values), x)],
  ['for a value that is not finite', () => differentiate(parameters, () => ({ value: tf.scalar(Number.NaN) }))],
  [
    'in differentiate, after measuring',
    () =>
      differentiate(parameters, ([w]) => ({
        value: tf.sum(tf.topk(tf.exp(w as tf.Tensor)).values),
        measures: { norm: tf.sum(w as tf.Tensor) },
      })),
  ],
];

onEachBackend('no tensor is left', () => {
  it.each(calls)('but the results of %s', (_, results, call) => {
    const x = tf.tensor1d([0.5, -1]);
    const before = tf.memory().numTensors;
    tf.dispose(call(x) as tf.TensorContainer);
    expect(tf.memory().numTensors).toBe(before);
    call(x);
    expect(tf.memory().numTensors).toBe(before + results);
  });

  it.each(failures)('after an error %s', (_, call) => {
    const x = tf.tensor1d([0.5, -1]);
    const before = tf.memory().numTensors;
    expect(() => call(x)).toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('by any op on the list, nor any memory of a backend', () => {
    const before = tf.memory();
    for (const each of cases) computedDerivatives(each);
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    expect({ numTensors, numDataBuffers, numBytes }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
      numBytes: before.numBytes,
    });
  });
});
