import { type BatchColumns, FusedBatch } from './fused-batch.ts';
import { CHUNK, type FusedNetworks } from './fused-networks.ts';
import type { HeadRows } from './heads.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** A chunk of the batch that has gone forward, and where what it left is. */
interface Chunk {
  readonly x: number;
  readonly tape: number;
  readonly head: HeadRows;
}

/**
 * v ↦ F v in the kernels' memory, F = E[Jᵀ Fω J], by a pass of forward mode and one back for each product.
 *
 * The pass forward, which is the same for every v, is made once, here, at the parameters as they are now.
 */
export class FusedFisher {
  readonly #networks: FusedNetworks;
  readonly #size: number;
  readonly #theta: KernelArray;
  readonly #batch = new FusedBatch();
  readonly #tapes: KernelArray;
  readonly #works: KernelArray;
  readonly #perRow = KernelArray.floats(2 * CHUNK);
  readonly #v: KernelArray;
  readonly #product: KernelArray;
  readonly #chunks: readonly Chunk[];

  /** Of a policy's networks, over the states of a batch and their masks. */
  constructor(networks: FusedNetworks, { size, features, actionMasks }: BatchColumns) {
    networks.load();
    const count = Math.ceil(size / CHUNK);
    this.#networks = networks;
    this.#size = size;
    this.#theta = KernelArray.floats(networks.theta.length);
    kernels.copy(networks.theta.address, this.#theta.address, networks.theta.length);
    this.#batch.load({ size, features, actionMasks });
    this.#tapes = KernelArray.floats((count * networks.policy.tapeSize(CHUNK)) / 4);
    this.#works = KernelArray.floats(count * networks.requireHead().workSize(CHUNK));
    this.#v = KernelArray.floats(networks.theta.length);
    this.#product = KernelArray.floats(networks.theta.length);
    this.#chunks = Array.from({ length: count }, (_, i) => this.#forward(i));
  }

  #forward(i: number): Chunk {
    const { policy, features } = this.#networks;
    const head = this.#networks.requireHead();
    const batch = this.#batch.all();
    const [start, theta] = [i * CHUNK, this.#theta.address];
    const rows = Math.min(CHUNK, this.#size - start);
    const x = batch.features + 4 * start * features;
    const tape = this.#tapes.address + i * policy.tapeSize(CHUNK);
    const at: HeadRows = {
      rows,
      theta,
      omega: policy.forward(theta, x, tape, rows),
      actions: 0,
      masks: batch.actionMasks && batch.actionMasks + start * head.outputs,
      work: this.#works.address + 4 * i * head.workSize(CHUNK),
      logProbabilities: this.#perRow.address,
      entropies: this.#perRow.address + 4 * CHUNK,
    };
    head.forward(at);
    return { x, tape, head: at };
  }

  /** Gives the memory back; no product can be had after. */
  release(): void {
    this.#batch.release();
    for (const array of [this.#theta, this.#tapes, this.#works, this.#perRow, this.#v, this.#product]) array.release();
  }

  /** (F + damping I) v. */
  times(vector: ArrayLike<number>, damping: number): Float32Array {
    const { policy } = this.#networks;
    const head = this.#networks.requireHead();
    this.#v.write(vector);
    this.#product.clear();
    const [theta, v, product] = [this.#theta.address, this.#v.address, this.#product.address];
    this.#chunks.forEach(({ x, tape, head: at }, i) => {
      const tangent = policy.tangent(theta, v, x, tape, at.rows);
      head.fisher(at, tangent, 1 / this.#size);
      policy.backward(theta, x, tape, at.rows, {
        output: tangent,
        gradient: product,
        accumulate: i > 0,
        input: 0,
        accumulateInput: false,
      });
    });
    head.fisherOfOwn(v, product);
    kernels.addScaled(product, damping, v, this.#product.length);
    return this.#product.view.slice();
  }
}
