import { clipByGlobalNorm, globalNorm } from '../autograd/clip-gradient.ts';
import { InputError } from '../input-error.ts';
import type { Parameters } from '../parameters.ts';
import type { Optimizer, OptimizerState } from './optimizer.ts';

/** Parameters on their way uphill: a flat vector, the optimiser that moves it, and the optimiser's state. */
export class Ascent {
  readonly parameters: Parameters;
  readonly optimizer: Optimizer;
  #state: OptimizerState;

  constructor(parameters: Parameters, optimizer: Optimizer, state?: OptimizerState) {
    this.parameters = parameters;
    this.optimizer = optimizer;
    this.#state = state ?? optimizer.init(parameters.values.length);
  }

  /**
   * Moves the parameters one step along `gradient`, clipped to `maxNorm` first.
   *
   * @returns the gradient's norm before clipping
   * @throws InputError where the gradient is not finite; the parameters are untouched then
   */
  step(gradient: Float32Array, learningRate: number, maxNorm = Infinity): number {
    const norm = globalNorm(gradient);
    if (!Number.isFinite(norm)) throw new InputError('gradient', 'must be finite', String(norm));
    const { step, state } = this.optimizer.update(clipByGlobalNorm(gradient, maxNorm), this.#state, learningRate);
    this.#state = state;
    const { values } = this.parameters;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + (step[i] as number);
    return norm;
  }

  /** A copy that later steps do not change. */
  state(): OptimizerState {
    return structuredClone(this.#state);
  }
}
