import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionKind, box, flatSize } from '../../core/spaces.ts';
import { requireBoxObservations } from './require-box.ts';
import { type ObservationTransform, transformObservation } from './transform-observation.ts';

/**
 * The environment that shows only some elements of its observations, in the order given, and so hides part of its state:
 * `selectObservation(new CartPole(), [0, 2])` shows positions and no velocities.
 *
 * @param indices of the elements of the flat observation that remain
 * @throws InputError where the observations are not vectors, or the indices are not distinct ones of theirs
 */
export function selectObservation<K extends ActionKind>(
  environment: Environment<K>,
  indices: readonly number[],
): Environment<K> {
  const space = requireBoxObservations('selectObservation', environment);
  const size = flatSize(space);
  const kept = [...indices];
  const known = kept.every((index) => Number.isInteger(index) && index >= 0 && index < size);
  if (kept.length === 0 || !known || new Set(kept).size < kept.length) {
    const expected = `indices must be one or more different whole numbers from 0 to ${size - 1}`;
    throw new InputError('selectObservation', expected, show(indices));
  }
  const select: ObservationTransform = (observation, into) => {
    for (const [i, index] of kept.entries()) into[i] = observation[index] as number;
  };
  const bound = (bounds: Float32Array) => kept.map((index) => bounds[index] as number);
  return transformObservation(environment, select, box(bound(space.low), bound(space.high)));
}
