import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createAgent } from '../agents/index.ts';
import { type BackendName, backendNames } from '../core/backend.ts';
import { InputError } from '../core/input-error.ts';
import { readCheckpoint } from '../node/load-policy.ts';
import { type RunConfig, readRunConfig } from '../node/run-config.ts';
import { versions } from '../node/versions.ts';
import { commandLine } from './command-line.ts';
import { namedEnvironment } from './environment-argument.ts';
import { count } from './number-format.ts';
import { oneOfWords, wholeNumber } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';
import { isSeedsFolder, readSeeds } from './seeds-file.ts';
import { mustFit, mustShareOut, type RunPlan, type TrainPlan } from './train-plan.ts';

/** The options of `resume` as they stand on the command line. */
export interface ResumeOptions {
  readonly steps?: string;
  readonly workers: string;
}

/** Checks what is to be resumed, and touches no file. Every error is an InputError. */
export async function planResume(path: string, options: ResumeOptions): Promise<TrainPlan> {
  quietTensors();
  const workers = wholeNumber('--workers', options.workers, 1);
  const steps = options.steps === undefined ? undefined : wholeNumber('--steps', options.steps, 1);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new InputError(`run ${path}`, 'must be the folder of a run, or of several seeds', existing(path));
  }
  if (isSeedsFolder(path)) return planSeeds(path, workers, steps);
  const run = await resumedRun(path, readRunConfig(path), steps);
  if (run === undefined) {
    const wanted = 'must have steps left; --steps makes it longer';
    throw new InputError(`run ${path}`, wanted, `one that is finished after ${count(stepOf(path))} steps`);
  }
  if (workers > 1) mustShareOut(run.agent, run.config.envs, workers);
  const source = sourceOf(run.config, stepOf(path));
  return { runs: [run], seeds: undefined, workers, out: path, resumed: true, source };
}

/** The seeds of a folder that are not finished: from their checkpoints, or from the start where there is none. */
async function planSeeds(path: string, workers: number, steps: number | undefined): Promise<TrainPlan> {
  const { config, seeds, list } = readSeeds(path);
  const planned = await Promise.all(
    seeds.map((seed) => {
      const folder = join(path, `seed-${seed}`);
      return hasCheckpoint(folder)
        ? resumedRun(folder, readRunConfig(folder), steps)
        : freshRun(folder, { ...config, seed, totalSteps: steps ?? config.totalSteps });
    }),
  );
  const [first, ...others] = planned.filter((run) => run !== undefined);
  if (first === undefined) {
    throw new InputError(
      `runs ${path}`,
      'must have a seed with steps left; --steps makes them longer',
      'finished ones',
    );
  }
  const left = 1 + others.length;
  const source = `${left} of ${seeds.length} seeds have steps left`;
  return { runs: [first, ...others], seeds: list, workers, out: path, resumed: true, source };
}

/** A run from its last checkpoint on, were it only for its last files; undefined where it has no steps left and all of them. */
async function resumedRun(folder: string, config: RunConfig, steps?: number): Promise<RunPlan | undefined> {
  if (!hasCheckpoint(folder)) {
    throw new InputError(`run ${folder}`, 'must hold checkpoints/last.json to go on from: train it anew', 'none yet');
  }
  const checkpoint = readCheckpoint(folder, 'last');
  const totalSteps = steps ?? config.totalSteps;
  if (checkpoint.step >= totalSteps && existsSync(join(folder, 'summary.json'))) return undefined;
  const now = { step: checkpoint.step, versions: { ...versions() }, command: commandLine(process.argv.slice(2)) };
  const resumed = [...(config.resumed ?? []), { ...now, started: new Date().toISOString() }];
  return { ...(await planned(folder, { ...config, totalSteps, resumed })), resume: checkpoint };
}

/** A run of several that had not saved anything yet. */
async function freshRun(folder: string, config: RunConfig): Promise<RunPlan> {
  return planned(folder, { ...config, started: new Date().toISOString() });
}

async function planned(folder: string, config: RunConfig): Promise<RunPlan> {
  const environment = await namedEnvironment(config.environment.file ?? config.environment.id);
  const agent = createAgent(config.agent.name, config.agent.hyperparameters);
  mustFit(agent, environment);
  const backend: BackendName = oneOfWords('backend of the run', config.backend, backendNames);
  return { agent, environment, config, backend, out: folder, tensorboard: hasEvents(folder) };
}

/** Whether the run wrote event files for TensorBoard; a run that goes on then writes a further one. */
function hasEvents(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('events.out.tfevents.'));
}

function hasCheckpoint(folder: string): boolean {
  return existsSync(join(folder, 'checkpoints', 'last.json'));
}

function stepOf(folder: string): number {
  return readCheckpoint(folder, 'last').step;
}

/** Where the run goes on, and whether other versions run now than at its start, with which bits may differ. */
function sourceOf(config: RunConfig, step: number): string {
  const now: Readonly<Record<string, string>> = { ...versions() };
  const changed = Object.entries(config.versions).filter(([name, version]) => now[name] !== version);
  const words = changed.map(([name, version]) => `${name} ${version}, now ${now[name]}`);
  const warning = words.length === 0 ? '' : `\nbegun with ${words.join('; ')}: the bits may differ`;
  return `goes on from step ${count(step)} of ${count(config.totalSteps)}${warning}`;
}

function existing(path: string): string {
  return existsSync(path) ? 'a file' : 'nothing';
}
