import { join, resolve } from 'node:path';
import { createAgent } from '../agents/index.ts';
import type { Agent } from '../core/agent.ts';
import { type BackendName, backendNames, useBackend } from '../core/backend.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { type BoxDistribution, distributionFor } from '../core/distributions/index.ts';
import { InputError, show } from '../core/input-error.ts';
import { describeSpace } from '../core/spaces.ts';
import type { RunConfig } from '../node/run-config.ts';
import { requireShareable } from '../node/shareable.ts';
import { versions } from '../node/versions.ts';
import { type Preset, preset } from '../presets/index.ts';
import { TRAIN_DEFAULTS } from '../train.ts';
import { commandLine } from './command-line.ts';
import { type NamedEnvironment, namedEnvironment } from './environment-argument.ts';
import { freeFolder } from './free-folder.ts';
import { hyperparameterSettings, oneOfWords, wholeNumber } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';
import { seedList } from './seed-list.ts';

/** The options of `train` as they stand on the command line. */
export interface TrainOptions {
  readonly steps?: string;
  readonly seed?: string;
  readonly seeds?: string;
  readonly workers?: string;
  readonly envs?: string;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly backend?: string;
  readonly tensorboard?: boolean;
}

/** One run that may start. */
export interface RunPlan {
  readonly agent: Agent;
  readonly environment: NamedEnvironment;
  readonly config: RunConfig;
  readonly backend: BackendName;
  /** Its folder. */
  readonly out: string;
  /** Where the run that lies in the folder goes on; a new run where it is left out. */
  readonly resume?: Checkpoint | undefined;
  /** Whether an event file for TensorBoard is written too. */
  readonly tensorboard: boolean;
}

/** What a command line asks for, found right: one run, or one for each of several seeds. */
export interface TrainPlan {
  readonly runs: readonly [RunPlan, ...RunPlan[]];
  /** The seeds as they were written, where `--seeds` was. */
  readonly seeds: string | undefined;
  /** Threads: of one run, to share out its environments; of several, to run so many at a time. */
  readonly workers: number;
  /** The run's folder, or the one in which the folders of several runs lie. */
  readonly out: string;
  /** Whether the runs are there already and go on. */
  readonly resumed: boolean;
  /** Where the settings come from, for the reader. */
  readonly source: string;
}

/** Checks a whole command line, and touches no file. Every error is an InputError. */
export async function planTraining(name: string, named: string, options: TrainOptions): Promise<TrainPlan> {
  quietTensors();
  const { seeds, workers, backend, set, ...asked } = readOptions(options);
  createAgent(name, set);
  const environment = await namedEnvironment(named);
  const tuned = preset(name, environment.id);
  const agent = createAgent(name, { ...tuned?.hyperparameters, ...set });
  mustFit(agent, environment);
  await useBackend(backend);
  const settings = {
    totalSteps: asked.totalSteps ?? tuned?.totalSteps ?? TRAIN_DEFAULTS.totalSteps,
    envs: asked.envs ?? tuned?.envs ?? TRAIN_DEFAULTS.envs,
    backend,
  };
  const { seeds: list, tensorboard = false } = options;
  if (list === undefined && workers > 1) mustShareOut(agent, settings.envs, workers);
  const what = list === undefined ? `seed${seeds[0]}` : `seeds${list.length <= 40 ? list : seeds.length}`;
  const out = options.out ?? freeFolder(`${agent.name}-${environment.id}-${what}`, new Date());
  const runOf = (seed: number): RunPlan => {
    const config = configOf(agent, environment, { ...settings, seed });
    const folder = list === undefined ? out : join(out, `seed-${seed}`);
    return { agent, environment, config, backend, out: folder, tensorboard };
  };
  const [first, ...others] = seeds;
  const source = sourceOf(name, environment.id, tuned);
  return { runs: [runOf(first), ...others.map(runOf)], seeds: list, workers, out, resumed: false, source };
}

/** What can be read without knowing agent and environment. */
function readOptions({ out, ...options }: TrainOptions) {
  const wholeOr = (option: string, text: string | undefined) =>
    text === undefined ? undefined : wholeNumber(option, text, 1);
  const read = {
    totalSteps: wholeOr('--steps', options.steps),
    envs: wholeOr('--envs', options.envs),
    seeds: seedsOf(options),
    workers: wholeNumber('--workers', options.workers ?? '1', 1),
    backend: oneOfWords('--backend', options.backend ?? TRAIN_DEFAULTS.backend, backendNames),
  };
  if (out?.trim() === '') throw new InputError('--out', 'must name a folder', show(out));
  return { ...read, set: hyperparameterSettings(options.set ?? []) };
}

function seedsOf({ seed, seeds }: Pick<TrainOptions, 'seed' | 'seeds'>): [number, ...number[]] {
  if (seeds === undefined) return [wholeNumber('--seed', seed ?? '1', 0)];
  if (seed === undefined) return seedList('--seeds', seeds);
  throw new InputError('--seeds', 'goes without --seed: leave one of them out', `--seed ${seed} as well`);
}

/** Throws InputError where several threads cannot share out the environments of the run. */
export function mustShareOut({ normalizeObservations, normalizeRewards }: Agent, envs: number, workers: number): void {
  const run = { envs, normalizeObservations, normalizeRewards: normalizeRewards !== undefined, ownNetwork: false };
  requireShareable('--workers', workers, run);
}

function sourceOf(agent: string, environment: string, tuned: Preset | undefined): string {
  return tuned === undefined
    ? `no preset for ${agent} on ${environment}: the defaults of ${agent} are used`
    : `preset for ${agent} on ${environment}: ${tuned.provenance}`;
}

function configOf(
  { name, hyperparameters }: Agent,
  { id, file, rewardThreshold }: NamedEnvironment,
  settings: Pick<RunConfig, 'totalSteps' | 'envs' | 'seed' | 'backend'>,
): RunConfig {
  const { totalSteps, envs, seed, backend } = settings;
  return {
    format: 1,
    agent: { name, hyperparameters },
    environment: { id, ...(file !== undefined && { file: resolve(file) }) },
    totalSteps,
    envs,
    seed,
    backend,
    ...(rewardThreshold !== undefined && { rewardThreshold }),
    versions: { ...versions() },
    command: commandLine(process.argv.slice(2)),
    started: new Date().toISOString(),
  };
}

/** Throws InputError where the agent, or the distribution that it is to have, cannot act in the environment. */
export function mustFit(
  agent: Pick<Agent, 'name' | 'actionKinds' | 'hyperparameters'>,
  environment: NamedEnvironment,
): void {
  const made = environment.make();
  const space = made.actionSpace;
  made.close?.();
  if (agent.actionKinds.includes(space.kind)) {
    distributionFor(space, agent.hyperparameters.distribution as BoxDistribution | undefined);
    return;
  }
  const wanted = `${agent.name} acts in action spaces of kind ${agent.actionKinds.join(' or ')}`;
  throw new InputError(`${agent.name} on ${environment.id}`, wanted, describeSpace(space));
}
