import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import type { ActionKind } from '../../core/spaces.ts';
import { EpisodeGuard, type GuardState } from '../episode-guard.ts';
import { wrap } from './wrap.ts';

/**
 * The environment with episodes of at most `maxEpisodeSteps` steps: the step that reaches the limit is truncated, also
 * when it terminates (both flags are then set, as in Gymnasium; terminated counts).
 *
 * @throws InputError where the limit is no whole number ≥ 1; from `step`, where the episode is over or none has begun
 */
export function timeLimit<K extends ActionKind>(environment: Environment<K>, maxEpisodeSteps: number): Environment<K> {
  if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
    throw new InputError('timeLimit', 'maxEpisodeSteps must be a whole number ≥ 1', show(maxEpisodeSteps));
  }
  const guard = new EpisodeGuard('environment');
  let steps = 0;
  const memory = {
    name: 'timeLimit',
    save: (): Saved => ({ steps, guard: guard.saveState() }),
    restore(saved: unknown) {
      const state = saved as Saved;
      guard.restoreState(state.guard);
      steps = state.steps;
    },
  };
  const limited: Partial<Environment<K>> = {
    reset(request) {
      const result = environment.reset(request);
      guard.begin(undefined, 0);
      steps = 0;
      return result;
    },
    step(action, into) {
      guard.requireRunning();
      const step = environment.step(action, into);
      steps += 1;
      if (steps >= maxEpisodeSteps) step.truncated = true;
      if (step.terminated || step.truncated) guard.end();
      return step;
    },
  };
  return wrap(environment, limited, memory);
}

interface Saved {
  readonly steps: number;
  readonly guard: GuardState;
}
