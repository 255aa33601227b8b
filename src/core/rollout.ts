import type { ActionRows } from './distributions/distribution.ts';
import { type Batch, type Decisions, logProbabilities } from './objectives.ts';
import type { Policy } from './policy.ts';

/**
 * What an agent learns from: the steps of several environments, each environment's in time order, one behind the other.
 *
 * Observations are as the policy saw them, after normalisation, and rewards as the agent is to see them.
 */
export interface Rollout {
  /** How many steps there are: the rows of every array below. */
  readonly size: number;
  readonly observations: Float32Array;
  /** As the distribution gave them, before any clipping to the action space. */
  readonly actions: ActionRows;
  readonly actionMasks?: Uint8Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** The consecutive rows of one environment each: [start, end). */
  readonly segments: readonly { readonly start: number; readonly end: number }[];
  /** The rows whose next observation is not that of the row behind, and did not terminate: where to bootstrap. */
  readonly cuts: { readonly rows: readonly number[]; readonly observations: Float32Array };
}

/** What a policy saw and did in a rollout, without what came of it. */
export function decisionsOf({ size, observations, actions, actionMasks }: Rollout): Decisions {
  return { size, observations, actions, ...(actionMasks && { actionMasks }) };
}

/** A rollout as a batch to learn from, with the log-probabilities that the policy, as it is now, gives its actions. */
export function batchOf(rollout: Rollout, policy: Policy, advantages: Float32Array): Batch {
  const decisions = decisionsOf(rollout);
  return { ...decisions, advantages, oldLogProbabilities: logProbabilities(policy, decisions) };
}
