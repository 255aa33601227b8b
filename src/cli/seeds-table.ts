import { statisticsOf } from '../core/statistics.ts';
import type { RunSummary } from '../node/run-summary.ts';
import { count, measure } from './number-format.ts';
import { table } from './table.ts';

/** What became of one seed; nothing is known of a run that never began. */
export interface SeedOutcome {
  readonly seed: number;
  /** Absent where the run's thread was lost, or it failed before it began. */
  readonly summary?: RunSummary | undefined;
  /** What made it fail. */
  readonly error?: unknown;
}

const HEADINGS = ['seed', 'ended', 'steps', 'solved at step', 'mean return (last 100)', 'best mean return'];

/** A row for each seed, and below them the mean over the seeds that did not fail, with its 95 % interval. */
export function seedsTable(outcomes: readonly SeedOutcome[], columns?: number): string {
  const rows = outcomes.map(({ seed, summary, error }) => [
    String(seed),
    ...(summary === undefined ? [error === undefined ? 'not begun' : 'failed', '', '', '', ''] : cellsOf(summary)),
  ]);
  const good = outcomes.flatMap(({ summary }) => (summary === undefined || summary.ended === 'failed' ? [] : summary));
  return table([...rows, ...(good.length > 1 ? overSeeds(good) : [])], HEADINGS, columns);
}

function cellsOf({ ended, steps, rewardThreshold, solvedAtStep, returnMean, bestReturnMean }: RunSummary): string[] {
  const notSolved = rewardThreshold === null ? 'no threshold' : 'not yet';
  const solved = solvedAtStep === null ? notSolved : count(solvedAtStep);
  return [ended, count(steps), solved, measure(returnMean), measure(bestReturnMean)];
}

function overSeeds(summaries: readonly RunSummary[]): [string[], string[]] {
  const solved = summaries.filter(({ solvedAtStep }) => solvedAtStep !== null).length;
  const hasThreshold = summaries.some(({ rewardThreshold }) => rewardThreshold !== null);
  const last = meanOver(summaries.map(({ returnMean }) => returnMean));
  const best = meanOver(summaries.map(({ bestReturnMean }) => bestReturnMean));
  return [
    ['mean', '', '', hasThreshold ? `${solved} of ${summaries.length}` : '', last.mean, best.mean],
    ['95 % interval', '', '', '', last.interval, best.interval],
  ];
}

/** The mean over seeds and its interval, where two seeds at least have a value. */
function meanOver(values: readonly (number | null)[]): { mean: string; interval: string } {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return { mean: '', interval: '' };
  const { mean, interval } = statisticsOf(known);
  return { mean: measure(mean), interval: `${measure(interval[0])} … ${measure(interval[1])}` };
}
