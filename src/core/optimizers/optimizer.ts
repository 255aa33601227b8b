/** What an optimiser keeps between steps: flat vectors and counters, ready for a checkpoint. */
export type OptimizerState = Readonly<Record<string, number | Float32Array>>;

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
}
