import {
  aggregateInterquartileMean,
  aggregateMean,
  mean,
  type Scores,
  type Statistics,
  stratifiedBootstrapInterval,
} from 'policy-ascent';

/** A surrogate's score over all tasks and seeds. */
export interface SurrogateScore {
  readonly mean: number;
  /** 95 %, by resampling the seeds within each task. */
  readonly interval: readonly [number, number];
  /** The interquartile mean over all tasks and seeds, and its interval likewise. Agarwal et al. (2021). */
  readonly robust: Pick<Statistics, 'mean' | 'interval'>;
  readonly scores: Scores;
}

/**
 * Scores each arm by (return − zero) / (best − zero) on each task, where best is the mean of the best arm there, and takes
 * the mean over tasks and seeds. Schulman et al. (2017), section 6.1.
 *
 * @param returns for each arm, for each task, a return for each seed
 * @param zeros the return that counts as 0, for each task
 */
export function normalizedScores(
  returns: readonly (readonly (readonly number[])[])[],
  zeros: readonly number[],
): SurrogateScore[] {
  const bests = zeros.map((_, task) => Math.max(...returns.map((arm) => mean(arm[task] ?? []))));
  return returns.map((arm) => {
    const scores = arm.map((seeds, task) => {
      const [zero = Number.NaN, best = Number.NaN] = [zeros[task], bests[task]];
      return seeds.map((value) => (value - zero) / (best - zero));
    });
    const robust = {
      mean: aggregateInterquartileMean(scores),
      interval: stratifiedBootstrapInterval(scores, aggregateInterquartileMean),
    };
    return {
      mean: aggregateMean(scores),
      interval: stratifiedBootstrapInterval(scores, aggregateMean),
      robust,
      scores,
    };
  });
}
