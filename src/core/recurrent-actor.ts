import * as tf from '@tensorflow/tfjs';
import { scoped } from './autograd/tensors.ts';
import { featuresOf } from './observations.ts';
import { type Parameters, tensorsOf } from './parameters.ts';
import type { ObservationSpace } from './spaces.ts';

/** What a recurrent actor must know of its policy. */
export interface SteppedPolicy {
  readonly observationSpace: ObservationSpace;
  readonly parameters: Parameters;
  readonly stateSize: number;
  /** ω and the next memory, from the parameters' tensors, features and the memory. */
  step(tensors: tf.Tensor[], features: tf.Tensor2D, state: tf.Tensor2D): SteppedRows;
}

interface SteppedRows {
  readonly omega: tf.Tensor2D;
  readonly state: tf.Tensor2D;
}

/** A policy with a memory at work on a fixed number of observations at a time. */
export class RecurrentActor {
  readonly #policy: SteppedPolicy;
  readonly #parameters: Parameters;
  readonly #count: number;
  readonly #memory: Float32Array;

  /** @param memory `[count, stateSize]`, the caller's: read and written by every step */
  constructor(policy: SteppedPolicy, count: number, memory: Float32Array) {
    const { values, layout } = policy.parameters;
    this.#policy = policy;
    this.#parameters = { values: values.slice(), layout };
    this.#count = count;
    this.#memory = memory;
  }

  /** ω `[count, parameterSize]` of observations `[count, observation size]`; the memory of inactive rows stays as it is. */
  omega(observations: Float32Array, active?: Uint8Array): Float32Array {
    const { observationSpace, stateSize } = this.#policy;
    const count = this.#count;
    return scoped(() => {
      const features = featuresOf(observationSpace, observations, count);
      const before = tf.tensor2d(this.#memory, [count, stateSize]);
      const { omega, state } = this.#policy.step(tensorsOf(this.#parameters), features, before);
      const after = state.dataSync();
      for (let i = 0; i < count; i++) {
        if (active !== undefined && active[i] === 0) continue;
        this.#memory.set(after.subarray(i * stateSize, (i + 1) * stateSize), i * stateSize);
      }
      return Float32Array.from(omega.dataSync());
    });
  }
}
