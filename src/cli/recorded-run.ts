import { resolve } from 'node:path';
import type { CollectorFactory } from '../core/collector.ts';
import { InputError } from '../core/input-error.ts';
import { describeThrown, positionIn } from '../node/describe-thrown.ts';
import { RunFolder } from '../node/run-folder.ts';
import type { RunSummary } from '../node/run-summary.ts';
import { type Progress, train } from '../train.ts';
import type { NamedEnvironment } from './environment-argument.ts';
import { oneLine } from './report-error.ts';
import { runWriters } from './run-writers.ts';
import type { RunPlan } from './train-plan.ts';

/** What goes on while a run is recorded. */
export interface RecordingSettings {
  /** Ends the run after the update under way, as interrupted. */
  readonly signal: AbortSignal;
  readonly collector?: CollectorFactory | undefined;
  /** Called after each update. */
  readonly onProgress: (progress: Progress) => void;
}

/** How a run ended, and what made it fail where something did. */
export interface RunOutcome {
  readonly summary: RunSummary;
  readonly error?: unknown;
}

/** The folder of a run that begins, or of one that goes on. */
export function openFolder(plan: RunPlan): RunFolder {
  const { out, config, resume } = plan;
  const settings = { writers: runWriters(plan) };
  return resume === undefined
    ? RunFolder.create(out, config, settings)
    : RunFolder.resume(out, config, resume, settings);
}

/** Trains as planned into a run folder and finishes it, also where training fails: all up to the last good update stays. */
export async function recordRun(folder: RunFolder, plan: RunPlan, settings: RecordingSettings): Promise<RunOutcome> {
  const { signal, collector, onProgress } = settings;
  const { agent, backend, config, environment, resume } = plan;
  const { envs, seed, totalSteps } = config;
  let steps = resume?.step ?? 0;
  try {
    const run = { env: environment.id, envs, seed, totalSteps, backend, signal };
    for await (const update of train(agent, { ...run, ...(collector && { collector }), ...(resume && { resume }) })) {
      onProgress(folder.record(update));
      steps = update.progress.step;
    }
  } catch (error) {
    const told = toldOfUser(error, plan.environment);
    const message = oneLine(told instanceof Error ? told.message : String(told));
    return { summary: await folder.finish({ ended: 'failed', message }), error: told };
  }
  return { summary: await folder.finish({ ended: steps >= totalSteps ? 'finished' : 'interrupted' }) };
}

/** An error that the user's own file threw is theirs to read, with its place there, and no defect of ours. */
export function toldOfUser(error: unknown, { file }: NamedEnvironment): unknown {
  const path = file === undefined ? undefined : resolve(file);
  if (error instanceof InputError || path === undefined || positionIn(error, path) === undefined) return error;
  return new InputError(`environment ${file}`, `threw ${describeThrown(error, path)}`, undefined, { cause: error });
}
