import { createAgent } from './agents/index.ts';
import type { Agent, Learner } from './core/agent.ts';
import { type BackendName, useBackend } from './core/backend.ts';
import type { Checkpoint } from './core/checkpoint.ts';
import type { Environment } from './core/environment.ts';
import { InputError, show } from './core/input-error.ts';
import type { Network } from './core/networks/network.ts';
import { ObservationNormalizer, RewardNormalizer } from './core/normalization.ts';
import type { Policy } from './core/policy.ts';
import { Random } from './core/random.ts';
import { type CollectAmount, RolloutCollector, type TrainingEpisode } from './core/rollout-collector.ts';
import { describeSpace, flatSize } from './core/spaces.ts';
import { mean } from './core/statistics.ts';
import type { VectorEnvironment } from './core/vector-environment.ts';
import { load, makeVector } from './envs/index.ts';
import { preset } from './presets/index.ts';

/** Makes one environment; called once for each that a run needs. */
export type EnvironmentFactory = () => Environment;

export interface TrainSettings {
  /** A registered id, or a function that makes one environment. */
  readonly env: string | EnvironmentFactory;
  /** How many environments run side by side; the preset's number, or 8, when left out. */
  readonly envs?: number;
  /** Environment steps in all, over all environments; the preset's number, or 100,000, when left out. */
  readonly totalSteps?: number;
  /** Names every random stream of the run: the same seed, the same run, bit for bit. 0 when left out. */
  readonly seed?: number;
  /** Where tfjs computes; `wasm` when left out. */
  readonly backend?: BackendName;
  /** Ends the run after the update under way. */
  readonly signal?: AbortSignal;
  /** A policy network of one's own, in place of the standard one. */
  readonly policyNetwork?: Network;
  /** A value network of one's own, with one output. */
  readonly valueNetwork?: Network;
}

/** How a run stands after an update. */
export interface Progress {
  /** Environment steps taken so far, over all environments. */
  readonly step: number;
  readonly totalSteps: number;
  readonly update: number;
  /** Wall time since the run began. */
  readonly seconds: number;
  /** Training episodes finished so far. */
  readonly episodes: number;
  /** Mean undiscounted return of the last 100 training episodes; NaN before one has finished. */
  readonly returnMean: number;
  /** Mean length of the last 100 training episodes, in steps; NaN before one has finished. */
  readonly lengthMean: number;
  /** The episodes that finished since the last progress. */
  readonly finished: readonly TrainingEpisode[];
  /** What the agent measured in this update, under the same names every time. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

export interface TrainUpdate {
  readonly progress: Progress;
  /** The policy as it is learned: the next update changes it. */
  readonly policy: Policy;
  readonly checkpoint: Checkpoint;
}

/** The settings with which a run starts when the caller says nothing else. */
export const TRAIN_DEFAULTS = { envs: 8, totalSteps: 100_000, seed: 0, backend: 'wasm' } as const;

/** A run's last 100 episodes. */
const WINDOW = 100;

/** How long the loop may hold the thread before it lets timers and signals through, in milliseconds. */
const BREATH = 50;

/**
 * Trains an agent, one update an iteration; nothing is printed or written.
 *
 * @param agent a configured agent, or the name of one, which is then configured by its preset for the environment
 * @throws InputError for settings that cannot work, before anything runs; and where a reward, an observation, a loss or
 *   a gradient is not finite, with the step at which it came up. What was yielded before stays good.
 */
export async function* train(agent: Agent | string, settings: TrainSettings): AsyncGenerator<TrainUpdate, void, void> {
  const run = await begin(agent, settings);
  const { environments, collector, learner, totalSteps } = run;
  const started = performance.now();
  const recent: TrainingEpisode[] = [];
  let episodes = 0;
  let breathed = started;
  try {
    for (let update = 1; environments.steps < totalSteps && settings.signal?.aborted !== true; update++) {
      const share = environments.steps / totalSteps;
      const rollout = collector.collect(nextAmount(run));
      const diagnostics = locateErrors(run, () => learner.update(rollout, share));
      const finished = collector.episodes.splice(0);
      episodes += finished.length;
      recent.push(...finished);
      recent.splice(0, Math.max(0, recent.length - WINDOW));
      const progress: Progress = {
        step: environments.steps,
        totalSteps,
        update,
        seconds: (performance.now() - started) / 1000,
        episodes,
        returnMean: mean(recent.map((episode) => episode.return)),
        lengthMean: mean(recent.map((episode) => episode.length)),
        finished,
        diagnostics,
      };
      yield { progress, policy: learner.policy, checkpoint: checkpointOf(run, progress) };
      if (performance.now() - breathed > BREATH) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        breathed = performance.now();
      }
    }
  } finally {
    environments.close();
  }
}

/** Everything that stays the same while a run goes on. */
interface Run {
  readonly agent: Agent;
  readonly settings: TrainSettings;
  readonly totalSteps: number;
  readonly environments: VectorEnvironment;
  readonly learner: Learner;
  readonly collector: RolloutCollector;
  readonly actions: Random;
  readonly rewardNormalizer: RewardNormalizer | undefined;
}

async function begin(given: Agent | string, settings: TrainSettings): Promise<Run> {
  const tuned = typeof given === 'string' && typeof settings.env === 'string' ? preset(given, settings.env) : undefined;
  const agent = typeof given === 'string' ? createAgent(given, tuned?.hyperparameters) : given;
  const { seed = TRAIN_DEFAULTS.seed, backend = TRAIN_DEFAULTS.backend } = settings;
  const envs = settings.envs ?? tuned?.envs ?? TRAIN_DEFAULTS.envs;
  const totalSteps = settings.totalSteps ?? tuned?.totalSteps ?? TRAIN_DEFAULTS.totalSteps;
  requireWhole('envs', envs, 1);
  requireWhole('totalSteps', totalSteps, 1);
  requireWhole('seed', seed, 0);
  if (typeof settings.env === 'string') await load(settings.env);
  await useBackend(backend);
  const environments = makeEnvironments(settings.env, envs);
  requireServed(agent, environments);
  const random = new Random(seed);
  const { observationSpace, actionSpace } = environments;
  const normalizer = agent.normalizeObservations ? new ObservationNormalizer(flatSize(observationSpace)) : undefined;
  const rewardNormalizer = agent.normalizeRewards && new RewardNormalizer(envs, agent.normalizeRewards);
  const { policyNetwork, valueNetwork } = settings;
  const learner = agent.start({
    observationSpace,
    actionSpace,
    normalizer,
    policyNetwork,
    valueNetwork,
    random: random.split('learner'),
  });
  environments.reset(random);
  const actions = random.split('actions');
  const collector = new RolloutCollector(environments, learner.policy, { random: actions, rewardNormalizer });
  return { agent, settings, totalSteps, environments, learner, collector, actions, rewardNormalizer };
}

function makeEnvironments(env: string | EnvironmentFactory, count: number): VectorEnvironment {
  if (typeof env === 'function') return makeVector(env, count);
  return makeVector(env as string, count);
}

function requireServed({ name, actionKinds }: Agent, { actionSpace }: VectorEnvironment): void {
  if (actionKinds.includes(actionSpace.kind)) return;
  const kinds = actionKinds.join(' or ');
  throw new InputError(name, `learns ${kinds} actions only`, describeSpace(actionSpace));
}

function requireWhole(name: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw new InputError(`train: ${name}`, `must be a whole number ≥ ${least}`, show(value));
  }
}

/** What the agent wants, but no more steps than are left. */
function nextAmount({ agent, environments, totalSteps }: Run): CollectAmount {
  if ('episodes' in agent.collect) return agent.collect;
  const left = Math.ceil((totalSteps - environments.steps) / environments.count);
  return { steps: Math.min(agent.collect.steps, left) };
}

/** Adds to an error in learning whose it is, and after which step. */
function locateErrors<T>({ agent, environments }: Run, learn: () => T): T {
  try {
    return learn();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const subject = `${agent.name} at step ${environments.steps}: ${error.subject}`;
    throw new InputError(subject, error.expectation, error.received, { cause: error });
  }
}

function checkpointOf(run: Run, { step, update, episodes }: Progress): Checkpoint {
  const { agent, settings, learner, environments, actions, rewardNormalizer } = run;
  const { optimizers, random } = learner.state();
  return {
    format: 1,
    agent: { name: agent.name, hyperparameters: agent.hyperparameters },
    environment: typeof settings.env === 'string' ? settings.env : undefined,
    observationSpace: environments.observationSpace,
    actionSpace: environments.actionSpace,
    step,
    update,
    episodes,
    parameters: learner.parameters.values.slice(),
    layout: learner.parameters.layout,
    ownNetwork: settings.policyNetwork !== undefined,
    optimizers,
    normalizers: {
      observations: learner.policy.normalizer?.moments.state(),
      rewards: rewardNormalizer?.state(),
    },
    random: { learner: random, actions: actions.state() },
  };
}
