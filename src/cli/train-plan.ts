import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createAgent } from '../agents/index.ts';
import type { Agent } from '../core/agent.ts';
import { type BackendName, backendNames, useBackend } from '../core/backend.ts';
import { InputError, show } from '../core/input-error.ts';
import { describeSpace } from '../core/spaces.ts';
import type { RunConfig } from '../node/run-config.ts';
import { versions } from '../node/versions.ts';
import { preset } from '../presets/index.ts';
import { TRAIN_DEFAULTS } from '../train.ts';
import { commandLine } from './command-line.ts';
import { type NamedEnvironment, namedEnvironment } from './environment-argument.ts';
import { hyperparameterSettings, oneOfWords, wholeNumber } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';

/** The options of `train` as they stand on the command line. */
export interface TrainOptions {
  readonly steps?: string;
  readonly seed: string;
  readonly envs?: string;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly backend: string;
}

/** A run that may start: everything on the command line is found right. */
export interface TrainPlan {
  readonly agent: Agent;
  readonly environment: NamedEnvironment;
  readonly config: RunConfig;
  readonly backend: BackendName;
  readonly out: string;
  /** Where the settings come from, for the reader. */
  readonly source: string;
}

/** Checks a whole command line, and touches no file. Every error is an InputError. */
export async function planTraining(name: string, named: string, options: TrainOptions): Promise<TrainPlan> {
  quietTensors();
  const totalSteps = options.steps === undefined ? undefined : wholeNumber('--steps', options.steps, 1);
  const envs = options.envs === undefined ? undefined : wholeNumber('--envs', options.envs, 1);
  const seed = wholeNumber('--seed', options.seed, 0);
  const backend = oneOfWords('--backend', options.backend, backendNames);
  if (options.out?.trim() === '') throw new InputError('--out', 'must name a folder', show(options.out));
  const set = hyperparameterSettings(options.set ?? []);
  createAgent(name, set);
  const environment = await namedEnvironment(named);
  const tuned = preset(name, environment.id);
  const agent = createAgent(name, { ...tuned?.hyperparameters, ...set });
  mustFit(agent, environment);
  await useBackend(backend);
  const config = configOf(agent, environment, {
    totalSteps: totalSteps ?? tuned?.totalSteps ?? TRAIN_DEFAULTS.totalSteps,
    envs: envs ?? tuned?.envs ?? TRAIN_DEFAULTS.envs,
    seed,
    backend,
  });
  const source =
    tuned === undefined
      ? `no preset for ${name} on ${environment.id}: the defaults of ${name} are used`
      : `preset for ${name} on ${environment.id}: ${tuned.provenance}`;
  return { agent, environment, config, backend, source, out: options.out ?? freeFolder(config, new Date()) };
}

function configOf(
  { name, hyperparameters }: Agent,
  { id, file, rewardThreshold }: NamedEnvironment,
  settings: Pick<RunConfig, 'totalSteps' | 'envs' | 'seed' | 'backend'>,
): RunConfig {
  return {
    format: 1,
    agent: { name, hyperparameters },
    environment: { id, ...(file !== undefined && { file: resolve(file) }) },
    ...settings,
    ...(rewardThreshold !== undefined && { rewardThreshold }),
    versions: { ...versions() },
    command: commandLine(process.argv.slice(2)),
    started: new Date().toISOString(),
  };
}

/** Throws InputError where the agent cannot act in the environment. */
export function mustFit(agent: Pick<Agent, 'name' | 'actionKinds'>, environment: NamedEnvironment): void {
  const made = environment.make();
  const space = made.actionSpace;
  made.close?.();
  if (agent.actionKinds.includes(space.kind)) return;
  const wanted = `${agent.name} acts in action spaces of kind ${agent.actionKinds.join(' or ')}`;
  throw new InputError(`${agent.name} on ${environment.id}`, wanted, describeSpace(space));
}

/** `runs/<agent>-<environment>-seed<seed>-<yyyymmdd-hhmmss>`, by the local clock, with a number where that is taken. */
function freeFolder({ agent, environment, seed }: RunConfig, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const name = `${agent.name}-${environment.id}-seed${seed}-${day}-${time}`.replaceAll(/[^\w.-]+/g, '-');
  let path = `runs/${name}`;
  for (let again = 2; existsSync(path); again++) path = `runs/${name}-${again}`;
  return path;
}
