import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionKind, box, flatSize } from '../../core/spaces.ts';
import { requireBoxObservations } from './require-box.ts';
import { wrap } from './wrap.ts';

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
  const whole = new Float32Array(size);
  const select = (observation: Float32Array, into: Float32Array = new Float32Array(kept.length)) => {
    for (const [i, index] of kept.entries()) into[i] = observation[index] as number;
    return into;
  };
  const bound = (bounds: Float32Array) => kept.map((index) => bounds[index] as number);
  return wrap(environment, {
    observationSpace: box(bound(space.low), bound(space.high)),
    reset(request) {
      const result = environment.reset({ ...request, into: whole });
      result.observation = select(result.observation, request?.into);
      return result;
    },
    step(action, into) {
      const step = environment.step(action, whole);
      step.observation = select(step.observation, into);
      return step;
    },
  });
}
