import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionKind, flatSize, type ObservationSpace } from '../../core/spaces.ts';
import { wrap } from './wrap.ts';

/** Makes what is shown of what the environment showed: returns it, or writes it into `into` and returns nothing. */
export type ObservationTransform = (observation: Float32Array, into: Float32Array) => ArrayLike<number> | undefined;

/**
 * The environment whose observations pass through a function: `transformObservation(environment, (x) => x.map(Math.abs))`.
 *
 * @param transform must remember nothing, and keep none of its arguments
 * @param observationSpace what the function makes; the environment's own when left out
 * @throws InputError from `reset` and `step`, where the function returns another number of elements than the space has
 */
export function transformObservation<K extends ActionKind>(
  environment: Environment<K>,
  transform: ObservationTransform,
  observationSpace: ObservationSpace = environment.observationSpace,
): Environment<K> {
  const size = flatSize(observationSpace);
  const whole = new Float32Array(flatSize(environment.observationSpace));
  const shown = (observation: Float32Array, into: Float32Array = new Float32Array(size)) => {
    const made = transform(observation, into);
    if (made === undefined) return into;
    if (made.length !== size) {
      throw new InputError('transformObservation', `the function must return ${size} numbers`, show(made.length));
    }
    into.set(made);
    return into;
  };
  return wrap(environment, {
    observationSpace,
    reset(request) {
      const result = environment.reset({ ...request, into: whole });
      result.observation = shown(result.observation, request?.into);
      return result;
    },
    step(action, into) {
      const step = environment.step(action, whole);
      step.observation = shown(step.observation, into);
      return step;
    },
  });
}
