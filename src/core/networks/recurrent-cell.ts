import type * as tf from '@tensorflow/tfjs';
import type { TimeSteps } from '../kernels/recurrent-op.ts';
import type { LayoutEntry } from '../parameters.ts';
import type { Random } from '../random.ts';
import { orthogonal } from './initializers.ts';

/** A layer with a memory. Its memory is one or more matrices `[rows, units]`, of which the first is also its output. */
export interface RecurrentCell {
  /** How many matrices the memory has. */
  readonly parts: number;
  /** Its tensors: W `[inputs, gates · units]` and b, by which the inputs of all times are taken at once, then others. */
  readonly tensors: readonly Omit<LayoutEntry, 'offset'>[];
  /** The first values of the tensors. */
  initialize(random: Random): Float32Array[];
  /** The memory after one time step, from what the inputs add to the gates, x W + b, and the memory before. */
  step(parameters: tf.Tensor[], projected: tf.Tensor2D, memory: readonly tf.Tensor2D[]): tf.Tensor2D[];
  /** What `step` gives at each time, `[rows, units]` for each part of the memory, by one fused kernel. */
  unroll(parameters: tf.Tensor[], steps: TimeSteps): tf.Tensor2D[];
}

/** Makes a cell of so many inputs and units. */
export type CellFactory = (inputs: number, units: number) => RecurrentCell;

/** The matrices of several gates side by side, `[rows, gates · units]`, each orthogonal by itself. */
export function gateWeights(rows: number, units: number, gates: number, random: Random): Float32Array {
  const weights = new Float32Array(rows * gates * units);
  for (let gate = 0; gate < gates; gate++) {
    const matrix = orthogonal(1)([rows, units], random);
    for (let row = 0; row < rows; row++) {
      weights.set(matrix.subarray(row * units, (row + 1) * units), (row * gates + gate) * units);
    }
  }
  return weights;
}
