import { discountedReturns, type TraceSettings } from './advantages.ts';
import { fusedAdvantages } from './kernels/fused-returns.ts';
import type { Rollout } from './rollout.ts';
import type { ValueFunction } from './value-function.ts';

/** What a value function says of a rollout, one number for each step. */
export interface RolloutValues {
  /** V of the states in which the steps were taken. */
  readonly values: Float32Array;
  /** V of the states that the steps reached; 0 where one terminated. */
  readonly nextValues: Float32Array;
}

/** Values every state of a rollout, and the states at which it was cut. */
export function valueRollout(rollout: Rollout, valueFunction: ValueFunction): RolloutValues {
  const values = valueFunction.predict(rollout.observations, rollout.size);
  const { rows, observations } = rollout.cuts;
  return { values, nextValues: nextValues(rollout, values, valueFunction.predict(observations, rows.length)) };
}

/** Each step's next value: that of the row behind, of the cut where there is one, and 0 after termination. */
function nextValues(rollout: Rollout, values: Float32Array, cutValues: Float32Array): Float32Array {
  const next = new Float32Array(rollout.size);
  next.set(values.subarray(1));
  for (let i = 0; i < rollout.size; i++) if (rollout.terminated[i] === 1) next[i] = 0;
  rollout.cuts.rows.forEach((row, i) => {
    next[row] = cutValues[i] as number;
  });
  return next;
}

/** Generalised advantage estimates and λ-returns of every step, segment by segment; see `gae`. */
export function estimateAdvantages(
  rollout: Rollout,
  { values, nextValues: next }: RolloutValues,
  trace: TraceSettings,
) {
  const { rewards, terminated, truncated, segments } = rollout;
  return fusedAdvantages({ rewards, values, nextValues: next, terminated, truncated, segments }, trace);
}

/** The rewards-to-go of every step, segment by segment, bootstrapped from `next`; see {@link discountedReturns}. */
export function rewardsToGo(rollout: Rollout, next: Float32Array, trace: Pick<TraceSettings, 'gamma'>): Float32Array {
  const returns = new Float32Array(rollout.size);
  for (const { start, end } of rollout.segments) {
    returns.set(discountedReturns(sequenceOf(rollout, next, start, end), trace), start);
  }
  return returns;
}

function sequenceOf({ rewards, terminated, truncated }: Rollout, next: Float32Array, start: number, end: number) {
  return {
    rewards: rewards.subarray(start, end),
    nextValues: next.subarray(start, end),
    terminated: terminated.subarray(start, end),
    truncated: truncated.subarray(start, end),
  };
}
