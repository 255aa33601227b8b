import type { RunFolder } from '../node/run-folder.ts';
import { workerCollector } from '../node/worker-collector.ts';
import { count } from './number-format.ts';
import { progressDisplay } from './progress-display.ts';
import { openFolder, type RunOutcome, recordRun } from './recorded-run.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { summaryTable } from './summary-table.ts';
import type { TrainPlan } from './train-plan.ts';

/**
 * Trains as planned into a run folder, showing how far it is, and prints the figures of the end.
 *
 * @returns the exit code: 0, or 130 where a signal ended it early
 * @throws what training throws, after the folder is finished as failed; all up to the last good update stays in it
 */
export async function runTraining(plan: TrainPlan): Promise<number> {
  const [run] = plan.runs;
  const folder = openFolder(run);
  process.stdout.write(heading(plan));
  const { summary, error } = await showRun(folder, plan);
  if (summary.ended === 'failed') throw error;
  process.stdout.write(summaryTable(folder.path, summary));
  return summary.ended === 'finished' ? 0 : 130;
}

async function showRun(folder: RunFolder, { runs: [run], workers }: TrainPlan): Promise<RunOutcome> {
  const collector = workers > 1 ? workerCollector({ workers }) : undefined;
  const stop = stopOnSignal();
  const display = await progressDisplay(process.stdout, run.config.totalSteps);
  const onProgress = display.update.bind(display);
  try {
    return await recordRun(folder, run, { signal: stop.signal, collector, onProgress });
  } finally {
    display.stop();
    stop.forget();
  }
}

function heading({ runs: [{ agent, config, environment }], workers, out, source }: TrainPlan): string {
  const environments = `${config.envs} ${config.envs === 1 ? 'environment' : 'environments'}`;
  const shared = workers > 1 ? `, ${workers} workers` : '';
  const what = `${agent.name} on ${environment.id}: ${count(config.totalSteps)} steps, ${environments}${shared}, seed ${config.seed}`;
  return `${what}\n${source}\nrun folder: ${out}\n`;
}
