import { mean } from './moments.ts';
import { optimalityGap } from './optimality-gap.ts';
import { interquartileMean, median } from './robust-averages.ts';
import { requireScores, type Scores } from './scores.ts';

/**
 * The mean over tasks of the mean over runs; one task far above the others can decide it.
 *
 * @throws InputError where there is no task, a task without runs, or a score that is not finite
 */
export function aggregateMean(scores: Scores): number {
  return mean(taskMeans('aggregate mean', scores));
}

/**
 * The median over tasks of the mean over runs; zero scores on nearly half of the tasks need not change it.
 *
 * @throws InputError where there is no task, a task without runs, or a score that is not finite
 */
export function aggregateMedian(scores: Scores): number {
  return median(taskMeans('aggregate median', scores));
}

/**
 * The interquartile mean over all runs of all tasks together; Agarwal et al. (2021) would have it reported first.
 *
 * @throws InputError where there is no task, a task without runs, or a score that is not finite
 */
export function aggregateInterquartileMean(scores: Scores): number {
  requireScores('aggregate interquartile mean', scores);
  return interquartileMean(scores.flat());
}

/**
 * The optimality gap over all runs of all tasks together.
 *
 * @param threshold γ, the score that is good enough
 * @throws InputError where there is no task, a task without runs, or a score that is not finite
 */
export function aggregateOptimalityGap(scores: Scores, threshold = 1): number {
  requireScores('aggregate optimality gap', scores);
  return optimalityGap(scores.flat(), threshold);
}

function taskMeans(subject: string, scores: Scores): number[] {
  requireScores(subject, scores);
  return scores.map(mean);
}
