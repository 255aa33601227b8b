import type * as tf from '@tensorflow/tfjs';
import type { ListedKernel } from '../../../../src/core/autograd/rules/index.ts';
import { sizeOfShape } from '../../../../src/core/parameters.ts';
import { Random } from '../../../../src/core/random.ts';
import type { NdArray } from '../ndarray.ts';

/** An op under test: what tfjs computes, what float64 computes, and where. */
export interface Case {
  readonly op: string;
  /** The kernels on the list that it is there to test. */
  readonly kernels: readonly ListedKernel[];
  readonly inputs: readonly NdArray[];
  readonly f: (...x: tf.Tensor[]) => tf.Tensor;
  readonly reference: (...x: NdArray[]) => NdArray;
}

/** Numbers that float32 holds exactly, between the bounds, the same on every run. */
export function numbers(shape: readonly number[], low = -2, high = 2, seed = ''): NdArray {
  const random = new Random(`${shape} ${low} ${high} ${seed}`);
  return { shape, data: Array.from({ length: sizeOfShape(shape) }, () => Math.fround(random.uniform(low, high))) };
}

/** An array of these very numbers. */
export function exactly(shape: readonly number[], ...data: readonly number[]): NdArray {
  return { shape, data: data.map(Math.fround) };
}

export type Matrix = tf.Tensor2D;
