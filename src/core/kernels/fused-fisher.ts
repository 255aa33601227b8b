import { DenseChain } from './dense-chain.ts';
import { type BatchColumns, FusedBatch, rowAt } from './fused-batch.ts';
import { CHUNK, type FusedNetworks } from './fused-networks.ts';
import type { HeadRows } from './heads.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** A chunk of the batch that has gone forward, and where what it left is. */
interface Chunk {
  readonly x: number;
  readonly tape: number;
  readonly head: HeadRows;
  /** The scores' cotangents; 0 where they are not kept. */
  readonly cotangents: number;
}

/** How many columns a root of the distribution's Fisher information may have for its scores to be kept. */
const MOST_SCORES = 4;

/**
 * v ↦ F v in the kernels' memory, F = E[Jᵀ Fω J]. The pass forward, which is the same for every v, is made once, here, at the
 * parameters as they are now.
 *
 * Where Fω = L Lᵀ has few columns l, the scores g = Jᵀ l of every sample are kept too, as their cotangents layer by layer:
 * F v = Σ g (gᵀ v) then needs two products of matrices for each layer. Otherwise each product is one pass of forward mode and
 * one back, which need four.
 */
export class FusedFisher {
  readonly #networks: FusedNetworks;
  readonly #size: number;
  readonly #theta: KernelArray;
  readonly #batch = new FusedBatch();
  readonly #tapes: KernelArray;
  readonly #works: KernelArray;
  readonly #cotangents: KernelArray;
  /** gᵀ v of one chunk. */
  readonly #along: KernelArray;
  /** The policy's layers, where scores are kept; undefined where they are not. */
  readonly #scored: DenseChain | undefined;
  /** How many scores are kept of each sample, and the bytes of a chunk's. */
  readonly #scores: number;
  readonly #scoreBytes: number;
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
    const { rank } = networks.requireHead();
    this.#scored = rank <= MOST_SCORES && networks.policy instanceof DenseChain ? networks.policy : undefined;
    this.#scores = this.#scored === undefined ? 0 : rank;
    this.#scoreBytes = this.#scores * (this.#scored?.cotangentSize(CHUNK) ?? 0);
    this.#cotangents = KernelArray.floats((count * this.#scoreBytes) / 4);
    this.#along = KernelArray.floats(this.#scores * CHUNK);
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
    const x = rowAt(batch.features, start, 4 * features);
    const tape = this.#tapes.address + i * policy.tapeSize(CHUNK);
    const at: HeadRows = {
      rows,
      theta,
      omega: policy.forward(theta, x, tape, rows),
      actions: 0,
      masks: rowAt(batch.actionMasks, start, head.outputs),
      work: this.#works.address + 4 * i * head.workSize(CHUNK),
      logProbabilities: this.#perRow.address,
      entropies: this.#perRow.address + 4 * CHUNK,
    };
    head.forward(at);
    const cotangents = this.#cotangents.address + i * this.#scoreBytes;
    this.#score(at, tape, cotangents);
    return { x, tape, head: at, cotangents };
  }

  /** Keeps the scores of a chunk, scaled so that the sum of their squares is the mean over all samples. */
  #score(at: HeadRows, tape: number, to: number): void {
    const policy = this.#scored;
    if (policy === undefined) return;
    const head = this.#networks.requireHead();
    const size = policy.cotangentSize(at.rows);
    for (let k = 0; k < this.#scores; k++) {
      const place = to + k * size;
      head.root(at, k, 1 / Math.sqrt(this.#size), place + size - policy.outputSize(at.rows));
      policy.cotangents(this.#theta.address, tape, at.rows, place);
    }
  }

  /** Gives the memory back; no product can be had after. */
  release(): void {
    this.#batch.release();
    const own = [
      this.#theta,
      this.#tapes,
      this.#works,
      this.#cotangents,
      this.#along,
      this.#perRow,
      this.#v,
      this.#product,
    ];
    for (const array of own) array.release();
  }

  /** (F + damping I) v. */
  times(vector: ArrayLike<number>, damping: number): Float32Array {
    this.#v.write(vector);
    this.#product.clear();
    const [v, product] = [this.#v.address, this.#product.address];
    this.#chunks.forEach((chunk, i) => {
      if (this.#scored !== undefined) this.#byScores(this.#scored, chunk, v, product, i > 0);
      else this.#byTangents(chunk, v, product, i > 0);
    });
    this.#networks.requireHead().fisherOfOwn(v, product);
    kernels.addScaled(product, damping, v, this.#product.length);
    return this.#product.view.slice();
  }

  #byScores(policy: DenseChain, chunk: Chunk, v: number, product: number, accumulate: boolean): void {
    const { x, tape, cotangents } = chunk;
    const { rows } = chunk.head;
    const scored = { x, tape, rows, cotangents, count: this.#scores };
    const along = this.#along.clear().address;
    policy.addDirectional(v, scored, along);
    policy.weighScores(along, scored, product, accumulate);
  }

  #byTangents({ x, tape, head: at }: Chunk, v: number, product: number, accumulate: boolean): void {
    const { policy } = this.#networks;
    const theta = this.#theta.address;
    const tangent = policy.tangent(theta, v, x, tape, at.rows);
    this.#networks.requireHead().fisher(at, tangent, 1 / this.#size);
    const way = { output: tangent, gradient: product, accumulate, input: 0, accumulateInput: false };
    policy.backward(theta, x, tape, at.rows, way);
  }
}
