import { InputError } from '../input-error.ts';
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
  /** `[size, parameterSize]`, as the distribution takes it. */
  readonly oldOmega?: Float32Array | undefined;
  readonly returns?: Float32Array | undefined;
  readonly oldValues?: Float32Array | undefined;
}

const names = [
  'features',
  'actions',
  'actionMasks',
  'advantages',
  'oldLogProbabilities',
  'oldOmega',
  'returns',
  'oldValues',
] as const;

type ColumnName = (typeof names)[number];

/** Where some rows of a batch are in the kernels' memory, in bytes; 0 for a column that there is not. */
export type BatchRows = { readonly size: number } & { readonly [Name in ColumnName]: number };

/** Where row `start` of a column is, whose rows have `width` bytes; 0 for a column that there is not. */
export function rowAt(column: number, start: number, width = 4): number {
  return column === 0 ? 0 : column + start * width;
}

type Places = { -readonly [Name in keyof BatchRows]: number };

function nowhere(): Places {
  return {
    size: 0,
    features: 0,
    actions: 0,
    actionMasks: 0,
    advantages: 0,
    oldLogProbabilities: 0,
    oldOmega: 0,
    returns: 0,
    oldValues: 0,
  };
}

interface Column {
  readonly name: ColumnName;
  /** Bytes of one row. */
  readonly width: number;
  readonly all: KernelArray<Uint8Array>;
  readonly selected: KernelArray<Uint8Array>;
}

/** A batch in the kernels' memory, and rows that are selected from it. */
export class FusedBatch {
  /** What is loaded. */
  #batch: BatchColumns | undefined;
  #size = 0;
  #columns: Column[] = [];
  #selected = nowhere();
  readonly #rows = KernelArray.of(Uint32Array, 0);
  /** Arrays that earlier batches had, for later ones. */
  readonly #arrays = new Map<string, KernelArray<Uint8Array>>();

  /** Copies a batch into the kernels' memory, in the place of the one before. */
  load(batch: BatchColumns): void {
    this.#batch = batch;
    this.#size = batch.size;
    this.#selected = nowhere();
    this.#columns = names.flatMap((name) => {
      const column = batch[name];
      if (column === undefined) return [];
      const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
      const all = this.#array(name).write(bytes);
      return [{ name, width: bytes.length / Math.max(1, batch.size), all, selected: this.#array(`selected ${name}`) }];
    });
  }

  /** Loads a batch again where another was loaded since. */
  ensure(batch: BatchColumns): void {
    if (this.#batch !== batch) this.load(batch);
  }

  /** Gives the memory back. */
  release(): void {
    this.#batch = undefined;
    for (const array of [...this.#arrays.values(), this.#rows]) array.release();
    this.#columns = [];
  }

  /** All rows. */
  all(): BatchRows {
    const places = nowhere();
    places.size = this.#size;
    for (const { name, all } of this.#columns) places[name] = all.address;
    return places;
  }

  /** The rows with these indices, in this order, in a place that the next selection writes anew. */
  select(rows: Uint32Array): BatchRows {
    this.#requireRows(rows);
    const indices = this.#rows.write(rows).address;
    const places = this.#selected;
    places.size = rows.length;
    for (const { name, width, all, selected } of this.#columns) {
      const to = selected.reserve(rows.length * width).address;
      if (name === 'actionMasks') kernels.gatherByteRows(all.address, width, indices, rows.length, to);
      else kernels.gatherRows(all.address, width / 4, indices, rows.length, to);
      places[name] = to;
    }
    return places;
  }

  #requireRows(rows: Uint32Array): void {
    for (let i = 0; i < rows.length; i++) {
      if ((rows[i] as number) < this.#size) continue;
      throw new InputError('batch: rows', `must be whole numbers from 0 to ${this.#size - 1}`, String(rows[i]));
    }
  }

  #array(name: string): KernelArray<Uint8Array> {
    const array = this.#arrays.get(name) ?? KernelArray.of(Uint8Array, 0);
    this.#arrays.set(name, array);
    return array;
  }
}
