import * as tf from '@tensorflow/tfjs';
import type { TwiceDifferentiable } from '../autograd/rules/rule.ts';
import { type KernelParameters, registerFused } from './tensor-kernel.ts';

const PATCHES = 'PolicyAscentPatches';
const GRADIENT = 'PolicyAscentPatchesGradient';

/** Pictures `[batch, height, width, channels]`, and what moves over them. */
interface Attributes {
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  readonly kernel: number;
  readonly stride: number;
}

/**
 * What square filters of `kernel` pixels a side see of pictures, a row for each place where they stop: a convolution without
 * padding is the product of these rows and the filters `[kernel · kernel · channels, filters]`.
 *
 * One linear op of tfjs, which may be differentiated any number of times: its adjoint adds the rows back to the pixels.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch · rows · columns, kernel · kernel · channels]`, the places row by row
 */
export function patches(x: tf.Tensor4D, kernel: number, stride: number): tf.Tensor2D {
  registerFused(patchesGradient, forward);
  registerFused(gradientOfGradient, backward);
  return run(PATCHES, { x }, { shape: x.shape, kernel, stride }) as tf.Tensor2D;
}

function run(kernelName: string, inputs: tf.NamedTensorMap, attributes: Attributes): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, { ...attributes, shape: [...attributes.shape] });
}

const patchesGradient: TwiceDifferentiable = {
  kernelName: PATCHES,
  twiceDifferentiable: true,
  gradFunc: (dy, _, attributes) => ({
    x: () => run(GRADIENT, { dy: dy as tf.Tensor }, attributes as unknown as Attributes),
  }),
};

const gradientOfGradient: TwiceDifferentiable = {
  kernelName: GRADIENT,
  twiceDifferentiable: true,
  gradFunc: (dx, _, attributes) => ({
    dy: () => run(PATCHES, { x: dx as tf.Tensor }, attributes as unknown as Attributes),
  }),
};

/** Calls `visit` for each stretch of pixels that one row of a filter sees: where it is in the patches, and in the pictures. */
function eachStretch({ shape, kernel, stride }: Attributes, visit: (patch: number, picture: number) => void): void {
  const [batch, height, width, channels] = shape;
  const length = kernel * channels;
  let patch = 0;
  for (let image = 0; image < batch; image++) {
    for (let top = 0; top + kernel <= height; top += stride) {
      for (let left = 0; left + kernel <= width; left += stride) {
        for (let row = top; row < top + kernel; row++, patch += length) {
          visit(patch, ((image * height + row) * width + left) * channels);
        }
      }
    }
  }
}

function patchesShape({ shape, kernel, stride }: Attributes): [number, number] {
  const [batch, height, width, channels] = shape;
  const stops = (side: number) => Math.floor((side - kernel) / stride) + 1;
  return [batch * stops(height) * stops(width), kernel * kernel * channels];
}

function forward(parameters: KernelParameters): tf.TensorInfo {
  const attributes = parameters.attrs as unknown as Attributes;
  const shape = patchesShape(attributes);
  const [pixels, rows] = [numbersOf(parameters, 'x'), new Float32Array(shape[0] * shape[1])];
  const length = attributes.kernel * attributes.shape[3];
  eachStretch(attributes, (patch, picture) => {
    for (let i = 0; i < length; i++) rows[patch + i] = pixels[picture + i] as number;
  });
  return tensorOf(parameters, rows, shape);
}

function backward(parameters: KernelParameters): tf.TensorInfo {
  const attributes = parameters.attrs as unknown as Attributes;
  const { shape, kernel } = attributes;
  const [rows, pixels] = [numbersOf(parameters, 'dy'), new Float32Array(shape.reduce((product, n) => product * n, 1))];
  const length = kernel * shape[3];
  eachStretch(attributes, (patch, picture) => {
    for (let i = 0; i < length; i++)
      pixels[picture + i] = (pixels[picture + i] as number) + (rows[patch + i] as number);
  });
  return tensorOf(parameters, pixels, [...shape]);
}

function numbersOf({ inputs, backend }: KernelParameters, name: string): Float32Array {
  return (backend as tf.KernelBackend).readSync((inputs[name] as tf.TensorInfo).dataId) as Float32Array;
}

function tensorOf({ backend }: KernelParameters, values: Float32Array, shape: number[]): tf.TensorInfo {
  return { dataId: (backend as tf.KernelBackend).write(values, shape, 'float32'), shape, dtype: 'float32' };
}
