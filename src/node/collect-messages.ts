import type { BackendName } from '../core/backend.ts';
import type { CollectAmount, CollectedState, CollectorState } from '../core/collector.ts';
import type { EpisodeSummary } from '../core/environment.ts';
import type { Layout } from '../core/parameters.ts';
import type { Rollout } from '../core/rollout.ts';
import type { SentError } from './sent-error.ts';

/** What a thread that collects is started with. */
export interface CollectShare {
  readonly env: string;
  /** The file that holds the environment, where it is a user's own. */
  readonly file: string | undefined;
  /** The environments that are its own: `count` from number `first` on. */
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  readonly backend: BackendName;
  /** The agent's, of which the policy's network is made. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** The policy's parameters, written before each request to collect. */
  readonly parameters: Float32Array<SharedArrayBuffer>;
  /** Where its environments go on, in a run that is resumed. */
  readonly state: CollectorState | undefined;
}

/** What such a thread is told. */
export type CollectOrder = { readonly collect: CollectAmount } | 'close';

/** What such a thread says: first that it is ready, then one answer to each order. */
export type CollectAnswer =
  | { readonly ready: Layout; readonly environments: readonly CollectedState[] }
  | { readonly collected: ShareRollout }
  | { readonly closed: true }
  | { readonly failed: SentError };

/** What the environments of a share did. */
export interface ShareRollout {
  readonly rollout: Rollout;
  /** The episodes that ended, of each environment of the share, in the order in which they ended. */
  readonly ended: readonly (readonly EpisodeSummary[])[];
  /** The environments of the share as they are now. */
  readonly environments: readonly CollectedState[];
}
