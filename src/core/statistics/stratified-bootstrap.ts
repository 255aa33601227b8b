import { InputError, show } from '../input-error.ts';
import { Random } from '../random.ts';
import { percentileInterval } from './bootstrap.ts';
import { probabilityOfImprovement, requireSameTasks } from './probability-of-improvement.ts';
import { requireScores, type Scores } from './scores.ts';

/** How an interval is found. */
export interface BootstrapSettings {
  /** How many resamples it is read from; 2,000 unless given. */
  readonly resamples?: number;
}

/**
 * The 95 % interval of an aggregate of scores, by the stratified percentile bootstrap: each resample draws as many runs as
 * there are from each task's own, with replacement. The same for the same scores, whenever asked.
 *
 * The tasks are held fixed, so that it says how the aggregate would vary over other runs of them (Agarwal et al. 2021,
 * section 4.1). Of one run of each task it is a point: so few say nothing of how runs vary.
 *
 * @throws InputError where there is no task, a task without runs, a score that is not finite, or no resample
 */
export function stratifiedBootstrapInterval(
  scores: Scores,
  aggregate: (scores: Scores) => number,
  { resamples = 2000 }: BootstrapSettings = {},
): [number, number] {
  requireScores('stratified bootstrap', scores);
  requireResamples(resamples);
  const random = new Random('bootstrap');
  return percentileInterval(resamples, () => aggregate(resampled(scores, random)));
}

/**
 * The 95 % interval of {@link probabilityOfImprovement} of X over Y, both resampled, each by itself, as
 * {@link stratifiedBootstrapInterval} does. It lies within [0, 1]; where it holds 0.5, the runs do not tell X from Y.
 *
 * @throws InputError as {@link probabilityOfImprovement} does, or where there is no resample
 */
export function improvementInterval(
  x: Scores,
  y: Scores,
  { resamples = 2000 }: BootstrapSettings = {},
): [number, number] {
  requireSameTasks(x, y);
  requireResamples(resamples);
  const random = new Random('bootstrap');
  return percentileInterval(resamples, () => probabilityOfImprovement(resampled(x, random), resampled(y, random)));
}

function resampled(scores: Scores, random: Random): Scores {
  return scores.map((runs) => runs.map(() => runs[random.integer(runs.length)] as number));
}

function requireResamples(resamples: number): void {
  if (Number.isSafeInteger(resamples) && resamples >= 1) return;
  throw new InputError('bootstrap', 'resamples must be a whole number ≥ 1', show(resamples));
}
