import type { DenseLayer } from '../networks/dense-layer.ts';
import { type ChainCotangent, DenseChain } from './dense-chain.ts';
import { alignedUp, KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** Where the parts of a tape begin, in the notation of the kernels: the features φ, the mean, ω, φ² and s. */
interface Places {
  readonly features: number;
  readonly meanTape: number;
  readonly omega: number;
  readonly squares: number;
  readonly s: number;
}

function bytesOf(numbers: number): number {
  return alignedUp(4 * numbers, 16);
}

/**
 * Dense layers up to a mean, with the log σ beside it that the last hidden layer gives by gSDE (see the network `gsde`):
 * forward, backward and forward mode, as {@link DenseChain} has them, of the output ω = (μ, log σ) `[rows, 2d]`.
 */
export class GsdeChain {
  /** Units of the last hidden layer. */
  readonly units: number;
  readonly #hidden: DenseChain;
  readonly #output: DenseChain;
  /** d */
  readonly #actions: number;
  /** Where ℓ begins in the flat vector. */
  readonly #logStd: number;
  /** Room for what the kernels work on, for ∂L/∂μ, for ∂L/∂φ, and for the tangent of ω. */
  readonly #perRow = KernelArray.floats(0);
  readonly #perUnit: KernelArray;
  readonly #dMean = KernelArray.floats(0);
  readonly #dFeatures = KernelArray.floats(0);
  readonly #tangent = KernelArray.floats(0);

  /** @param layers the last of them gives the mean, and is linear */
  constructor(layers: readonly DenseLayer[], logStd: number) {
    const { inputs, outputs } = layers.at(-1) as DenseLayer;
    this.units = inputs;
    this.#actions = outputs;
    this.#logStd = logStd;
    this.#perUnit = KernelArray.floats(inputs * outputs);
    this.#hidden = new DenseChain(layers.slice(0, -1));
    this.#output = new DenseChain(layers.slice(-1));
  }

  /** The bytes of a tape of so many rows. */
  tapeSize(rows: number): number {
    const own = bytesOf(2 * rows * this.#actions) + bytesOf(rows * this.units) + bytesOf(this.units * this.#actions);
    return this.#hidden.tapeSize(rows) + this.#output.tapeSize(rows) + own;
  }

  /** Where the last hidden layer `[rows, units]` lies, of x and its tape. */
  features(x: number, tape: number, rows: number): number {
    return this.#hidden.outputAt(x, tape, rows);
  }

  #places(x: number, tape: number, rows: number): Places {
    const meanTape = tape + this.#hidden.tapeSize(rows);
    const omega = meanTape + this.#output.tapeSize(rows);
    const squares = omega + bytesOf(2 * rows * this.#actions);
    const s = squares + bytesOf(rows * this.units);
    return { features: this.features(x, tape, rows), meanTape, omega, squares, s };
  }

  /** Computes ω of x `[rows, inputs]`; returns its address, which lies on the tape. */
  forward(theta: number, x: number, tape: number, rows: number): number {
    const { features, meanTape, omega, squares, s } = this.#places(x, tape, rows);
    this.#hidden.forward(theta, x, tape, rows);
    const mean = this.#output.forward(theta, features, meanTape, rows);
    const logStd = theta + 4 * this.#logStd;
    const perRow = this.#perRow.reserve(rows * this.#actions).address;
    kernels.gsdeForward(rows, this.units, this.#actions, features, logStd, mean, squares, s, perRow, omega);
    return omega;
  }

  /** Uᵀ ∂ω/∂θ and, where it is wanted, Uᵀ ∂ω/∂x, of the cotangent U of ω. */
  backward(theta: number, x: number, tape: number, rows: number, cotangent: ChainCotangent): void {
    const { gradient, accumulate } = cotangent;
    const [units, d] = [this.units, this.#actions];
    const { features, meanTape, omega, squares, s } = this.#places(x, tape, rows);
    const dMean = this.#dMean.reserve(rows * d).address;
    const dLogStd = gradient + 4 * this.#logStd;
    const keep = accumulate ? 1 : 0;
    const [perRow, perUnit] = [this.#perRow.reserve(rows * d).address, this.#perUnit.address];
    kernels.gsdeBackward(rows, units, d, squares, s, omega, cotangent.output, dMean, dLogStd, perRow, perUnit, keep);
    if (this.#hidden.isIdentity) {
      this.#output.backward(theta, x, meanTape, rows, { ...cotangent, output: dMean });
      return;
    }
    const dFeatures = this.#dFeatures.reserve(rows * units).address;
    const toFeatures = { output: dMean, gradient, accumulate, input: dFeatures, accumulateInput: false };
    this.#output.backward(theta, features, meanTape, rows, toFeatures);
    this.#hidden.backward(theta, x, tape, rows, { ...cotangent, output: dFeatures });
  }

  /** ∂ω/∂θ V `[rows, 2d]` of a tangent V, laid out as θ is; returns its address. */
  tangent(theta: number, v: number, x: number, tape: number, rows: number): number {
    const { features, meanTape, omega, squares, s } = this.#places(x, tape, rows);
    const tFeatures = this.#hidden.tangent(theta, v, x, tape, rows);
    const tMean = this.#output.tangent(theta, v, features, meanTape, rows, tFeatures);
    const tOmega = this.#tangent.reserve(2 * rows * this.#actions).address;
    const tLogStd = v + 4 * this.#logStd;
    const [units, d] = [this.units, this.#actions];
    const [perRow, perUnit] = [this.#perRow.reserve(rows * d).address, this.#perUnit.address];
    kernels.gsdeTangent(rows, units, d, squares, s, omega, tMean, tLogStd, perRow, perUnit, tOmega);
    return tOmega;
  }
}
