import { InputError } from '../core/input-error.ts';
import { describeThrown, positionIn } from '../node/describe-thrown.ts';
import { RunFolder } from '../node/run-folder.ts';
import { train } from '../train.ts';
import { count } from './number-format.ts';
import { progressDisplay } from './progress-display.ts';
import { oneLine } from './report-error.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { summaryTable } from './summary-table.ts';
import type { TrainPlan } from './train-plan.ts';

/**
 * Trains as planned into a new run folder, showing how far it is, and prints the figures of the end.
 *
 * @returns the exit code: 0, or 130 where a signal ended it early
 * @throws what training throws, after the folder is finished as failed; all up to the last good update stays in it
 */
export async function runTraining(plan: TrainPlan): Promise<number> {
  const folder = RunFolder.create(plan.out, plan.config);
  process.stdout.write(heading(plan));
  const stop = stopOnSignal();
  let complete: boolean;
  try {
    complete = await trainInto(folder, plan, stop.signal);
  } catch (error) {
    const told = toldOfUser(error, plan);
    await folder.finish({ ended: 'failed', message: oneLine(told instanceof Error ? told.message : String(told)) });
    throw told;
  } finally {
    stop.forget();
  }
  const summary = await folder.finish({ ended: complete ? 'finished' : 'interrupted' });
  process.stdout.write(summaryTable(folder.path, summary));
  return complete ? 0 : 130;
}

/** Whether it came to the end of its steps. */
async function trainInto(folder: RunFolder, plan: TrainPlan, signal: AbortSignal): Promise<boolean> {
  const { agent, backend, config, environment } = plan;
  const { envs, seed, totalSteps } = config;
  const display = await progressDisplay(process.stdout, totalSteps);
  let steps = 0;
  try {
    for await (const update of train(agent, { env: environment.id, envs, seed, totalSteps, backend, signal })) {
      folder.record(update);
      display.update(update.progress);
      steps = update.progress.step;
    }
  } finally {
    display.stop();
  }
  return steps >= totalSteps;
}

function heading({ agent, config, environment, out, source }: TrainPlan): string {
  const environments = `${config.envs} ${config.envs === 1 ? 'environment' : 'environments'}`;
  const what = `${agent.name} on ${environment.id}: ${count(config.totalSteps)} steps, ${environments}, seed ${config.seed}`;
  return `${what}\n${source}\nrun folder: ${out}\n`;
}

/** An error that the user's own file threw is theirs to read, with its place there, and no defect of ours. */
function toldOfUser(error: unknown, { config, environment }: TrainPlan): unknown {
  const { file } = config.environment;
  if (error instanceof InputError || file === undefined || positionIn(error, file) === undefined) return error;
  return new InputError(`environment ${environment.file}`, `threw ${describeThrown(error, file)}`, undefined, {
    cause: error,
  });
}
