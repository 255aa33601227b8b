import { RETURN_WINDOW } from '../core/episode-window.ts';
import { InputError, show } from '../core/input-error.ts';
import type { TrainCallback } from './train-with.ts';

/**
 * Ends a run as soon as the mean return of its last 100 training episodes reaches the threshold; not before so many have
 * ended. `registration(id).rewardThreshold` is the return at which a task counts as solved.
 *
 * @throws InputError where the threshold is not finite
 */
export function stopWhenSolved(threshold: number): TrainCallback {
  if (!Number.isFinite(threshold)) throw new InputError('stopWhenSolved', 'threshold must be finite', show(threshold));
  return {
    onUpdate({ progress: { episodes, returnMean } }) {
      return episodes >= RETURN_WINDOW && returnMean >= threshold ? 'stop' : undefined;
    },
  };
}
