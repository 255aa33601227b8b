import * as tf from '@tensorflow/tfjs';
import { InputError } from './input-error.ts';
import { flatSize, maskSize, type ObservationSpace, sectionsOf } from './spaces.ts';

/**
 * How many numbers a network sees of one observation: the box's size, one for each value of a discrete space or of each
 * component of a multi-discrete one, one for each bit; all of a dict's parts.
 */
export function featureSize(space: ObservationSpace): number {
  if (space.kind === 'box') return flatSize(space);
  if (space.kind !== 'dict') return maskSize(space);
  return sectionsOf(space).reduce((sum, { space: part }) => sum + featureSize(part), 0);
}

/**
 * Observations as a network sees them, `[size, featureSize]`, row-major: a discrete one, and each component of a
 * multi-discrete one, as one-hot; bits as they are; a dict part by part; a box as it is, which is the given array itself.
 *
 * @param observations `[size, flatSize(space)]`, row-major
 * @throws InputError where the length does not fit, or a discrete observation or a bit is none
 */
export function featureRows(space: ObservationSpace, observations: Float32Array, size: number): Float32Array {
  requireSize(space, observations, size);
  if (space.kind === 'box') return observations;
  return writeFeatures(space, observations, size, new Float32Array(size * featureSize(space)));
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
  const [columns, features] = [observations.length / size, into.length / size];
  for (let row = 0; row < size; row++) writeRow(space, observations, row * columns, into, row * features);
  return into;
}

/** Writes one observation, `from` its place on, over zeros; returns where the next features begin. */
function writeRow(space: ObservationSpace, observations: Float32Array, from: number, into: Float32Array, to: number) {
  if (space.kind === 'discrete') return writeOneHot(space.n, observations[from] as number, into, to);
  if (space.kind === 'multiDiscrete') {
    let next = to;
    for (let i = 0; i < space.nvec.length; i++) {
      next = writeOneHot(space.nvec[i] as number, observations[from + i] as number, into, next);
    }
    return next;
  }
  if (space.kind === 'dict') {
    let next = to;
    for (const { space: part, offset } of sectionsOf(space)) {
      next = writeRow(part, observations, from + offset, into, next);
    }
    return next;
  }
  const size = flatSize(space);
  for (let i = 0; i < size; i++) {
    const value = observations[from + i] as number;
    if (space.kind === 'multiBinary' && value !== 0 && value !== 1) refuse(1, value);
    into[to + i] = value;
  }
  return to + size;
}

function writeOneHot(n: number, value: number, into: Float32Array, to: number): number {
  if (!(Number.isInteger(value) && value >= 0 && value < n)) refuse(n - 1, value);
  into[to + value] = 1;
  return to + n;
}

function refuse(most: number, value: number): never {
  throw new InputError('observations', `must be whole numbers from 0 to ${most}`, String(value));
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

/**
 * 1 for each number of a flat observation that measures something, which may be normalised, and 0 for an index or a bit,
 * which stays what it is; undefined where all measure.
 */
export function measuredElements(space: ObservationSpace): Uint8Array | undefined {
  if (space.kind === 'box') return undefined;
  const measured = new Uint8Array(flatSize(space));
  if (space.kind !== 'dict') return measured;
  for (const { space: part, offset, size } of sectionsOf(space)) {
    measured.set(measuredElements(part) ?? new Uint8Array(size).fill(1), offset);
  }
  return measured;
}
