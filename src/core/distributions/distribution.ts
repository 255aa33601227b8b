import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../random.ts';
import type { ActionKind } from '../spaces.ts';

/** Where a batch of actions is written, row by row: `Float32Array` for boxes, `Int32Array` for all others. */
export type ActionRows = Int32Array | Float32Array;

/**
 * A family of distributions over actions, one for each row ω of a `[batch, parameterSize]` matrix that a network gives.
 *
 * The batched functions are plain tfjs expressions, differentiable in ω; `sample` and `mode` work on numbers, without
 * tensors, since acting does so at every step. Masks are `[batch, parameterSize]`, 0 where an action is not allowed.
 */
export interface Distribution<K extends ActionKind = ActionKind> {
  readonly name: string;
  readonly actionKind: K;
  /** Numbers that describe one distribution: the columns of ω. */
  readonly parameterSize: number;
  /** Numbers that describe one action. */
  readonly actionSize: number;
  /** Whether `entropy` is an estimate, as there is no closed form. */
  readonly entropyIsEstimate: boolean;
  /**
   * Element i of an action, from the number x that rows hold in its place; absent where rows hold actions themselves. What
   * rows hold is what the functions below take and give.
   */
  readonly toAction?: (x: number, i: number) => number;

  /** Draws an action from the distribution of row `row` into row `actionRow` of `into`. */
  sample(
    omega: Float32Array,
    row: number,
    random: Random,
    into: ActionRows,
    actionRow: number,
    mask?: Uint8Array,
  ): void;
  /** The most probable action of row `row`, unless the distribution says otherwise, into row `actionRow` of `into`. */
  mode(omega: Float32Array, row: number, into: ActionRows, actionRow: number, mask?: Uint8Array): void;

  /** log π(a) `[batch]`: log-probability, or log-density where actions are continuous. */
  logProbability(omega: tf.Tensor2D, actions: tf.Tensor, masks?: tf.Tensor2D): tf.Tensor1D;
  /** H = −E log π(a) `[batch]`, in nats; an estimate where `entropyIsEstimate` says so. */
  entropy(omega: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor1D;
  /** KL(p‖q) = E_p[log p(a) − log q(a)] `[batch]`, in nats. */
  kl(p: tf.Tensor2D, q: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor1D;
  /** F(ω) v `[batch, parameterSize]`, with F = E[∇ω log π ∇ω log πᵀ] the Fisher information of each row. */
  fisherProduct(omega: tf.Tensor2D, v: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor2D;
}
