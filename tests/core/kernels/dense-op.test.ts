import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { jvp } from '../../../src/core/autograd/jvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { vjp } from '../../../src/core/autograd/vjp.ts';
import { denseLayer } from '../../../src/core/kernels/dense-op.ts';
import { type ActivationName, activationNames, activations } from '../../../src/core/networks/activations.ts';
import { Random } from '../../../src/core/random.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { relativeError } from '../../reference/float64.ts';

const random = new Random('dense op');
const normals = (shape: number[]) =>
  tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  );
const SHAPES = [[7, 5], [5, 9], [9]];

type Layer = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, activation: ActivationName) => tf.Tensor;

const plain: Layer = (x, weight, bias, activation) =>
  activations[activation](tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias));

/** A user's own function around the layer, which does not treat its elements alike. */
const around = (layer: Layer, activation: ActivationName) => (inputs: tf.Tensor[]) => {
  const [x, weight, bias] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  const y = layer(tf.sin(x), weight, bias, activation);
  return tf.sum(tf.mul(y, tf.cos(tf.add(y, tf.range(0, y.size).reshape(y.shape)))));
};

const flat = (tensors: readonly tf.Tensor[]) => tensors.flatMap((tensor) => [...tensor.dataSync()]);

onEachBackend('a fused dense layer', () => {
  describe.each(activationNames)('with activation %s', (activation) => {
    const arrange = () => SHAPES.map(normals);

    it('is the layer by ops of tfjs, and so are its gradients and Hessian-vector products', () => {
      tf.tidy(() => {
        const [inputs, vector] = [arrange(), arrange()];
        const [x, weight, bias] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
        const both = <T>(f: (layer: Layer) => T) => [f(denseLayer), f(plain)] as const;
        const [y, expected] = both((layer) => layer(x, weight, bias, activation).dataSync());
        expect(relativeError(y, expected)).toBeLessThan(1e-6);
        const [g, gradient] = both((layer) => flat(valueAndGradient(around(layer, activation), inputs).gradient));
        expect(relativeError(g, gradient)).toBeLessThan(1e-5);
        const [h, product] = both((layer) => flat(hvp(around(layer, activation), inputs)(vector)));
        expect(relativeError(h, product)).toBeLessThan(1e-5);
      });
    });

    it('has the Jacobian products of the layer by ops of tfjs, in either direction', () => {
      tf.tidy(() => {
        const [inputs, vector] = [arrange(), arrange()];
        const cotangent = normals([7, 9]);
        const by = (layer: Layer) => {
          const f = (own: tf.Tensor[]) => layer(...(own as [tf.Tensor, tf.Tensor, tf.Tensor]), activation);
          return { forward: jvp(f, inputs)(vector).dataSync(), back: flat(vjp(f, inputs)(cotangent)) };
        };
        const [fused, expected] = [by(denseLayer), by(plain)];
        expect(relativeError(fused.forward, expected.forward)).toBeLessThan(1e-5);
        expect(relativeError(fused.back, expected.back)).toBeLessThan(1e-5);
      });
    });
  });

  it('is one kernel in a profile, with one for its three gradients', async () => {
    const inputs = SHAPES.map(normals);
    const { kernelNames } = await tf.profile(() =>
      tf.sum(denseLayer(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor]))),
    );
    expect(kernelNames).toContain('PolicyAscentDense');
    const f = (own: tf.Tensor[]) => tf.sum(denseLayer(...(own as [tf.Tensor, tf.Tensor, tf.Tensor]), 'tanh'));
    const profile = await tf.profile(() => {
      const { value, gradient } = valueAndGradient(f, inputs);
      tf.dispose([value, ...gradient]);
    });
    expect(profile.kernelNames).toContain('PolicyAscentDenseGradient');
    tf.dispose(inputs);
  });

  it('keeps no tensor', () => {
    const inputs = SHAPES.map(normals);
    const before = tf.memory().numTensors;
    tf.dispose(hvp(around(denseLayer, 'tanh'), inputs)(inputs));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(inputs);
  });

  it('refuses what does not fit', () => {
    tf.tidy(() => {
      const [x, weight] = [normals([2, 3]), normals([4, 5])];
      expect(() => denseLayer(x, weight, normals([5]))).toThrow(
        'denseLayer: x, weight and bias must have the shapes [rows, inputs], [inputs, outputs] and [outputs], got [[2,3],[4,5],[5]]',
      );
      expect(() => denseLayer(x, normals([3, 5]), normals([5]), 'tan' as ActivationName)).toThrow(
        'denseLayer: activation: must be one of linear,tanh',
      );
    });
  });
});
