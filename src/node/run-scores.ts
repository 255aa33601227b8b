import { join } from 'node:path';
import { readColumns } from './csv-columns.ts';
import type { RunConfig } from './run-config.ts';
import { RunScore } from './run-summary.ts';

/** What a run may be scored by: the mean return of its last 100 training episodes, at its end or where it was highest. */
export const scoreMeasures = ['last', 'best'] as const;

export type ScoreMeasure = (typeof scoreMeasures)[number];

/** A run and what it reached. */
export interface ScoredRun {
  readonly folder: string;
  readonly config: RunConfig;
  /** Environment steps that it has taken. */
  readonly steps: number;
  readonly score: number;
}

/**
 * What a run folder's `progress.csv` says the run reached.
 *
 * @returns no score where no episode has ended, or, for the best, fewer than 100 have
 * @throws InputError where the file cannot be read
 */
export function readRunScore(folder: string, measure: ScoreMeasure): { steps: number; score: number | null } {
  const columns = readColumns(join(folder, 'progress.csv'));
  const at = (name: string, i: number) => columns[name]?.[i] ?? Number.NaN;
  const run = new RunScore();
  for (let i = 0; i < (columns.step?.length ?? 0); i++) {
    const episodes = at('episodes', i);
    run.add({ step: at('step', i), seconds: at('seconds', i), episodes, returnMean: at('returnMean', i) });
  }
  const { steps, returnMean, bestReturnMean } = run.summary({ ended: 'finished' });
  return { steps, score: measure === 'best' ? bestReturnMean : returnMean };
}
