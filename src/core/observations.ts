import * as tf from '@tensorflow/tfjs';
import { InputError } from './input-error.ts';
import { contains, flatSize, type ObservationSpace } from './spaces.ts';

/** How many numbers a network sees of one observation: the box's size, or one for each value of a discrete space. */
export function featureSize(space: ObservationSpace): number {
  return space.kind === 'discrete' ? space.n : flatSize(space);
}

/**
 * Observations as a network sees them, `[size, featureSize]`, row-major: a discrete one as one-hot; a box as it is, which
 * is the given array itself.
 *
 * @param observations `[size, flatSize(space)]`, row-major
 * @throws InputError where the length does not fit, or a discrete observation is none
 */
export function featureRows(space: ObservationSpace, observations: Float32Array, size: number): Float32Array {
  if (space.kind === 'discrete') return writeFeatures(space, observations, size, new Float32Array(size * space.n));
  requireSize(space, observations, size);
  return observations;
}

/** {@link featureRows}, copied into an array of `size · featureSize` numbers. */
export function writeFeatures(
  space: ObservationSpace,
  observations: Float32Array,
  size: number,
  into: Float32Array,
): Float32Array {
  requireSize(space, observations, size);
  if (space.kind === 'box') {
    into.set(observations);
    return into;
  }
  into.fill(0);
  for (let row = 0; row < size; row++) {
    const value = observations[row] as number;
    if (!contains(space, value)) {
      throw new InputError('observations', `must be whole numbers from 0 to ${space.n - 1}`, String(value));
    }
    into[row * space.n + value] = 1;
  }
  return into;
}

function requireSize(space: ObservationSpace, { length }: Float32Array, size: number): void {
  const columns = flatSize(space);
  if (length === size * columns) return;
  throw new InputError('observations', `must have ${size} × ${columns} numbers`, String(length));
}

/** {@link featureRows} as a tensor; not by tf.oneHot, whose float32 output on wasm holds the bits of the integer 1. */
export function featuresOf(space: ObservationSpace, observations: Float32Array, size: number): tf.Tensor2D {
  return tf.tensor2d(featureRows(space, observations, size), [size, featureSize(space)], 'float32');
}
