import { type BatchColumns, type BatchRows, FusedBatch, rowAt } from './fused-batch.ts';
import { CHUNK, type FusedNetworks } from './fused-networks.ts';
import { surrogateCodes } from './fused-objective.ts';
import type { HeadRows } from './heads.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** ω as the network gives it, `[size, outputs]`, copied into `into`. */
export function fusedOutputs(networks: FusedNetworks, batch: BatchRows, into: Float32Array): void {
  const { outputs } = networks.requireHead();
  networks.load();
  for (let start = 0; start < batch.size; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.size - start);
    const { output } = networks.forwardPolicy(batch, start, rows);
    into.set(new Float32Array(kernels.memory.buffer, output, rows * outputs), start * outputs);
  }
}

/** V of every row, `[size]`, copied into `into`. */
export function fusedValues(networks: FusedNetworks, batch: BatchRows, into: Float32Array): void {
  networks.load();
  for (let start = 0; start < batch.size; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.size - start);
    const { output } = networks.forwardValue(batch, start, rows);
    into.set(new Float32Array(kernels.memory.buffer, output, rows), start);
  }
}

/** The log-probability of every row's action, or every row's entropy. */
export function fusedPerRow(
  networks: FusedNetworks,
  batch: BatchRows,
  which: 'logProbabilities' | 'entropies',
): Float32Array {
  const result = new Float32Array(batch.size);
  networks.load();
  forEachHead(networks, batch, (at, start) => {
    result.set(new Float32Array(kernels.memory.buffer, at[which], at.rows), start);
  });
  return result;
}

function forEachHead(networks: FusedNetworks, batch: BatchRows, act: (at: HeadRows, start: number) => void): void {
  const head = networks.requireHead();
  for (let start = 0; start < batch.size; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.size - start);
    const at = networks.headRows(batch, start, networks.forwardPolicy(batch, start, rows));
    head.forward(at);
    act(at, start);
  }
}

/** A policy as it was, in the kernels' memory, for the policy as it is to be measured against. */
export class FusedMeasure {
  readonly #networks: FusedNetworks;
  readonly #columns = new FusedBatch();
  readonly #batch: BatchRows;
  readonly #kept: KernelArray;
  readonly #weights = KernelArray.floats(CHUNK);
  readonly #sums = KernelArray.of(Float64Array, 3);
  readonly #before: number;

  constructor(networks: FusedNetworks, batch: BatchColumns) {
    const head = networks.requireHead();
    this.#networks = networks;
    this.#columns.load(batch);
    this.#batch = this.#columns.all();
    this.#kept = KernelArray.floats(Math.ceil(batch.size / CHUNK) * head.keptSize(CHUNK));
    this.#before = this.#surrogate((at, start) => head.keep(at, this.#keptAt(start)));
  }

  #keptAt(start: number): number {
    return this.#kept.address + 4 * (start / CHUNK) * this.#networks.requireHead().keptSize(CHUNK);
  }

  /** mean ρ Â now, visiting every chunk on the way. */
  #surrogate(visit: (at: HeadRows, start: number) => void): number {
    const { oldLogProbabilities, advantages, size } = this.#batch;
    this.#networks.load();
    this.#sums.clear();
    forEachHead(this.#networks, this.#batch, (at, start) => {
      kernels.surrogate(
        surrogateCodes.importance,
        at.rows,
        at.logProbabilities,
        rowAt(oldLogProbabilities, start),
        rowAt(advantages, start),
        0,
        1,
        this.#weights.address,
        this.#sums.address,
      );
      visit(at, start);
    });
    return (this.#sums.view[0] as number) / size;
  }

  /** The mean KL(πₒₗ‖π), and mean (ρ − ρₒₗ) Â, what the surrogate has gained. */
  measure(): { readonly kl: number; readonly improvement: number } {
    const head = this.#networks.requireHead();
    let kl = 0;
    const after = this.#surrogate((at, start) => {
      kl += head.kl(at, this.#keptAt(start));
    });
    return { kl: kl / this.#batch.size, improvement: after - this.#before };
  }

  /** Gives the memory back. */
  release(): void {
    this.#columns.release();
    for (const array of [this.#kept, this.#weights, this.#sums]) array.release();
  }
}
