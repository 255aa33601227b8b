import type { AsyncEnvironmentSource } from '../core/async-environment.ts';
import type { BackendName } from '../core/backend.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import type { CollectorFactory } from '../core/collector.ts';
import type { Environment } from '../core/environment.ts';
import type { Network } from '../core/networks/network.ts';

/** Makes one environment; called once for each that a run needs. */
export type EnvironmentFactory = () => Environment;

export interface TrainSettings {
  /** A registered id, a function that makes one environment, or `asynchronous(…)` environments. */
  readonly env: string | EnvironmentFactory | AsyncEnvironmentSource;
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
  /** Who runs the environments, in place of this thread; `workerCollector` of `policy-ascent/node` is one. */
  readonly collector?: CollectorFactory;
  /**
   * Goes on from a checkpoint of a run with the same agent, environment, number of environments and seed, exactly as that
   * run would have: the same bits. Where an environment cannot save its state, it begins a new episode.
   */
  readonly resume?: Checkpoint;
}

/** The settings with which a run starts when the caller says nothing else. */
export const TRAIN_DEFAULTS = { envs: 8, totalSteps: 100_000, seed: 0, backend: 'wasm' } as const;
