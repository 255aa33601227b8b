import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../src/core/autograd/check-gradients.ts';
import type { TwiceDifferentiable } from '../../../src/core/autograd/rules/rule.ts';
import { mlp } from '../../../src/core/networks/mlp.ts';
import { initialValues } from '../../../src/core/networks/network.ts';
import { tensorsOf } from '../../../src/core/parameters.ts';
import { Random } from '../../../src/core/random.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { numbers } from './cases/case.ts';
import { tensorOf } from './derivatives.ts';

const x = () => tensorOf(numbers([3, 4], -1, 1, 'observations'));

function network(activation: 'tanh' | 'relu' | 'gelu' | 'elu') {
  const net = mlp({ inputs: 4, outputs: 2, hidden: [8], activation });
  const values = initialValues(net, new Random('network'));
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + 0.05 * Math.cos(i);
  return { net, parameters: tensorsOf({ values, layout: net.layout }) };
}

/** sin with a gradient that is off by a factor, and with one that forgets where it is. */
const scaled = (factor: number) =>
  tf.customGrad((y, save) => {
    (save as tf.GradSaveFunc)([y as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(tf.mul(dy, tf.cos(saved as tf.Tensor)), factor);
    return { value: tf.sin(y as tf.Tensor), gradFunc };
  }) as (y: tf.Tensor) => tf.Tensor;

onEachBackend('a gradient check', () => {
  it.each([
    ['tanh', 1],
    ['tanh', 2],
    ['gelu', 1],
    ['gelu', 2],
    ['elu', 1],
    ['relu', 1],
    ['relu', 2],
  ] as const)('passes a right network: %s, order %d', (activation, order) => {
    const { net, parameters } = network(activation);
    const check = checkGradients((tensors: tf.Tensor[]) => net.apply(tensors, x()), parameters, { order });
    expect(check.worst.relativeError).toBeLessThan(0.01);
    expect(check).toMatchObject({ passes: true, checked: 58 });
  });

  it('passes a loss that is large beside its gradient', () => {
    const loss = (y: tf.Tensor) => tf.add(tf.mean(tf.square(y)), 1000);
    expect(checkGradients(loss, x()).passes).toBe(true);
  });

  it.each([1.1, 0.9, -1, 0])('finds a gradient that is off by a factor of %d', (factor) => {
    const { passes, worst } = checkGradients(scaled(factor), x());
    expect(passes).toBe(false);
    expect(worst.relativeError).toBeGreaterThan(0.05);
  });

  it('says where: the one entry that is wrong', () => {
    const wrong = tf.customGrad((y) => ({
      value: tf.mul(y as tf.Tensor, 3),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.tensor2d([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 3], [3, 4])),
    })) as (y: tf.Tensor) => tf.Tensor;
    const f = ([a, b]: tf.Tensor[]) => tf.add(tf.sum(a as tf.Tensor), tf.sum(wrong(b as tf.Tensor)));
    const { worst } = checkGradients(f, [tf.scalar(1), x()]);
    expect(worst).toMatchObject({ tensor: 1, index: [2, 2] });
    expect(worst.analytic).toBeCloseTo(1);
    expect(worst.numeric).toBeCloseTo(3, 3);
    expect(worst.relativeError).toBeCloseTo(2 / 3, 2);
  });

  it('finds a second derivative that is wrong: a gradient that takes its slope for a constant', () => {
    const kernelName = 'FrozenSine';
    const kernelFunc = ({ inputs }: { inputs: tf.NamedTensorInfoMap }) => tf.sin(inputs.x as tf.Tensor);
    tf.registerKernel({ kernelName, backendName: tf.getBackend(), kernelFunc });
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [y]) => ({
        x: () => tf.mul(dy as tf.Tensor, tf.tensor(tf.cos(y as tf.Tensor).dataSync(), y?.shape)),
      }),
      twiceDifferentiable: true,
    } as TwiceDifferentiable);
    const frozen = (y: tf.Tensor) => tf.engine().runKernel(kernelName, { x: y }) as tf.Tensor;
    try {
      expect(checkGradients(frozen, x()).passes).toBe(true);
      expect(checkGradients(frozen, x(), { order: 2 }).passes).toBe(false);
    } finally {
      tf.unregisterKernel(kernelName, tf.getBackend());
      tf.unregisterGradient(kernelName);
    }
  });

  it('fails on a gradient that is not a number', () => {
    expect(checkGradients((y: tf.Tensor) => tf.sqrt(tf.sub(y, y)), x()).passes).toBe(false);
  });

  it('looks at as many entries as it is told, over all tensors', () => {
    const { net, parameters } = network('tanh');
    const f = (tensors: tf.Tensor[]) => net.apply(tensors, x());
    expect(checkGradients(f, parameters, { entries: 7 }).checked).toBe(7);
  });
});

describe('a gradient check is refused', () => {
  it('of another order', () => {
    expect(() => checkGradients(tf.exp, tf.scalar(1), { order: 3 as 2 })).toThrow('order: must be 1 or 2, got 3');
  });
});
