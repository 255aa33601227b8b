import { clipByGlobalNorm, globalNorm } from '../autograd/clip-gradient.ts';
import { InputError } from '../input-error.ts';
import { KernelArray } from '../kernels/kernel-array.ts';
import { kernels } from '../kernels/kernels.ts';
import type { Parameters } from '../parameters.ts';
import type { Optimizer, OptimizerState, ResidentState } from './optimizer.ts';

/** Parameters on their way uphill: a flat vector, the optimiser that moves it, and the optimiser's state. */
export class Ascent {
  readonly parameters: Parameters;
  readonly optimizer: Optimizer;
  /** The state, in the kernels' memory where the optimiser has a kernel. */
  #state: OptimizerState | ResidentState;
  readonly #parameters = KernelArray.floats(0);
  readonly #gradient = KernelArray.floats(0);

  constructor(parameters: Parameters, optimizer: Optimizer, state?: OptimizerState) {
    this.parameters = parameters;
    this.optimizer = optimizer;
    const begun = state ?? optimizer.init(parameters.values.length);
    this.#state = optimizer.climb === undefined ? begun : resident(begun);
  }

  /**
   * Moves the parameters one step along `gradient`, clipped to `maxNorm` first.
   *
   * @returns the gradient's norm before clipping
   * @throws InputError where the gradient is not finite; the parameters are untouched then
   */
  step(gradient: Float32Array | KernelArray, learningRate: number, maxNorm = Infinity): number {
    const { optimizer } = this;
    return optimizer.climb === undefined
      ? this.#update(gradient instanceof KernelArray ? gradient.view : gradient, learningRate, maxNorm)
      : this.#climb(gradient instanceof KernelArray ? gradient : this.#gradient.write(gradient), learningRate, maxNorm);
  }

  #update(gradient: Float32Array, learningRate: number, maxNorm: number): number {
    const norm = requireFinite(globalNorm(gradient));
    const clipped = clipByGlobalNorm(gradient, maxNorm);
    const { step, state } = this.optimizer.update(clipped, this.#state as OptimizerState, learningRate);
    this.#state = state;
    const { values } = this.parameters;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + (step[i] as number);
    return norm;
  }

  #climb(gradient: KernelArray, learningRate: number, maxNorm: number): number {
    const { values } = this.parameters;
    const size = values.length;
    const norm = requireFinite(Math.sqrt(kernels.sumOfSquares(gradient.address, size)));
    const parameters = this.#parameters.write(values);
    const scale = norm > maxNorm ? maxNorm / norm : 1;
    const climb = { parameters: parameters.address, gradient: gradient.address, size, scale, learningRate };
    this.optimizer.climb?.(climb, this.#state as ResidentState);
    values.set(parameters.view);
    return norm;
  }

  /** A copy that later steps do not change. */
  state(): OptimizerState {
    const entries = Object.entries(this.#state).map(([name, value]) => [name, copyOf(value)]);
    return Object.fromEntries(entries) as OptimizerState;
  }

  /**
   * Goes on from what {@link state} returned; the parameters are the caller's to set.
   *
   * @throws InputError where there is none, or it is another optimiser's, or of another size
   */
  restore(state: OptimizerState | undefined): void {
    const { name, climb } = this.optimizer;
    const expected = this.optimizer.init(this.parameters.values.length);
    if (state === undefined || shapeOf(state) !== shapeOf(expected)) {
      throw new InputError(`state of ${name}`, shapeOf(expected), state === undefined ? 'none' : shapeOf(state));
    }
    const kept = Object.fromEntries(Object.entries(state).map(([key, value]) => [key, copyOf(value)]));
    this.#state = climb === undefined ? (kept as OptimizerState) : resident(kept as OptimizerState);
  }
}

function requireFinite(norm: number): number {
  if (!Number.isFinite(norm)) throw new InputError('gradient', 'must be finite', String(norm));
  return norm;
}

function resident(state: OptimizerState): ResidentState {
  const entries = Object.entries(state).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : KernelArray.floats(0).write(value),
  ]);
  return Object.fromEntries(entries) as ResidentState;
}

/** A state's names, and how long its vectors are: `count, mean [4610], meanSquare [4610]`. */
function shapeOf(state: OptimizerState): string {
  return Object.entries(state)
    .map(([name, value]) => (typeof value === 'number' ? name : `${name} [${value.length}]`))
    .join(', ');
}

function copyOf(value: number | Float32Array | KernelArray): number | Float32Array {
  if (typeof value === 'number') return value;
  return value instanceof KernelArray ? value.view.slice() : value.slice();
}
