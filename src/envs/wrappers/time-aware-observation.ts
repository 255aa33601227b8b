import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionKind, box } from '../../core/spaces.ts';
import { requireBoxObservations } from './require-box.ts';
import { type ObservationTransform, transformObservation } from './transform-observation.ts';
import { wrap } from './wrap.ts';

/**
 * The environment that shows behind each observation how much of an episode's time has passed: t / maxEpisodeSteps, from
 * 0 on, and 1 from the limit on. With it, the value of a state can depend on the time that is left.
 *
 * Pardo et al. (2018), "Time Limits in Reinforcement Learning", section 3.
 *
 * @param maxEpisodeSteps the limit, which {@link timeLimit} or the registration sets; here it ends nothing
 * @throws InputError where observations are no vectors, or the limit is no whole number ≥ 1
 */
export function timeAwareObservation<K extends ActionKind>(
  environment: Environment<K>,
  maxEpisodeSteps: number,
): Environment<K> {
  const space = requireBoxObservations('timeAwareObservation', environment);
  if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
    throw new InputError('timeAwareObservation', 'maxEpisodeSteps must be a whole number ≥ 1', show(maxEpisodeSteps));
  }
  let steps = 0;
  const append: ObservationTransform = (observation, into) => {
    into.set(observation);
    into[observation.length] = Math.min(1, steps / maxEpisodeSteps);
  };
  const counted: Partial<Environment<K>> = {
    reset(request) {
      steps = 0;
      return environment.reset(request);
    },
    step(action, into) {
      steps += 1;
      return environment.step(action, into);
    },
  };
  const memory = {
    name: 'timeAwareObservation',
    save: () => steps,
    restore(saved: unknown) {
      steps = saved as number;
    },
  };
  const timed = box([...space.low, 0], [...space.high, 1]);
  return transformObservation(wrap(environment, counted, memory), append, timed);
}
