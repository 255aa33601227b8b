import { createAgent } from '../agents/index.ts';
import type { Agent, Learner } from '../core/agent.ts';
import { type BackendName, useBackend } from '../core/backend.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Collector } from '../core/collector.ts';
import { EpisodeWindow, RETURN_WINDOW } from '../core/episode-window.ts';
import { InputError, show } from '../core/input-error.ts';
import { ObservationNormalizer, RewardNormalizer } from '../core/normalization.ts';
import { runStreams } from '../core/run-streams.ts';
import { describeSpace } from '../core/spaces.ts';
import { load } from '../envs/index.ts';
import { preset } from '../presets/index.ts';
import { requireResumable, restoreLearning } from './resumption.ts';
import { environmentsOf, type RunEnvironments, type Spaces } from './run-environments.ts';
import { TRAIN_DEFAULTS, type TrainSettings } from './train-settings.ts';

/** Everything that stays the same while a run goes on. */
export interface Run {
  readonly agent: Agent;
  readonly settings: TrainSettings;
  readonly totalSteps: number;
  readonly envs: number;
  readonly spaces: Spaces;
  readonly learner: Learner;
  readonly collector: Collector;
  readonly rewardNormalizer: RewardNormalizer | undefined;
  /** The latest training episodes. */
  readonly recent: EpisodeWindow;
}

/** Checks the settings of a run and makes all that it needs. */
export async function beginRun(given: Agent | string, settings: TrainSettings): Promise<Run> {
  const tuned = typeof given === 'string' && typeof settings.env === 'string' ? preset(given, settings.env) : undefined;
  const agent = typeof given === 'string' ? createAgent(given, tuned?.hyperparameters) : given;
  const { env, seed = TRAIN_DEFAULTS.seed, backend = TRAIN_DEFAULTS.backend } = settings;
  const envs = settings.envs ?? tuned?.envs ?? TRAIN_DEFAULTS.envs;
  const totalSteps = settings.totalSteps ?? tuned?.totalSteps ?? TRAIN_DEFAULTS.totalSteps;
  requireWhole('envs', envs, 1);
  requireWhole('totalSteps', totalSteps, 1);
  requireWhole('seed', seed, 0);
  if (typeof env === 'string') await load(env);
  await useBackend(backend);
  const environments = await environmentsOf(settings, envs);
  try {
    return await runIn(environments, { agent, settings, totalSteps, envs, seed, backend });
  } catch (error) {
    await Promise.resolve(environments.close()).catch(() => {});
    throw error;
  }
}

/** What a run has before it has its environments. */
interface Planned extends Pick<Run, 'agent' | 'settings' | 'totalSteps' | 'envs'> {
  readonly seed: number;
  readonly backend: BackendName;
}

async function runIn({ spaces, makeCollector }: RunEnvironments, planned: Planned): Promise<Run> {
  const { agent, settings, totalSteps, envs, seed, backend } = planned;
  const { resume, policyNetwork, valueNetwork } = settings;
  requireServed(agent, spaces);
  if (resume !== undefined) requireResumable(resume, { agent, spaces, envs });
  const { normalizer, rewardNormalizer } = normalizersOf({ agent, spaces, envs }, resume);
  const random = runStreams(seed).learner;
  const learner = agent.start({ ...spaces, normalizer, policyNetwork, valueNetwork, random });
  const recent = new EpisodeWindow(RETURN_WINDOW);
  if (resume !== undefined) restoreLearning(resume, learner, recent);
  const { policy } = learner;
  const { hyperparameters } = agent;
  const ownNetwork = policyNetwork !== undefined;
  const state = resume?.collector;
  const request = { envs, seed, backend, policy, hyperparameters, ownNetwork, rewardNormalizer, state };
  const collector = await makeCollector(request);
  return { agent, settings, totalSteps, envs, spaces, learner, collector, rewardNormalizer, recent };
}

/** What observations and rewards of a run pass through, where the agent wants it; a run that goes on has its moments. */
function normalizersOf({ agent, spaces, envs }: Pick<Run, 'agent' | 'spaces' | 'envs'>, resume?: Checkpoint) {
  const { observations, rewards } = resume?.normalizers ?? {};
  const { normalizeObservations, normalizeRewards } = agent;
  return {
    normalizer: normalizeObservations ? ObservationNormalizer.of(spaces.observationSpace, observations) : undefined,
    rewardNormalizer:
      normalizeRewards && new RewardNormalizer(envs, { ...normalizeRewards, ...(rewards && { state: rewards }) }),
  };
}

function requireServed({ name, actionKinds }: Agent, { actionSpace }: Spaces): void {
  if (actionKinds.includes(actionSpace.kind)) return;
  const kinds = actionKinds.join(' or ');
  throw new InputError(name, `learns ${kinds} actions only`, describeSpace(actionSpace));
}

function requireWhole(name: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw new InputError(`train: ${name}`, `must be a whole number ≥ ${least}`, show(value));
  }
}
