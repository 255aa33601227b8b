import { InputError, show } from '../core/input-error.ts';
import type { TrainUpdate } from '../train.ts';
import type { TrainCallback } from './train-with.ts';

/**
 * Calls a function with the first update at or beyond each multiple of `steps` environment steps, and with the last one.
 *
 * @param act may return `stop`, as any callback
 * @throws InputError where `steps` is no whole number ≥ 1
 */
export function everySteps(steps: number, act: (update: TrainUpdate) => unknown): TrainCallback {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new InputError('everySteps', 'steps must be a whole number ≥ 1', show(steps));
  }
  let reached: number | undefined;
  let acted: TrainUpdate | undefined;
  const actOn = (update: TrainUpdate) => {
    acted = update;
    return act(update);
  };
  return {
    onUpdate(update) {
      const { step, update: number } = update.progress;
      const multiple = Math.floor(step / steps);
      const before = reached ?? (number === 1 ? 0 : multiple); // of a run that was resumed, the steps before count no more
      reached = multiple;
      return multiple > before ? actOn(update) : undefined;
    },
    onEnd: (last) => (last === undefined || last === acted ? undefined : actOn(last)),
  };
}
