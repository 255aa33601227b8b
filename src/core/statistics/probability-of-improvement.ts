import { InputError } from '../input-error.ts';
import { mean } from './moments.ts';
import { requireScores, type Scores } from './scores.ts';

/**
 * How probable it is that a run of X scores above a run of Y on a task drawn at random: the mean over tasks of
 * P(X > Y) = (1/NK) Σᵢ Σⱼ S(xᵢ, yⱼ), with S = 1 where x > y, ½ where x = y, 0 where x < y.
 *
 * The statistic of Mann and Whitney (1947), as Agarwal et al. (2021), section 4.3, average it; 0.5 where neither is better.
 * It asks how often, not by how much.
 *
 * @throws InputError where X and Y have not the same number of tasks, there is none, a task without runs, or a score that
 *   is not finite
 */
export function probabilityOfImprovement(x: Scores, y: Scores): number {
  requireSameTasks(x, y);
  return mean(x.map((runs, task) => probabilityAbove(runs, y[task] ?? [])));
}

/** Throws InputError unless X and Y are scores of equally many tasks. */
export function requireSameTasks(x: Scores, y: Scores): void {
  requireScores('probability of improvement, x', x);
  requireScores('probability of improvement, y', y);
  if (x.length === y.length) return;
  throw new InputError('probability of improvement', 'as many tasks in x as in y', `${x.length} and ${y.length}`);
}

/** For each run of X in rising order, how many of Y are below it, and how many not above: a win counts twice, a tie once. */
function probabilityAbove(x: readonly number[], y: readonly number[]): number {
  const sorted = Float64Array.from(y).sort();
  let [halves, below, notAbove] = [0, 0, 0];
  for (const score of Float64Array.from(x).sort()) {
    while (below < sorted.length && (sorted[below] as number) < score) below += 1;
    while (notAbove < sorted.length && (sorted[notAbove] as number) <= score) notAbove += 1;
    halves += below + notAbove;
  }
  return halves / (2 * x.length * y.length);
}

/**
 * How probable it is that two sets of runs which are alike lie wholly apart, all runs of one above all of the other on every
 * task: 2 / Π C(n + k, n) over tasks with n and k runs, the smallest p-value that the exact test of Mann and Whitney (1947)
 * can give. Above 0.05 no result of so few runs is evidence; a bootstrap, which sees the runs alone, does not know.
 *
 * @param runs how many there are of X and of Y, for each task
 */
export function chanceOfSeparation(runs: readonly (readonly [x: number, y: number])[]): number {
  return runs.reduce((chance, [x, y]) => chance / choose(x + y, x), 2);
}

/** The binomial coefficient n over k. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
