import type {
  CollectAmount,
  CollectedState,
  Collector,
  CollectorFactory,
  CollectorRequest,
  CollectorState,
  TrainingEpisode,
} from '../core/collector.ts';
import { InputError } from '../core/input-error.ts';
import type { Layout } from '../core/parameters.ts';
import type { Rollout } from '../core/rollout.ts';
import { episodesOf, joinRollouts } from '../core/rollout-shares.ts';
import type { CollectShare, ShareRollout } from './collect-messages.ts';
import { CollectThread } from './collect-thread.ts';
import { environmentFileOf } from './load-environment.ts';
import { requireShareable } from './shareable.ts';

export interface WorkerCollectorSettings {
  /** How many threads share out the environments of a run, each a contiguous part of them; at most one each. */
  readonly workers: number;
}

/**
 * Runs the environments of a run in threads of their own, for `train`:
 *
 * ```ts
 * train(ppo(), { env: 'CartPole-v1', envs: 8, collector: workerCollector({ workers: 4 }) })
 * ```
 *
 * The run is the same, to the bit, as without it. An environment of a user's own must have been loaded by
 * `loadEnvironment`, so that each thread can load its file too.
 *
 * @throws InputError, when the run begins, where its environments cannot be shared out
 */
export function workerCollector({ workers }: WorkerCollectorSettings): CollectorFactory {
  return async (request) => {
    const { env, envs, policy, rewardNormalizer, ownNetwork } = request;
    const normalizeObservations = policy.normalizer !== undefined;
    const normalizeRewards = rewardNormalizer !== undefined;
    requireShareable('workers', workers, { envs, normalizeObservations, normalizeRewards, ownNetwork });
    if (typeof env !== 'string') {
      const wanted =
        'need an environment that each thread can make: its id, after loadEnvironment where it is your own';
      throw new InputError('workers', wanted, 'a function');
    }
    const { values } = policy.parameters;
    const parameters = new Float32Array(new SharedArrayBuffer(values.byteLength));
    const threads = sharesOf(request, env, workers, parameters).map(
      (share, i) => new CollectThread(`worker ${i + 1} of ${workers}`, share),
    );
    try {
      const begun = await allOf(threads.map((thread) => thread.ready()));
      for (const { layout } of begun) requireSameNetwork(layout, policy.parameters.layout);
      const environments = begun.flatMap((each) => each.environments);
      const state = { steps: request.state?.steps ?? 0, environments };
      return new WorkerCollector(threads, { live: values, shared: parameters }, state);
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.close()));
      throw error;
    }
  };
}

class WorkerCollector implements Collector {
  steps: number;
  readonly episodes: TrainingEpisode[] = [];
  readonly #threads: readonly CollectThread[];
  /** The policy's parameters as they are learned, and where the threads read them. */
  readonly #parameters: { readonly live: Float32Array; readonly shared: Float32Array };
  #environments: readonly CollectedState[];

  constructor(
    threads: readonly CollectThread[],
    parameters: { readonly live: Float32Array; readonly shared: Float32Array },
    { steps, environments }: CollectorState,
  ) {
    this.#threads = threads;
    this.#parameters = parameters;
    this.steps = steps;
    this.#environments = environments;
  }

  async collect(amount: CollectAmount): Promise<Rollout> {
    this.#parameters.shared.set(this.#parameters.live);
    const shares: ShareRollout[] = await allOf(this.#threads.map((thread) => thread.collect(amount)));
    const rollout = joinRollouts(shares.map((share) => share.rollout));
    const ended = shares.flatMap((share) => share.ended);
    this.episodes.push(...episodesOf(rollout, ended, this.steps));
    this.steps += rollout.size;
    this.#environments = shares.flatMap((share) => share.environments);
    return rollout;
  }

  state(): CollectorState {
    return { steps: this.steps, environments: this.#environments };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/** Contiguous shares, of which none has two environments more than another. */
function sharesOf(
  { envs, seed, backend, hyperparameters, state }: CollectorRequest,
  env: string,
  workers: number,
  parameters: Float32Array<SharedArrayBuffer>,
): CollectShare[] {
  const file = environmentFileOf(env);
  return Array.from({ length: workers }, (_, i) => {
    const first = Math.floor((i * envs) / workers);
    const count = Math.floor(((i + 1) * envs) / workers) - first;
    const environments = state?.environments.slice(first, first + count);
    const begun = state && { steps: state.steps, environments: environments ?? [] };
    return { env, file, first, count, seed, backend, hyperparameters, parameters, state: begun };
  });
}

/** All results, once every thread is done; the error of the first that failed, whichever failed first. */
async function allOf<T>(results: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(results);
  return Promise.all(results);
}

function requireSameNetwork(theirs: Layout, ours: Layout): void {
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return;
  const names = ours.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
  const expectation = 'can run the standard policy network only, as the hyperparameters describe it: take 1 worker';
  throw new InputError('workers', expectation, names);
}
