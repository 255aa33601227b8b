import * as tf from '@tensorflow/tfjs';
import { KernelArray } from './kernel-array.ts';

type KernelFunction = tf.KernelConfig['kernelFunc'];

/** What tfjs calls a kernel with. */
export type KernelParameters = Parameters<KernelFunction>[0];

/** Registers a fused kernel with the backend in use, and its gradient, unless they are there already. */
export function registerFused(gradient: tf.GradConfig, kernelFunc: KernelFunction): void {
  const { kernelName } = gradient;
  const backendName = tf.getBackend();
  if (tf.getGradient(kernelName) === undefined) tf.registerGradient(gradient);
  if (tf.getKernel(kernelName, backendName) !== undefined) return;
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** An input of a kernel, copied into the kernels' memory. */
export interface FusedInput {
  readonly shape: readonly number[];
  readonly array: KernelArray;
}

/** The inputs of these names, read from the backend in use. */
export function readInputs<const Names extends readonly string[]>(
  { inputs, backend }: KernelParameters,
  ...names: Names
): { [I in keyof Names]: FusedInput } {
  const read = (name: string): FusedInput => {
    const { dataId, shape } = inputs[name] as tf.TensorInfo;
    const values = (backend as tf.KernelBackend).readSync(dataId) as Float32Array;
    return { shape, array: KernelArray.floats(0).write(values) };
  };
  return names.map(read) as { [I in keyof Names]: FusedInput };
}

/** Numbers of the kernels' memory as a tensor of the backend in use. */
export function outputOf({ backend }: KernelParameters, array: KernelArray, shape: number[]): tf.TensorInfo {
  const dataId = (backend as tf.KernelBackend).write(array.view.slice(), shape, 'float32');
  return { dataId, shape, dtype: 'float32' };
}
