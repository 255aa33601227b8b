import { readFileSync } from 'node:fs';
import { InputError, show } from '../core/input-error.ts';
import { textCell } from '../node/csv-text.ts';
import { cell } from '../node/csv-writer.ts';
import { inputErrorFrom } from '../node/file-error.ts';
import { valueText } from '../node/value-text.ts';
import { rungsOf, type ScoredRun } from '../train/search/rungs.ts';
import { drawTrial } from '../train/search/search-space.ts';
import type { Search } from './tune-definition.ts';

const COLUMNS = ['trial', 'rung', 'steps', 'seed', 'score'] as const;
/** The score of a run that failed. */
const FAILED = 'failed';

/** `trials.csv`: a row for each run with the trial's hyperparameters; no clock time, so that a search repeats its bytes. */
export function trialsCsv(search: Search, runs: readonly ScoredRun[]): string {
  const { space, seed } = search;
  const rungs = rungsOf(search);
  const rows = runs.map((run) => {
    const drawn = Object.values(drawTrial(space, seed, run.trial)).map((value) => textCell(valueText(value)));
    const score = run.score === -Infinity ? FAILED : cell(run.score);
    return [run.trial, run.rung, rungs[run.rung - 1]?.steps, run.seed, score, ...drawn].join(',');
  });
  return `${[[...COLUMNS, ...Object.keys(space)].join(','), ...rows].join('\n')}\n`;
}

/**
 * The runs that are in a search's `trials.csv`.
 *
 * @throws InputError, with the line, where the file is not as the search would write it
 */
export function readTrials(path: string, search: Search): ScoredRun[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw inputErrorFrom(error, path, 'must be readable');
  }
  const lines = text.split('\n');
  const runs = lines.slice(1, -1).map((line) => {
    const [trial, rung, , seed, score] = line.split(',');
    const value = score === FAILED ? -Infinity : Number(score);
    return { trial: Number(trial), rung: Number(rung), seed: Number(seed), score: value };
  });
  const expected = trialsCsv(search, runs).split('\n');
  const odd = expected.findIndex((line, i) => line !== lines[i]);
  if (odd < 0 && expected.length === lines.length) return runs;
  const line = odd < 0 ? expected.length : odd + 1;
  throw new InputError(`${path}:${line}`, 'must be as the search wrote it', show(lines[line - 1] ?? ''));
}
