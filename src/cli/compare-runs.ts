import { resolve } from 'node:path';
import { InputError } from '../core/input-error.ts';
import { findRuns } from '../node/found-runs.ts';
import { type RunConfig, readRunConfig } from '../node/run-config.ts';
import { readRunScore, type ScoredRun, type ScoreMeasure, scoreMeasures } from '../node/run-scores.ts';
import { writeWhole } from '../node/whole-file.ts';
import { comparisonCsv, comparisonText } from './comparison-report.ts';
import { oneOfWords } from './option-values.ts';
import { compareTasks } from './run-comparison.ts';

/** The options of `compare` as they stand on the command line. */
export interface CompareOptions {
  readonly with?: readonly string[];
  readonly measure: string;
  readonly csv?: string;
}

/** A run folder that is not scored yet. */
interface FoundRun {
  readonly folder: string;
  readonly config: RunConfig;
}

const MEASURES: Readonly<Record<ScoreMeasure, string>> = {
  last: 'mean return of its last 100 training episodes, at its end',
  best: 'highest mean return of 100 training episodes',
};

/** Compares two sets of runs, and prints how they differ; every error in what was asked for is an InputError. */
export function compareRuns(paths: readonly string[], { with: others, measure: asked, csv }: CompareOptions): void {
  const measure = oneOfWords('--measure', asked, scoreMeasures);
  if (others === undefined) throw new InputError('--with', 'must name the runs to compare with', 'none');
  const [first, second] = [foundRuns(paths), foundRuns(others)];
  requireApart(first, second);
  const [ofFirst, ofSecond] = [environmentsOf(first), environmentsOf(second)];
  const common = ofFirst.filter((id) => ofSecond.includes(id));
  if (common.length === 0) {
    const received = `${ofFirst.join(', ')} before it and ${ofSecond.join(', ')} after it`;
    throw new InputError('--with', 'runs of an environment that those before it have too', received);
  }
  const shared = (runs: readonly FoundRun[]) => runs.filter(({ config }) => common.includes(config.environment.id));
  const [scoredFirst, scoredSecond] = [scored(shared(first), measure), scored(shared(second), measure)];
  const comparison = compareTasks(scoredFirst, scoredSecond);
  if (csv !== undefined) writeWhole(csv, comparisonCsv(comparison));
  process.stdout.write(
    [
      `score of a run: ${MEASURES[measure]}\n`,
      `first set: ${paths.join(', ')}\n`,
      `second set: ${others.join(', ')}\n`,
      ...ofFirst.filter((id) => !common.includes(id)).map((id) => `left out: ${id}, which the first set alone has\n`),
      ...ofSecond.filter((id) => !common.includes(id)).map((id) => `left out: ${id}, which the second set alone has\n`),
      comparisonText(comparison),
      ...(csv === undefined ? [] : [`written: ${csv}\n`]),
    ].join(''),
  );
}

function foundRuns(paths: readonly string[]): FoundRun[] {
  return findRuns(paths).map((folder) => ({ folder, config: readRunConfig(folder) }));
}

/** Each once, in the order in which they come. */
function environmentsOf(runs: readonly FoundRun[]): string[] {
  return [...new Set(runs.map(({ config }) => config.environment.id))];
}

/** A run in both sets would win against itself half of the time, and the sets would not be independent. */
function requireApart(first: readonly FoundRun[], second: readonly FoundRun[]): void {
  const known = new Set(first.map(({ folder }) => resolve(folder)));
  const twice = second.find(({ folder }) => known.has(resolve(folder)));
  if (twice === undefined) return;
  throw new InputError('--with', 'other runs than those before it', `${twice.folder} in both sets`);
}

/** A set without those of its runs that reached nothing would look better than it is, so that they are refused. */
function scored(runs: readonly FoundRun[], measure: ScoreMeasure): ScoredRun[] {
  const unscored: string[] = [];
  const found = runs.flatMap(({ folder, config }) => {
    const { steps, score } = readRunScore(folder, measure);
    if (score !== null) return [{ folder, config, steps, score }];
    unscored.push(folder);
    return [];
  });
  if (unscored.length === 0) return found;
  const [needed, had] = measure === 'best' ? ['100 finished episodes', 'fewer'] : ['a finished episode', 'none'];
  throw new InputError('runs', `each must have ${needed} to be scored by`, `${had} in ${unscored.join(', ')}`);
}
