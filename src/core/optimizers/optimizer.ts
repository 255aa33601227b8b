import type { KernelArray } from '../kernels/kernel-array.ts';

/** What an optimiser keeps between steps: flat vectors and counters, ready for a checkpoint. */
export type OptimizerState = Readonly<Record<string, number | Float32Array>>;

/** The same state with its vectors in the kernels' memory, changed in place. */
export type ResidentState<S extends OptimizerState = OptimizerState> = {
  -readonly [Name in keyof S]: S[Name] extends Float32Array ? KernelArray : number;
};

/** A flat vector in the kernels' memory and the gradient along which it goes; addresses in bytes. */
export interface Climb {
  readonly parameters: number;
  readonly gradient: number;
  readonly size: number;
  /** What the gradient is multiplied with first. */
  readonly scale: number;
  readonly learningRate: number;
}

/**
 * A rule that turns gradients into steps, as a pure pair of `init` and `update`.
 *
 * The project ascends: a step is to be *added* to the parameters, and makes the objective larger.
 */
export interface Optimizer<S extends OptimizerState = OptimizerState> {
  readonly name: string;
  /** The state before any step, for a flat vector of `size` parameters. */
  init(size: number): S;
  /** The step for one gradient, and the state that follows. */
  update(gradient: Float32Array, state: S, learningRate: number): { readonly step: Float32Array; readonly state: S };
  /** The same step taken by a kernel, in place; `update` is used where it is left out. */
  climb?(climb: Climb, state: ResidentState<S>): void;
}
