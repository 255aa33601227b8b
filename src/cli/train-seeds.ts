import { mkdirSync } from 'node:fs';
import { InputError } from '../core/input-error.ts';
import { inputErrorFrom } from '../node/file-error.ts';
import { discardRun, requireFreeFolder } from '../node/run-folder.ts';
import { count } from './number-format.ts';
import type { ShownProgress } from './progress-display.ts';
import { errorText } from './report-error.ts';
import { trainInThread } from './seed-thread.ts';
import { type SeedsDisplay, seedsDisplay } from './seeds-display.ts';
import { writeSeeds } from './seeds-file.ts';
import { type SeedOutcome, seedsTable } from './seeds-table.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import type { RunPlan, TrainPlan } from './train-plan.ts';

/**
 * Trains each seed as planned into a run folder of its own, `workers` at a time, and prints a table over all. Each has
 * a thread of its own, also where they run one after another: one that fails is told by its seed, and takes nothing from
 * the others.
 *
 * @returns the exit code: 0; 130 where a signal ended it early; 1 where a seed failed
 */
export async function runSeeds(plan: TrainPlan): Promise<number> {
  if (plan.resumed) discardBegun(plan);
  else beginFolder(plan);
  process.stdout.write(heading(plan));
  const stop = stopOnSignal();
  const display = await seedsDisplay(process.stdout, plan.runs.length);
  let outcomes: SeedOutcome[];
  try {
    outcomes = await trainAll(plan, display, stop.signal);
  } finally {
    display.stop();
    stop.forget();
  }
  process.stdout.write(seedsTable(outcomes));
  const failed = outcomes.filter(({ error, summary }) => error !== undefined || summary?.ended === 'failed');
  for (const outcome of failed) process.stderr.write(failureText(outcome));
  if (failed.length > 0) return 1;
  return stop.signal.aborted ? 130 : 0;
}

/** Makes the folder in which those of the seeds will lie, and writes down which they are. */
function beginFolder({ out, runs: [first, ...others], seeds = '' }: TrainPlan): void {
  requireFreeFolder(out);
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw inputErrorFrom(error, `run folder ${out}`, 'must be writable');
  }
  writeSeeds(out, seeds, [first.config, ...others.map(({ config }) => config)]);
}

/** Clears the folders of seeds that were killed before they had saved anything. */
function discardBegun({ runs }: TrainPlan): void {
  for (const { out, resume } of runs) if (resume === undefined) discardRun(out);
}

/** Every seed's outcome, in the order of the seeds; those that a signal kept from beginning have none to tell. */
async function trainAll(plan: TrainPlan, display: SeedsDisplay, signal: AbortSignal): Promise<SeedOutcome[]> {
  const { runs, workers } = plan;
  const outcomes: SeedOutcome[] = runs.map(({ config }) => ({ seed: config.seed }));
  const waiting = runs.entries();
  const turn = async () => {
    for (const [i, run] of waiting) {
      if (signal.aborted) return;
      const { seed } = run.config;
      const onProgress = (progress: ShownProgress) => display.update(seed, progress);
      const outcome = await trainInThread(threadOf(run), { signal, onProgress });
      outcomes[i] = outcome;
      display.end(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, runs.length) }, turn));
  return outcomes;
}

function threadOf({ config, environment, backend, out, resume, tensorboard }: RunPlan) {
  return { config, environment: environment.file ?? environment.id, backend, out, resume, tensorboard };
}

/** What a failed seed puts on stderr: as the error of a single run, with the seed. */
function failureText({ seed, error }: SeedOutcome): string {
  if (!(error instanceof InputError)) return `seed ${seed}: ${errorText(error)}`;
  return errorText(new InputError(`seed ${seed}: ${error.subject}`, error.expectation, error.received));
}

function heading({ runs, seeds, workers, out, source }: TrainPlan): string {
  const [{ agent, config, environment }] = runs;
  const environments = `${config.envs} ${config.envs === 1 ? 'environment' : 'environments'}`;
  const what = `${agent.name} on ${environment.id}: ${count(config.totalSteps)} steps, ${environments}, seeds ${seeds}`;
  const atATime = `${Math.min(workers, runs.length)} at a time`;
  return `${what}, ${atATime}\n${source}\nrun folders: ${out}/seed-<seed>\n`;
}
