import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** A batch as arrays, row-major; what a loss does not need may be left out. */
export interface BatchColumns {
  readonly size: number;
  /** `[size, features]`, a discrete observation as one-hot. */
  readonly features: Float32Array;
  readonly actions?: Int32Array | Float32Array | undefined;
  readonly actionMasks?: Uint8Array | undefined;
  readonly advantages?: Float32Array | undefined;
  readonly oldLogProbabilities?: Float32Array | undefined;
  readonly returns?: Float32Array | undefined;
  readonly oldValues?: Float32Array | undefined;
}

const names = [
  'features',
  'actions',
  'actionMasks',
  'advantages',
  'oldLogProbabilities',
  'returns',
  'oldValues',
] as const;

type ColumnName = (typeof names)[number];

/** Where some rows of a batch are in the kernels' memory, in bytes; 0 for a column that there is not. */
export type BatchRows = { readonly size: number } & { readonly [Name in ColumnName]: number };

interface Column {
  readonly name: ColumnName;
  /** Bytes of one row. */
  readonly width: number;
  readonly all: KernelArray<Uint8Array>;
  readonly selected: KernelArray<Uint8Array>;
}

/** A batch in the kernels' memory, and rows that are selected from it. */
export class FusedBatch {
  #size = 0;
  #columns: Column[] = [];
  readonly #rows = KernelArray.of(Uint32Array, 0);
  /** Arrays that earlier batches had, for later ones. */
  readonly #arrays = new Map<string, KernelArray<Uint8Array>>();

  /** Copies a batch into the kernels' memory, in the place of the one before. */
  load(batch: BatchColumns): void {
    this.#size = batch.size;
    this.#columns = names.flatMap((name) => {
      const column = batch[name];
      if (column === undefined) return [];
      const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
      const all = this.#array(name).write(bytes);
      return [{ name, width: bytes.length / Math.max(1, batch.size), all, selected: this.#array(`selected ${name}`) }];
    });
  }

  /** Gives the memory back. */
  release(): void {
    for (const array of [...this.#arrays.values(), this.#rows]) array.release();
    this.#columns = [];
  }

  /** All rows. */
  all(): BatchRows {
    return this.#rowsOf(this.#size, ({ all }) => all.address);
  }

  /** The rows with these indices, in this order, in a place that the next selection writes anew. */
  select(rows: Uint32Array): BatchRows {
    this.#rows.write(rows);
    for (const { name, width, all, selected } of this.#columns) {
      const to = selected.reserve(rows.length * width).address;
      if (name === 'actionMasks') kernels.gatherByteRows(all.address, width, this.#rows.address, rows.length, to);
      else kernels.gatherRows(all.address, width / 4, this.#rows.address, rows.length, to);
    }
    return this.#rowsOf(rows.length, ({ selected }) => selected.address);
  }

  #rowsOf(size: number, address: (column: Column) => number): BatchRows {
    const addresses = Object.fromEntries(names.map((name) => [name, 0])) as Record<ColumnName, number>;
    for (const column of this.#columns) addresses[column.name] = address(column);
    return { size, ...addresses };
  }

  #array(name: string): KernelArray<Uint8Array> {
    const array = this.#arrays.get(name) ?? KernelArray.of(Uint8Array, 0);
    this.#arrays.set(name, array);
    return array;
  }
}
