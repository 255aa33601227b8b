import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../random.ts';
import type { ActionKind } from '../spaces.ts';

/** Where a batch of actions is written, row by row: `Int32Array` for discrete actions, `Float32Array` for boxes. */
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

  /** Draws an action from the distribution of row `row` into row `actionRow` of `into`. */
  sample(
    omega: Float32Array,
    row: number,
    random: Random,
    into: ActionRows,
    actionRow: number,
    mask?: Uint8Array,
  ): void;
  /** The most probable action of row `row`, into row `actionRow` of `into`. */
  mode(omega: Float32Array, row: number, into: ActionRows, actionRow: number, mask?: Uint8Array): void;

  /** log π(a) `[batch]`: log-probability, or log-density where actions are continuous. */
  logProbability(omega: tf.Tensor2D, actions: tf.Tensor, masks?: tf.Tensor2D): tf.Tensor1D;
  /** H = −E log π(a) `[batch]`, in nats. */
  entropy(omega: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor1D;
  /** KL(p‖q) = E_p[log p(a) − log q(a)] `[batch]`, in nats. */
  kl(p: tf.Tensor2D, q: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor1D;
  /** F(ω) v `[batch, parameterSize]`, with F = E[∇ω log π ∇ω log πᵀ] the Fisher information of each row. */
  fisherProduct(omega: tf.Tensor2D, v: tf.Tensor2D, masks?: tf.Tensor2D): tf.Tensor2D;
}
