import { InputError, show } from '../input-error.ts';
import { requireScores, type Scores } from './scores.ts';

/**
 * The performance profile: the share of all runs of all tasks together that score above τ, for each threshold τ.
 *
 * F(τ) = (1/N) Σ 1[x > τ] over the N runs; where one agent's profile lies above another's throughout, its scores are
 * stochastically larger. The run-score distribution of Agarwal et al. (2021), section 4.2.
 *
 * @returns a share in [0, 1] for each threshold
 * @throws InputError where there is no task, a task without runs, a score that is not finite, or a threshold that is NaN
 */
export function performanceProfile(scores: Scores, thresholds: readonly number[]): number[] {
  requireScores('performance profile', scores);
  const runs = scores.flat();
  return thresholds.map((threshold) => {
    if (Number.isNaN(threshold))
      throw new InputError('performance profile', 'thresholds must be numbers', show(threshold));
    return runs.filter((score) => score > threshold).length / runs.length;
  });
}
