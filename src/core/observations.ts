import * as tf from '@tensorflow/tfjs';
import { InputError } from './input-error.ts';
import { flatSize, type ObservationSpace } from './spaces.ts';

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
  return tf.oneHot(tf.tensor1d(Int32Array.from(observations), 'int32'), space.n, 1, 0, 'float32') as tf.Tensor2D;
}
