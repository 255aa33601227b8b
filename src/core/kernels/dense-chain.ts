import type { ActivationName } from '../networks/activations.ts';
import type { DenseLayer } from '../networks/dense-layer.ts';
import { alignedUp, KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** The numbers by which the kernels know the activations. */
export const activationCodes: { readonly [Name in ActivationName]: number } = {
  linear: 0,
  tanh: 1,
  relu: 2,
  sigmoid: 3,
  elu: 4,
  softplus: 5,
  silu: 6,
  gelu: 7,
};

/** Whether φ′ needs the input of φ, and cannot be had from its output. */
export function keepsInput(activation: ActivationName): boolean {
  return activation === 'silu' || activation === 'gelu';
}

/** What a backward pass is given besides the parameters and the tape; addresses in bytes. */
export interface ChainCotangent {
  /** ∂L/∂output `[rows, outputs]`; overwritten. */
  readonly output: number;
  /** Where ∂L/∂θ goes, laid out as θ is. */
  readonly gradient: number;
  /** Whether it is added to what is there. */
  readonly accumulate: boolean;
  /** Where ∂L/∂x `[rows, inputs]` goes; 0 where it is not wanted. */
  readonly input: number;
  /** Whether it is added to what is there. */
  readonly accumulateInput: boolean;
}

/** Rows with the cotangents of several u, `count`, of which the products with their scores are made. */
export interface ScoredRows {
  readonly x: number;
  readonly tape: number;
  readonly rows: number;
  readonly cotangents: number;
  readonly count: number;
}

/** A layer with what its kernels need to know at every call. */
interface Link extends DenseLayer {
  readonly code: number;
  readonly keepsInput: boolean;
}

/** Bytes of a matrix of float32 on a tape. */
function bytesOf(rows: number, columns: number): number {
  return alignedUp(4 * rows * columns, 16);
}

/**
 * Dense layers one behind the other, in the kernels' memory: forward, backward and forward mode.
 *
 * What a forward pass leaves for the other two, its tape, is memory that the caller holds; θ is the address of the flat
 * parameter vector. A chain of no layers is the identity.
 */
export class DenseChain {
  readonly #links: readonly Link[];
  readonly #widest: number;
  /** Room for the cotangents and tangents between the layers, of as many rows as were asked for yet. */
  readonly #between = KernelArray.floats(0);
  readonly #transposed: KernelArray;

  constructor(layers: readonly DenseLayer[]) {
    this.#links = layers.map((layer) => ({
      ...layer,
      code: activationCodes[layer.activation],
      keepsInput: keepsInput(layer.activation),
    }));
    this.#widest = Math.max(0, ...layers.map(({ outputs }) => outputs));
    this.#transposed = KernelArray.floats(Math.max(0, ...layers.map(({ inputs, outputs }) => inputs * outputs)));
  }

  /** The bytes of a tape of so many rows. */
  tapeSize(rows: number): number {
    return this.#links.reduce(
      (size, { outputs, keepsInput: kept }) => size + (kept ? 2 : 1) * bytesOf(rows, outputs),
      0,
    );
  }

  /** Whether there are no layers. */
  get isIdentity(): boolean {
    return this.#links.length === 0;
  }

  /** Where `forward` leaves the output. */
  outputAt(x: number, tape: number, rows: number): number {
    return this.isIdentity ? x : tape + this.tapeSize(rows) - this.outputSize(rows);
  }

  /** Computes the output `[rows, outputs]` of x `[rows, inputs]`; returns its address, which lies on the tape. */
  forward(theta: number, x: number, tape: number, rows: number): number {
    let [input, z] = [x, tape];
    for (const { code, inputs, outputs, weight, bias, keepsInput: kept } of this.#links) {
      const size = bytesOf(rows, outputs);
      const y = kept ? z + size : z;
      kernels.denseForward(code, rows, inputs, outputs, input, theta + 4 * weight, theta + 4 * bias, z, y);
      input = y;
      z = y + size;
    }
    return input;
  }

  /** Uᵀ ∂output/∂θ and, where it is wanted, Uᵀ ∂output/∂x, of the cotangent U of the output. */
  backward(theta: number, x: number, tape: number, rows: number, cotangent: ChainCotangent): void {
    const { gradient, accumulate } = cotangent;
    const transposed = this.#transposed.address;
    const places = this.#places(rows);
    let end = tape + this.tapeSize(rows);
    let d = cotangent.output;
    for (let i = this.#links.length - 1; i >= 0; i--) {
      const { code, inputs, outputs, weight, bias, keepsInput: kept } = this.#links[i] as Link;
      const y = end - bytesOf(rows, outputs);
      const z = kept ? y - bytesOf(rows, outputs) : y;
      const input = i === 0 ? x : z - bytesOf(rows, inputs);
      const dx = i === 0 ? cotangent.input : (places[(i + 1) % 2] as number);
      const dWeight = gradient + 4 * weight;
      const dBias = gradient + 4 * bias;
      const adds = i === 0 && cotangent.accumulateInput ? 1 : 0;
      const w = theta + 4 * weight;
      const keep = accumulate ? 1 : 0;
      kernels.denseBackward(code, rows, inputs, outputs, input, w, z, y, d, dWeight, dBias, keep, dx, adds, transposed);
      d = dx;
      end = z;
    }
  }

  /**
   * ∂output/∂θ V `[rows, outputs]` of a tangent V, laid out as θ is, and where `tx` is not 0, + ∂output/∂x ẋ of the tangent
   * there; returns its address.
   */
  tangent(theta: number, v: number, x: number, tape: number, rows: number, tx = 0): number {
    const places = this.#places(rows);
    let [input, z, tInput] = [x, tape, tx];
    this.#links.forEach(({ code, inputs, outputs, weight, bias, keepsInput: kept }, i) => {
      const size = bytesOf(rows, outputs);
      const y = kept ? z + size : z;
      const ty = places[i % 2] as number;
      const w = theta + 4 * weight;
      const [tw, tb] = [v + 4 * weight, v + 4 * bias];
      kernels.denseTangent(code, rows, inputs, outputs, input, w, z, y, tInput, tw, tb, ty);
      [input, tInput, z] = [y, ty, y + size];
    });
    return tInput;
  }

  /** The bytes of the last layer's cotangent, for so many rows. */
  outputSize(rows: number): number {
    return bytesOf(rows, this.#links.at(-1)?.outputs ?? 0);
  }

  /** The bytes of the cotangents of all layers, for so many rows. */
  cotangentSize(rows: number): number {
    return this.#links.reduce((size, { outputs }) => size + bytesOf(rows, outputs), 0);
  }

  /** ∂(uᵀ output)/∂z of every layer, the first layer's first; u `[rows, outputs]` is in the last layer's place already. */
  cotangents(theta: number, tape: number, rows: number, to: number): void {
    let [end, d] = [tape + this.tapeSize(rows), to + this.cotangentSize(rows)];
    for (let i = this.#links.length - 1; i >= 0; i--) {
      const { code, inputs, outputs, weight, keepsInput: kept } = this.#links[i] as Link;
      const size = bytesOf(rows, outputs);
      const y = end - size;
      const z = kept ? y - size : y;
      d -= size;
      const dx = i === 0 ? 0 : d - bytesOf(rows, inputs);
      const w = theta + 4 * weight;
      kernels.denseCotangent(code, rows, inputs, outputs, w, z, y, d, dx, 0, this.#transposed.address);
      end = z;
    }
  }

  /** s ← s + uᵀ ∂output/∂θ V `[rows]` for each of several u, whose cotangents lie one behind the other, as do the sums. */
  addDirectional(v: number, { x, tape, rows, cotangents, count }: ScoredRows, sums: number): void {
    const [t] = this.#places(rows);
    const stride = this.cotangentSize(rows);
    let [input, z, d] = [x, tape, cotangents];
    for (const { inputs, outputs, weight, bias, keepsInput: kept } of this.#links) {
      const size = bytesOf(rows, outputs);
      kernels.denseAlong(rows, inputs, outputs, input, v + 4 * weight, v + 4 * bias, t);
      for (let k = 0; k < count; k++) kernels.addRowDots(rows, outputs, t, d + k * stride, sums + 4 * k * rows);
      input = kept ? z + size : z;
      z = input + size;
      d += size;
    }
  }

  /** Σ over the u of Σ over the rows of s · uᵀ ∂output/∂θ, into `gradient`, added to it where `accumulate` is true. */
  weighScores(sums: number, { x, tape, rows, cotangents, count }: ScoredRows, gradient: number, accumulate: boolean) {
    const [sum] = this.#places(rows);
    const stride = this.cotangentSize(rows);
    let [input, z, d] = [x, tape, cotangents];
    for (const { inputs, outputs, weight, bias, keepsInput: kept } of this.#links) {
      const size = bytesOf(rows, outputs);
      for (let k = 0; k < count; k++) {
        kernels.scaleRows(rows, outputs, d + k * stride, sums + 4 * k * rows, sum, k > 0 ? 1 : 0);
      }
      const [dWeight, dBias] = [gradient + 4 * weight, gradient + 4 * bias];
      kernels.denseGradient(rows, inputs, outputs, input, sum, dWeight, dBias, accumulate ? 1 : 0);
      input = kept ? z + size : z;
      z = input + size;
      d += size;
    }
  }

  /** Two places for `rows` rows of the widest layer, to go from one to the other. */
  #places(rows: number): readonly [number, number] {
    const size = bytesOf(rows, this.#widest);
    const { address } = this.#between.reserve(size / 2);
    return [address, address + size];
  }
}
