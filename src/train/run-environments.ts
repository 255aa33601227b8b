import { AsyncCollector } from '../core/async-collector.ts';
import type { AsyncEnvironmentSource } from '../core/async-environment.ts';
import { AsyncVectorEnvironment } from '../core/async-vector-environment.ts';
import type { Collector, CollectorRequest } from '../core/collector.ts';
import type { Environment } from '../core/environment.ts';
import { InputError, show } from '../core/input-error.ts';
import { RolloutCollector, resumedStream } from '../core/rollout-collector.ts';
import { runStreams } from '../core/run-streams.ts';
import type { VectorEnvironment } from '../core/vector-environment.ts';
import { make, makeVector } from '../envs/index.ts';
import type { EnvironmentFactory, TrainSettings } from './train-settings.ts';

export type Spaces = Pick<Environment, 'observationSpace' | 'actionSpace'>;

/** The environments of a run: their spaces, and what collects in them. */
export interface RunEnvironments {
  readonly spaces: Spaces;
  readonly makeCollector: (request: Omit<CollectorRequest, 'env'>) => Collector | Promise<Collector>;
  /** Closes them where no collector comes to do it. */
  close(): void | Promise<void>;
}

/** The environments of a run with these settings, `count` of them. */
export async function environmentsOf({ env, collector }: TrainSettings, count: number): Promise<RunEnvironments> {
  if (typeof env !== 'object') {
    if (collector === undefined) return environmentsHere(env, count);
    return { spaces: spacesOf(env), makeCollector: (request) => collector({ ...request, env }), close() {} };
  }
  if (collector === undefined) return environmentsElsewhere(env, count);
  const wanted = 'must be left out where the environments are asynchronous';
  throw new InputError('train: collector', wanted, show(collector));
}

/** In this thread. */
function environmentsHere(env: string | EnvironmentFactory, count: number): RunEnvironments {
  const environments: VectorEnvironment =
    typeof env === 'function' ? makeVector(env, count) : makeVector(env as string, count);
  const { observationSpace, actionSpace } = environments;
  return {
    spaces: { observationSpace, actionSpace },
    makeCollector({ seed, policy, rewardNormalizer, state }) {
      const streams = runStreams(seed);
      if (state === undefined) environments.reset(streams.environments);
      return new RolloutCollector(environments, policy, { random: streams.actions, rewardNormalizer, state });
    },
    close: () => environments.close(),
  };
}

/** Asynchronous ones, wherever they are. */
async function environmentsElsewhere(env: AsyncEnvironmentSource, count: number): Promise<RunEnvironments> {
  const environments = await AsyncVectorEnvironment.open(env, count);
  const { observationSpace, actionSpace } = environments.answered;
  return {
    spaces: { observationSpace, actionSpace },
    async makeCollector({ seed, policy, rewardNormalizer, state }) {
      const { environments: starts, actions: random } = runStreams(seed);
      if (state === undefined) await environments.reset(starts);
      else await environments.fetchRestored(state.environments, resumedStream(random, state.steps));
      return new AsyncCollector(environments, policy, { random, rewardNormalizer, state });
    },
    close: () => environments.close(),
  };
}

/** The spaces of an environment that is made for them alone. */
function spacesOf(env: string | EnvironmentFactory): Spaces {
  const environment = typeof env === 'string' ? make(env) : env();
  environment.close?.();
  const { observationSpace, actionSpace } = environment;
  return { observationSpace, actionSpace };
}
