import { scoped } from './autograd/tensors.ts';
import type { ActionRows } from './distributions/distribution.ts';
import { InputError } from './input-error.ts';
import { type Batch, type Decisions, decisionTensors, logProbabilities } from './objectives.ts';
import { tensorsOf } from './parameters.ts';
import type { Policy } from './policy.ts';
import { episodeSequences, rememberedSequences } from './sequences.ts';

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
  /** `[segments, stateSize]`, with which each segment began, where the policy has a memory; zeros where an episode did. */
  readonly memory?: Float32Array;
}

/** What a policy saw and did in a rollout, without what came of it. */
export function decisionsOf(rollout: Rollout): Decisions {
  const { size, observations, actions, actionMasks, memory } = rollout;
  const decisions = { size, observations, actions, ...(actionMasks && { actionMasks }) };
  return memory === undefined ? decisions : { ...decisions, sequences: episodeSequences(rollout, memory) };
}

/**
 * A rollout as a batch to learn from, with the log-probabilities that the policy, as it is now, gives its actions, and the
 * memory before every row where it has one.
 */
export function batchOf(rollout: Rollout, policy: Policy, advantages: Float32Array): Batch {
  const decisions = decisionsOf(rollout);
  if (policy.recurrent !== undefined) return rememberedBatch(decisions, policy, advantages);
  return { ...decisions, advantages, oldLogProbabilities: logProbabilities(policy, decisions) };
}

/** One pass over the episodes gives both: what each row made of its memory, and the memory that it left. */
function rememberedBatch(decisions: Decisions, policy: Policy, advantages: Float32Array): Batch {
  const { sequences } = decisions;
  if (sequences === undefined) throw new InputError('rollout: memory', 'must be there for a policy with a memory');
  return scoped(() => {
    const { features, actions, masks } = decisionTensors(policy, decisions);
    const { omega, state } = policy.unroll(tensorsOf(policy.parameters), features, sequences);
    const logPi = policy.distribution.logProbability(omega, actions, masks).dataSync() as Float32Array;
    const remembered = rememberedSequences(sequences, state.dataSync() as Float32Array);
    return { ...decisions, advantages, sequences: remembered, oldLogProbabilities: logPi.slice() };
  });
}
