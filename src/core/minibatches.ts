import type { Random } from './random.ts';
import { type BatchSequences, boundsOf, type Sequences } from './sequences.ts';

/** How a batch is cut up, and how often. */
export interface MinibatchSettings {
  readonly minibatchSize: number;
  readonly epochs: number;
}

/**
 * The rows {0, …, size − 1} in random order, cut into minibatches, and so again for every epoch; the last minibatch of
 * an epoch is smaller where they do not divide. The rows are a view of what the next epoch writes anew.
 */
export function* minibatches(
  size: number,
  { minibatchSize, epochs }: MinibatchSettings,
  random: Random,
): Generator<Uint32Array> {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    for (let start = 0; start < size; start += minibatchSize) yield order.subarray(start, start + minibatchSize);
  }
}

/** {@link sequenceMinibatches} of a batch whose rows hang together, and {@link minibatches} of others. */
export function minibatchesOf(
  { size, sequences, valueSequences }: BatchSequences & { readonly size: number },
  settings: MinibatchSettings,
  random: Random,
): Generator<Uint32Array> {
  const { starts } = sequences ?? valueSequences ?? {};
  return starts === undefined ? minibatches(size, settings, random) : sequenceMinibatches(starts, settings, random);
}

/**
 * Whole sequences in random order, cut into minibatches of about `minibatchSize` rows, and so again for every epoch. There
 * are as many as rows / minibatchSize rounded, of rows as equal in number as the sequences allow.
 *
 * @param starts `[rows]`, 1 where a sequence starts
 */
export function* sequenceMinibatches(
  starts: Uint8Array,
  { minibatchSize, epochs }: MinibatchSettings,
  random: Random,
): Generator<Uint32Array> {
  const bounds = boundsOf(starts);
  const order = Uint32Array.from(bounds.keys());
  const share = Math.ceil(starts.length / Math.max(1, Math.round(starts.length / minibatchSize)));
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    let rows: number[] = [];
    let taken = 0;
    for (const sequence of order) {
      const { start = 0, end = 0 } = bounds[sequence] ?? {};
      for (let row = start; row < end; row++) rows.push(row);
      const target = Math.min(starts.length, share * (Math.floor(taken / share) + 1));
      if (taken + rows.length < target) continue;
      yield Uint32Array.from(rows);
      taken += rows.length;
      rows = [];
    }
  }
}

/** The given rows of a row-major matrix of `columns` columns, as a matrix of the same kind. */
export function gatherRows<T extends Float32Array | Int32Array | Uint8Array>(
  matrix: T,
  columns: number,
  rows: Uint32Array,
): T {
  const gathered = new (matrix.constructor as new (length: number) => T)(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * columns;
    for (let j = 0; j < columns; j++) gathered[i * columns + j] = matrix[from + j] as number;
  }
  return gathered;
}

/** The given rows of sequences, which must be whole ones one behind the other. */
export function selectSequences({ starts, states }: Sequences, rows: Uint32Array): Sequences {
  return { starts: gatherRows(starts, 1, rows), states: gatherRows(states, states.length / starts.length, rows) };
}

function isSequences(column: unknown): column is Sequences {
  return typeof column === 'object' && column !== null && 'starts' in column && 'states' in column;
}

/** The given rows of a batch, as a batch; vectors of one number a step may stand beside those that a batch has. */
export function selectRows<B extends { readonly size: number }>(batch: B, rows: Uint32Array): B {
  const select = (column: unknown) =>
    column instanceof Float32Array || column instanceof Int32Array || column instanceof Uint8Array
      ? gatherRows(column, column.length / batch.size, rows)
      : isSequences(column)
        ? selectSequences(column, rows)
        : column;
  const columns = Object.entries(batch).map(([name, column]) => [name, select(column)]);
  return { ...Object.fromEntries(columns), size: rows.length };
}
