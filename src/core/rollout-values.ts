import * as tf from '@tensorflow/tfjs';
import { discountedReturns, type TraceSettings } from './advantages.ts';
import { scoped } from './autograd/tensors.ts';
import { fusedAdvantages } from './kernels/fused-returns.ts';
import { gatherRows } from './minibatches.ts';
import type { RecurrentNetwork } from './networks/recurrent-network.ts';
import { featuresOf } from './observations.ts';
import { tensorsOf } from './parameters.ts';
import type { Rollout } from './rollout.ts';
import { episodeSequences, memoryBehind, rememberedSequences, type Sequences } from './sequences.ts';
import type { ValueFunction } from './value-function.ts';

/** What a value function says of a rollout, one number for each step. */
export interface RolloutValues {
  /** V of the states in which the steps were taken. */
  readonly values: Float32Array;
  /** V of the states that the steps reached; 0 where one terminated. */
  readonly nextValues: Float32Array;
  /** The episodes with the memory of the value function before every row, where it has one. */
  readonly sequences?: Sequences;
}

/**
 * Values every state of a rollout, and the states at which it was cut.
 *
 * A value function with a memory goes on from `valueFunction.memory`, and moves it to the end of the rollout: rollouts
 * must come in the order in which they were collected, each once.
 */
export function valueRollout(rollout: Rollout, valueFunction: ValueFunction): RolloutValues {
  if (valueFunction.recurrent !== undefined) return rememberedValues(rollout, valueFunction, valueFunction.recurrent);
  const values = valueFunction.predict(rollout.observations, rollout.size);
  const { rows, observations } = rollout.cuts;
  return { values, nextValues: nextValues(rollout, values, valueFunction.predict(observations, rows.length)) };
}

/** The values of states together with all that was before them; a cut's memory is that of the row before it. */
function rememberedValues(
  rollout: Rollout,
  valueFunction: ValueFunction,
  network: RecurrentNetwork,
): Required<RolloutValues> {
  const { parameters, observationSpace } = valueFunction;
  const { stateSize } = network;
  const memory = valueFunction.memory ?? new Float32Array(rollout.segments.length * stateSize);
  const sequences = episodeSequences(rollout, memory);
  const { rows, observations } = rollout.cuts;
  return scoped(() => {
    const tensors = tensorsOf(parameters);
    const features = featuresOf(observationSpace, rollout.observations, rollout.size);
    const { output, state } = network.unroll(tensors, features, sequences);
    const [values, after] = [output.dataSync().slice(), state.dataSync()] as [Float32Array, Float32Array];
    const reached = featuresOf(observationSpace, observations, rows.length);
    const before = tf.tensor2d(gatherRows(after, stateSize, Uint32Array.from(rows)), [rows.length, stateSize]);
    const cutValues = rows.length === 0 ? [] : network.step(tensors, reached, before).output.dataSync();
    valueFunction.memory = memoryBehind(rollout, memory, after);
    const next = nextValues(rollout, values, Float32Array.from(cutValues));
    return { values, nextValues: next, sequences: rememberedSequences(sequences, after) };
  });
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
