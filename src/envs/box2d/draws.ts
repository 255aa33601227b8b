import type { Random } from '../../core/random.ts';
import type { EpisodeGuard } from '../episode-guard.ts';

/** What the tasks here need of a random stream. */
export type Draws = Pick<Random, 'uniform' | 'integer'>;

/** Draws from whichever stream the guard has at the time, which is another one after `restoreState`. */
export function drawsOf(guard: EpisodeGuard): Draws {
  return {
    uniform: (low, high) => guard.random.uniform(low, high),
    integer: (n) => guard.random.integer(n),
  };
}
