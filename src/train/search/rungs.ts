import { wholePower } from '../../core/exponential.ts';
import { InputError } from '../../core/input-error.ts';
import { mean } from '../../core/statistics.ts';

/** A stage of a search: how many trials it has, and how many environment steps each of them trains. */
export interface Rung {
  readonly trials: number;
  readonly steps: number;
}

/**
 * The rungs of successive halving (Jamieson and Talwalkar 2016): n trials, then the best ⌊n / η⌋, ⌊n / η²⌋, …, as long as
 * there is one. The last rung has all the steps; each before it has 1 / η of those of the next, rounded.
 *
 * Trials begin anew on each rung: schedules run over the steps of a run, so that a short run is no part of a longer one.
 *
 * @throws InputError where there are fewer steps than the first rung needs to have one
 */
export function halvingRungs(trials: number, steps: number, eta: number): Rung[] {
  const counts: number[] = [];
  for (let left = trials; left >= 1; left = Math.floor(left / eta)) counts.push(left);
  const last = counts.length - 1;
  const least = wholePower(eta, last);
  if (steps < least) {
    throw new InputError('halving: steps', `must be ≥ ${least}, for ${counts.length} rungs`, String(steps));
  }
  return counts.map((count, i) => ({ trials: count, steps: Math.round(steps / wholePower(eta, last - i)) }));
}

/** What decides the rungs of a search; a random search has one. */
export interface Budget {
  readonly search: 'random' | 'halving';
  readonly trials: number;
  /** Of a run on the last rung. */
  readonly steps: number;
  /** Of successive halving: one trial in so many goes on. */
  readonly eta?: number;
}

/** The rungs of a search. */
export function rungsOf({ search, trials, steps, eta = 3 }: Budget): Rung[] {
  return search === 'halving' ? halvingRungs(trials, steps, eta) : [{ trials, steps }];
}

/** A run that is done: one trial on one rung with one seed. Trials and rungs are counted from 1. */
export interface ScoredRun {
  readonly trial: number;
  readonly rung: number;
  readonly seed: number;
  /** Mean return; −Infinity where the run failed. */
  readonly score: number;
}

/** A trial by the mean over its seeds. */
export interface ScoredTrial {
  readonly trial: number;
  readonly score: number;
  /** Those of the single seeds. */
  readonly scores: readonly number[];
}

/** The trials of a rung, from the best to the worst; of equal ones the earlier first. */
export function ranking(runs: readonly ScoredRun[], rung: number): ScoredTrial[] {
  const byTrial = new Map<number, number[]>();
  for (const { trial, score, ...run } of runs) {
    if (run.rung === rung) byTrial.set(trial, [...(byTrial.get(trial) ?? []), score]);
  }
  const scored = [...byTrial].map(([trial, scores]) => ({
    trial,
    scores,
    score: mean([...scores].sort((a, b) => a - b)), // the same sum in whatever order they came
  }));
  return scored.sort((a, b) => (a.score === b.score ? a.trial - b.trial : b.score - a.score));
}

/** The trials of a rung, by rising number: all of the first, and on the next the best of the one before that did not fail. */
export function trialsOf(rungs: readonly Rung[], rung: number, runs: readonly ScoredRun[]): number[] {
  const { trials = 0 } = rungs[rung - 1] ?? {};
  if (rung === 1) return Array.from({ length: trials }, (_, i) => i + 1);
  const best = ranking(runs, rung - 1).filter(({ score }) => score > -Infinity);
  return best
    .slice(0, trials)
    .map(({ trial }) => trial)
    .sort((a, b) => a - b);
}
