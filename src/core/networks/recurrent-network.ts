import type * as tf from '@tensorflow/tfjs';
import type { Sequences } from '../sequences.ts';
import type { Network } from './network.ts';

/** A network with a memory: one row of numbers that it takes from each time step to the next; zeros when an episode begins. */
export interface RecurrentNetwork extends Network {
  /** How many numbers the memory of one row has. */
  readonly stateSize: number;
  /**
   * One time step of several rows at once.
   *
   * @param observations `[batch, features]`
   * @param state `[batch, stateSize]`
   * @returns the output `[batch, outputs]`, and the memory behind it
   */
  step(parameters: tf.Tensor[], observations: tf.Tensor, state: tf.Tensor2D): RecurrentRows;
  /** All rows of several sequences, in the rows' own order. */
  unroll(parameters: tf.Tensor[], observations: tf.Tensor, sequences: Sequences): RecurrentRows;
}

/** What a recurrent network makes of rows. */
export interface RecurrentRows {
  /** `[rows, outputs]` */
  readonly output: tf.Tensor2D;
  /** The memory after each row, `[rows, stateSize]`. */
  readonly state: tf.Tensor2D;
}

/** The network with its memory, where it has one. */
export function recurrentOf(network: Network): RecurrentNetwork | undefined {
  return 'stateSize' in network ? (network as RecurrentNetwork) : undefined;
}
