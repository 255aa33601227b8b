import { writeIndex } from './claims.ts';
import { loadExperiment } from './experiments.ts';
import { readGridOptions } from './grid-options.ts';
import { type GridRun, gridRuns, requireNamed } from './grid-runs.ts';
import { writeReport } from './report.ts';
import { Results } from './results.ts';
import { runGrid } from './run-grid.ts';
import { RunStore } from './run-store.ts';

/**
 * Runs what is not done yet of a declared experiment, then writes its results, figures and report; where `--only` left runs
 * of the grid undone, it says so and writes nothing.
 */
export async function runDeclared(name: string, words: readonly string[]): Promise<void> {
  const options = readGridOptions(words);
  const { seeds: count, only } = options;
  const experiment = await loadExperiment(name);
  requireNamed(experiment, only);
  const seeds = Array.from({ length: count ?? experiment.seeds }, (_, i) => i + 1);
  const store = new RunStore(name, options.kept);
  await runGrid(name, gridRuns(experiment, seeds, only), store, options);
  const results = collect(store, gridRuns(experiment, seeds, []));
  if (typeof results === 'number') {
    process.stdout.write(`${results} runs of the whole grid are still to be done: no report is written before\n`);
    return;
  }
  process.stdout.write(`written: ${await writeReport(name, experiment, results)}\n`);
  writeIndex();
}

/** The results of all runs, or how many are missing. */
function collect(store: RunStore, runs: readonly GridRun[]): Results | number {
  const found = runs.flatMap(({ of, seed }) => {
    const stored = store.read(of.settings, seed);
    return stored === undefined ? [] : [{ ...stored, cell: of, seed }];
  });
  const order = new Map(runs.map(({ of }, i) => [of, i]));
  found.sort((a, b) => (order.get(a.cell) ?? 0) - (order.get(b.cell) ?? 0) || a.seed - b.seed);
  return found.length === runs.length ? new Results(found) : runs.length - found.length;
}
