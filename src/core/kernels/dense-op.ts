import * as tf from '@tensorflow/tfjs';
import type { TwiceDifferentiable } from '../autograd/rules/rule.ts';
import { InputError, show } from '../input-error.ts';
import { type ActivationName, activationSlopes } from '../networks/activations.ts';
import { activationCodes } from './dense-chain.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';
import { type KernelParameters, outputOf, readInputs, registerFused } from './tensor-kernel.ts';

const LAYER = 'PolicyAscentDense';
const GRADIENT = 'PolicyAscentDenseGradient';

interface Attributes {
  readonly activation: ActivationName;
}

/**
 * φ(x W + b) `[rows, outputs]` by a fused kernel, as one op of tfjs: it runs on every backend that can be read
 * synchronously, has fused first derivatives, may be differentiated any number of times, and shows in `tf.profile`.
 *
 * @param x `[rows, inputs]`
 * @param weight `[inputs, outputs]`
 * @param bias `[outputs]`
 * @throws InputError where the shapes do not fit, or there is no such activation
 */
export function denseLayer(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  activation: ActivationName = 'linear',
): tf.Tensor2D {
  requireShapes(x, weight, bias);
  if (!(activation in activationCodes)) {
    throw new InputError('denseLayer: activation', `must be one of ${Object.keys(activationCodes)}`, show(activation));
  }
  registerFused(layerGradient, forward);
  registerFused(gradientOfGradient, backward);
  const attributes: Attributes = { activation };
  return tf.engine().runKernel(LAYER, { x, weight, bias }, { ...attributes }) as tf.Tensor2D;
}

function requireShapes({ shape: x }: tf.Tensor, { shape: weight }: tf.Tensor, { shape: bias }: tf.Tensor): void {
  const fits =
    x.length === 2 && weight.length === 2 && bias.length === 1 && x[1] === weight[0] && weight[1] === bias[0];
  const wanted = 'x, weight and bias must have the shapes [rows, inputs], [inputs, outputs] and [outputs]';
  if (!fits) throw new InputError('denseLayer', wanted, show([x, weight, bias]));
}

/** A layer whose inputs are in the kernels' memory, and what its forward pass leaves there. */
function computed(parameters: KernelParameters) {
  const [x, weight, bias] = readInputs(parameters, 'x', 'weight', 'bias');
  const { activation } = parameters.attrs as unknown as Attributes;
  const [rows, inputs] = x.shape as [number, number];
  const outputs = bias.shape[0] as number;
  const [z, y] = [KernelArray.floats(rows * outputs), KernelArray.floats(rows * outputs)];
  const code = activationCodes[activation];
  const arrays = { x: x.array, weight: weight.array, bias: bias.array, z, y };
  kernels.denseForward(
    code,
    rows,
    inputs,
    outputs,
    x.array.address,
    weight.array.address,
    bias.array.address,
    z.address,
    y.address,
  );
  return { code, rows, inputs, outputs, ...arrays, release: () => release(Object.values(arrays)) };
}

function release(arrays: readonly KernelArray[]): void {
  for (const array of arrays) array.release();
}

function forward(parameters: KernelParameters): tf.TensorInfo {
  const layer = computed(parameters);
  const y = outputOf(parameters, layer.y, [layer.rows, layer.outputs]);
  layer.release();
  return y;
}

/** uᵀ ∂y/∂x, uᵀ ∂y/∂W and uᵀ ∂y/∂b of a cotangent u of y, the input `dy`. */
function backward(parameters: KernelParameters): tf.TensorInfo[] {
  const { code, rows, inputs, outputs, x, weight, z, y, release: releaseLayer } = computed(parameters);
  const [{ array: d }] = readInputs(parameters, 'dy');
  const dx = KernelArray.floats(rows * inputs);
  const dWeight = KernelArray.floats(inputs * outputs);
  const dBias = KernelArray.floats(outputs);
  const transposed = KernelArray.floats(inputs * outputs);
  kernels.denseBackward(
    code,
    rows,
    inputs,
    outputs,
    x.address,
    weight.address,
    z.address,
    y.address,
    d.address,
    dWeight.address,
    dBias.address,
    0,
    dx.address,
    0,
    transposed.address,
  );
  const results = [
    outputOf(parameters, dx, [rows, inputs]),
    outputOf(parameters, dWeight, [inputs, outputs]),
    outputOf(parameters, dBias, [outputs]),
  ];
  releaseLayer();
  release([d, dx, dWeight, dBias, transposed]);
  return results;
}

const layerGradient: TwiceDifferentiable = {
  kernelName: LAYER,
  twiceDifferentiable: true,
  inputsToSave: ['x', 'weight', 'bias'],
  gradFunc(dy, saved, attributes) {
    const [x, weight, bias] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
    // At once, and not in the functions returned: tfjs frees what each of those makes besides its own result.
    const inputs = { dy: dy as tf.Tensor, x, weight, bias };
    const [dx, dWeight, dBias] = tf.engine().runKernel(GRADIENT, inputs, attributes) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    return { x: () => dx, weight: () => dWeight, bias: () => dBias };
  },
};

/**
 * The gradient's own derivative, ∂(⟨∂x, uₓ⟩ + ⟨∂W, u_W⟩ + ⟨∂b, u_b⟩): with z = x W + b, T = uₓ W + x u_W + u_b, d = dy ⊙ φ′ and
 * Q = dy ⊙ T ⊙ φ″ it is φ′ ⊙ T by dy, Q Wᵀ + d u_Wᵀ by x, xᵀ Q + uₓᵀ d by W and Σ Q by b. Made of ops of tfjs alone.
 */
const gradientOfGradient: TwiceDifferentiable = {
  kernelName: GRADIENT,
  twiceDifferentiable: true,
  inputsToSave: ['dy', 'x', 'weight', 'bias'],
  gradFunc(cotangents, saved, attributes) {
    const { activation } = attributes as unknown as Attributes;
    const [ux, uWeight, uBias] = cotangents as [tf.Tensor2D, tf.Tensor2D, tf.Tensor];
    const [dy, x, weight, bias] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor];
    const { first, second } = activationSlopes[activation](tf.add(tf.matMul(x, weight), bias));
    const along = tf.add(tf.add(tf.matMul(ux, weight), tf.matMul(x, uWeight)), uBias);
    const d = tf.mul(dy, first) as tf.Tensor2D;
    const q = tf.mul(tf.mul(dy, along), second) as tf.Tensor2D;
    return {
      dy: () => tf.mul(first, along),
      x: () => tf.add(tf.matMul(q, weight, false, true), tf.matMul(d, uWeight, false, true)),
      weight: () => tf.add(tf.matMul(x, q, true), tf.matMul(ux, d, true)),
      bias: () => tf.sum(q, 0),
    };
  },
};
