import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { correctGradients, whileCorrected } from '../../../src/core/autograd/corrections.ts';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { jvp } from '../../../src/core/autograd/jvp.ts';
import type { TwiceDifferentiable } from '../../../src/core/autograd/rules/rule.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { vjp } from '../../../src/core/autograd/vjp.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { flat } from './derivatives.ts';

const names = () =>
  ['cpu', 'wasm'].flatMap((backend) => tf.getKernelsForBackend(backend).map((each) => each.kernelName));
/** Everything that the registries hold. */
const registry = () => ({
  gradients: new Map([...names(), 'logSoftmax__op'].map((name) => [name, tf.getGradient(name)])),
  kernels: ['cpu', 'wasm'].map((backend) => new Set(tf.getKernelsForBackend(backend))),
});

const at = () => tf.tensor1d([0.5, -0.25]);
const sum = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.sum(f(x));
const second = (f: (x: tf.Tensor) => tf.Tensor) => flat([hvp(sum(f), at())(tf.tensor1d([1, 1]))]);
const nestedStock = (f: (x: tf.Tensor) => tf.Tensor) => flat([tf.grad((x) => tf.sum(tf.grad(sum(f))(x)))(at())]);

onEachBackend('tfjs is as it was', () => {
  it('after each of the functions', () => {
    const start = registry();
    valueAndGradient(sum(tf.tanh), at());
    vjp(tf.tanh, at())(at());
    jvp(tf.tanh, at())(at());
    hvp(sum(tf.tanh), at())(at());
    expect(registry()).toEqual(start);
  });

  it('while none runs: a stock tape is as wrong as ever', () => {
    expect(() => nestedStock(tf.exp)).toThrow('Cannot compute gradient');
    second(tf.exp);
    expect(() => nestedStock(tf.exp)).toThrow('Cannot compute gradient');
  });

  it('after a function that throws, and nested ones too', () => {
    const start = registry();
    const failing = () => {
      throw new Error('of the user');
    };
    expect(() => valueAndGradient(failing, at())).toThrow('of the user');
    expect(() => valueAndGradient((x) => valueAndGradient(failing, x).gradient, at())).toThrow('of the user');
    expect(registry()).toEqual(start);
    expect(second(tf.exp)).toHaveLength(2);
  });

  it('and the corrections hold to the end of the outermost function', () => {
    whileCorrected(() => {
      const corrected = tf.getGradient('Tanh');
      whileCorrected(() => expect(tf.getGradient('Tanh')).toBe(corrected));
      expect(tf.getGradient('Tanh')).toBe(corrected);
    });
  });

  it('where a gradient of a listed kernel was replaced by the user, it comes back', () => {
    const stock = tf.getGradient('Exp');
    const own = { ...stock };
    tf.registerGradient(own);
    try {
      second(tf.exp);
      expect(tf.getGradient('Exp')).toBe(own);
    } finally {
      tf.registerGradient(stock);
    }
  });
});

onEachBackend('correctGradients', () => {
  it('puts nested tf.grad right until it is undone', () => {
    const start = registry();
    const undo = correctGradients();
    expect(nestedStock(tf.exp)).toEqual(flat([tf.exp(at())]));
    expect(nestedStock((x) => tf.logSoftmax(x))[0]).toBeCloseTo(second((x) => tf.logSoftmax(x))[0] as number, 6);
    undo();
    expect(registry()).toEqual(start);
    expect(() => nestedStock(tf.exp)).toThrow('Cannot compute gradient');
  });

  it('may be undone twice, and in any order with others', () => {
    const start = registry();
    const [first, other] = [correctGradients(), correctGradients()];
    first();
    first();
    expect(nestedStock(tf.exp)).toEqual(flat([tf.exp(at())]));
    other();
    expect(registry()).toEqual(start);
  });

  it.each([
    ['exp', tf.exp],
    ['tanh', tf.tanh],
    ['logSoftmax', (x: tf.Tensor) => tf.logSoftmax(x)],
    ['softmax and clipping', (x: tf.Tensor) => tf.clipByValue(tf.softmax(tf.square(x)), 0, 0.9)],
  ])('is not needed for a tf.grad inside a function of ours: %s', (_, f) => {
    const penalty = (gradient: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.sum(tf.square(gradient(x)));
    const g = (x: tf.Tensor) => tf.sum(tf.square(f(x)));
    const ours = valueAndGradient(
      penalty((x) => valueAndGradient(g, x).gradient),
      at(),
    ).gradient;
    const mixed = valueAndGradient(penalty(tf.grad(g)), at()).gradient;
    expect(flat([mixed])).toEqual(flat([ours]));
    const unlisted = () => valueAndGradient(penalty(tf.grad((x) => tf.sum(tf.atan(f(x))))), at());
    expect(unlisted).toThrow('second derivative of Atan');
  });

  it('refuses second derivatives that are not on the list', () => {
    const undo = correctGradients();
    try {
      expect(() => nestedStock(tf.atan)).toThrow('second derivative of Atan');
      expect(() => nestedStock((x) => tf.mirrorPad(x, [[1, 1]], 'reflect'))).toThrow('second derivative of MirrorPad');
    } finally {
      undo();
    }
  });
});

/** x² with a gradient that captures what the tape does not know: right once, wrong twice. */
const sneaky = tf.customGrad((x) => {
  const doubled = tf.keep(tf.mul(x as tf.Tensor, 2));
  return { value: tf.square(x as tf.Tensor), gradFunc: (dy: tf.Tensor) => tf.mul(dy, doubled) };
}) as (x: tf.Tensor) => tf.Tensor;

onEachBackend('an op that is not on the list', (backend) => {
  const unlisted: readonly [string, (x: tf.Tensor) => tf.Tensor, string][] = [
    ['a kernel', tf.atan, 'second derivative of Atan: is not on the list'],
    ['a kernel that is linear', (x) => tf.mirrorPad(x, [[1, 1]], 'reflect'), 'second derivative of MirrorPad'],
    ['an op without a kernel', tf.logSigmoid, 'second derivative of tf.logSigmoid'],
    ['a customGrad', sneaky, 'second derivative of tf.customGrad'],
    [
      'a loss that tfjs differentiates by numbers off the tape',
      (x) => tf.losses.softmaxCrossEntropy(tf.tensor1d([0, 1]), x),
      'second derivative of tf.softmaxCrossEntropy',
    ],
  ];

  it.each(unlisted)('differentiates once: %s', (_, f) => {
    const stock = flat([tf.grad(sum(f))(at())]);
    expect(flat([valueAndGradient(sum(f), at()).gradient])).toEqual(stock);
  });

  it.each(unlisted)('throws by name when differentiated twice: %s', (_, f, message) => {
    expect(() => second(f)).toThrow(message);
    expect(() => second((x) => tf.exp(f(x)))).toThrow(message);
    // tfjs fails at logSigmoid of what it has disposed of already, at first order as well.
    if (f !== tf.logSigmoid) expect(() => second((x) => f(tf.tanh(x)))).toThrow(message);
  });

  it.each(unlisted)('has a Jacobian product, which is a first derivative: %s', (_, f) => {
    const v = tf.tensor1d([1, -2]);
    const y = f(at());
    const u = tf.ones(y.shape);
    const forward = tf.sum(tf.mul(u, jvp(f, at())(v))).dataSync()[0] as number;
    const backward = tf.sum(tf.mul(vjp(f, at())(u), v)).dataSync()[0] as number;
    expect(forward).toBeCloseTo(backward, 5);
  });

  it('does not matter where the second derivative does not pass through it', () => {
    const constant = tf.atan(tf.scalar(1));
    const [product] = second((x) => tf.mul(tf.square(x), tf.atan(constant)));
    expect(product).toBeCloseTo(2 * Math.atan(Math.atan(1)), 5);
  });

  const cubed = (gradient: Partial<TwiceDifferentiable>) => {
    const kernelName = 'Cubed';
    tf.registerKernel({
      kernelName,
      backendName: backend,
      kernelFunc: ({ inputs }) => tf.pow(inputs.x as tf.Tensor, 3),
    });
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.mul(tf.square(x as tf.Tensor), 3)) }),
      ...gradient,
    } as tf.GradConfig);
    return {
      f: (x: tf.Tensor) => tf.engine().runKernel(kernelName, { x }) as tf.Tensor,
      remove() {
        tf.unregisterKernel(kernelName, backend);
        tf.unregisterGradient(kernelName);
      },
    };
  };

  it('a kernel of one’s own throws, unless its author says that its gradient may be taken again', () => {
    const silent = cubed({});
    expect(() => second(silent.f)).toThrow('second derivative of Cubed');
    silent.remove();
    const declared = cubed({ twiceDifferentiable: true });
    expect(second(declared.f)).toEqual([3, -1.5]);
    declared.remove();
  });
});

describe('a kernel without a gradient', () => {
  it('fails as in tfjs', () => {
    expect(() => valueAndGradient((x) => tf.sum(tf.topk(x, 1).values), at())).toThrow('TopK');
  });
});
