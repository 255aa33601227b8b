import { resolve } from 'node:path';
import { createAgent } from '../agents/index.ts';
import { useBackend } from '../core/backend.ts';
import { InputError, show } from '../core/input-error.ts';
import { preset } from '../presets/index.ts';
import { SCORE_SETTINGS } from '../train/search/run-trial.ts';
import { type Rung, rungsOf } from '../train/search/rungs.ts';
import { probes } from '../train/search/search-space.ts';
import { TRAIN_DEFAULTS } from '../train.ts';
import { type NamedEnvironment, namedEnvironment } from './environment-argument.ts';
import { oneOfWords, wholeNumber } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';
import { seedList } from './seed-list.ts';
import { mustFit } from './train-plan.ts';
import type { Search } from './tune-definition.ts';
import { readSpace } from './tune-space.ts';
import { ownVersion } from './version.ts';

/** The options of `tune` as they stand on the command line. */
export interface TuneOptions {
  readonly space: string;
  readonly search: string;
  readonly trials: string;
  readonly eta?: string;
  readonly seeds: string;
  readonly steps?: string;
  readonly envs?: string;
  readonly workers: string;
  readonly seed: string;
  readonly out?: string;
}

/** What a command line asks for, found right. */
export interface TunePlan {
  readonly search: Search;
  readonly rungs: readonly Rung[];
  readonly environment: NamedEnvironment;
  /** Runs at a time. */
  readonly workers: number;
  readonly out: string;
  /** The file of the space, as it was named. */
  readonly spaceFile: string;
}

/** Checks a whole command line, and touches no file. Every error is an InputError. */
export async function planTuning(name: string, named: string, options: TuneOptions): Promise<TunePlan> {
  quietTensors();
  const asked = readOptions(options);
  createAgent(name);
  const { space, fixed } = await readSpace(options.space, name);
  const environment = await namedEnvironment(named);
  const { id, file } = environment;
  const tuned = preset(name, id);
  const base = { ...tuned?.hyperparameters, ...fixed };
  const agent = createAgent(name, base);
  mustFit(agent, environment);
  for (const distribution of space.distribution === undefined ? [] : probes(space.distribution)) {
    mustFit(createAgent(name, { ...base, distribution }), environment);
  }
  await useBackend(TRAIN_DEFAULTS.backend);
  const steps = asked.steps ?? tuned?.totalSteps ?? TRAIN_DEFAULTS.totalSteps;
  const { method, eta, trials, seeds, seed } = asked;
  const search: Search = {
    format: 1,
    agent: { name, hyperparameters: agent.hyperparameters },
    environment: { id, ...(file !== undefined && { file: resolve(file) }) },
    space,
    search: method,
    ...(method === 'halving' && { eta }),
    trials,
    steps,
    envs: asked.envs ?? tuned?.envs ?? TRAIN_DEFAULTS.envs,
    seeds,
    seed,
    backend: TRAIN_DEFAULTS.backend,
    score: SCORE_SETTINGS,
    version: ownVersion(),
  };
  const out = options.out ?? `tuning/${`${name}-${id}`.replaceAll(/[^\w.-]+/g, '-')}`;
  return { search, rungs: rungsOf(search), environment, workers: asked.workers, out, spaceFile: options.space };
}

/** What can be read without knowing agent and environment. */
function readOptions({ eta, out, ...options }: TuneOptions) {
  const method = oneOfWords('--search', options.search, ['random', 'halving']);
  if (eta !== undefined && method !== 'halving') {
    throw new InputError('--eta', 'goes with --search halving', `--search ${method}`);
  }
  if (out?.trim() === '') throw new InputError('--out', 'must name a folder', show(out));
  const seeds = seedList('--seeds', options.seeds);
  if (seeds.includes(SCORE_SETTINGS.seed)) {
    throw new InputError('--seeds', `must leave out ${SCORE_SETTINGS.seed}, by which policies are scored`);
  }
  const wholeOr = (option: string, text: string | undefined) =>
    text === undefined ? undefined : wholeNumber(option, text, 1);
  return {
    method,
    seeds,
    eta: wholeNumber('--eta', eta ?? '3', 2),
    trials: wholeNumber('--trials', options.trials, 1),
    steps: wholeOr('--steps', options.steps),
    envs: wholeOr('--envs', options.envs),
    workers: wholeNumber('--workers', options.workers, 1),
    seed: wholeNumber('--seed', options.seed, 0),
  };
}
