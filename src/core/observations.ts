import * as tf from '@tensorflow/tfjs';
import { InputError } from './input-error.ts';
import { contains, flatSize, type ObservationSpace } from './spaces.ts';

/** How many numbers a network sees of one observation: the box's size, or one for each value of a discrete space. */
export function featureSize(space: ObservationSpace): number {
  return space.kind === 'discrete' ? space.n : flatSize(space);
}

/**
 * Observations as a network sees them, `[size, featureSize]`: a discrete one as one-hot, a box as it is.
 *
 * @param observations `[size, flatSize(space)]`, row-major
 */
export function featuresOf(space: ObservationSpace, observations: Float32Array, size: number): tf.Tensor2D {
  const columns = flatSize(space);
  if (observations.length !== size * columns) {
    throw new InputError('observations', `must have ${size} × ${columns} numbers`, String(observations.length));
  }
  if (space.kind === 'box') return tf.tensor2d(observations, [size, columns], 'float32');
  // Not tf.oneHot: on wasm its float32 output holds the bits of the integer 1.
  const oneHot = new Float32Array(size * space.n);
  observations.forEach((value, row) => {
    if (!contains(space, value)) {
      throw new InputError('observations', `must be whole numbers from 0 to ${space.n - 1}`, String(value));
    }
    oneHot[row * space.n + value] = 1;
  });
  return tf.tensor2d(oneHot, [size, space.n], 'float32');
}
