import type { Random } from './random.ts';

/**
 * The rows {0, …, size − 1} in random order, cut into minibatches, and so again for every epoch; the last minibatch of
 * an epoch is smaller where they do not divide. The rows are a view of what the next epoch writes anew.
 */
export function* minibatches(
  size: number,
  { minibatchSize, epochs }: { readonly minibatchSize: number; readonly epochs: number },
  random: Random,
): Generator<Uint32Array> {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    for (let start = 0; start < size; start += minibatchSize) yield order.subarray(start, start + minibatchSize);
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

/** The given rows of a batch, as a batch; vectors of one number a step may stand beside those that a batch has. */
export function selectRows<B extends { readonly size: number }>(batch: B, rows: Uint32Array): B {
  const select = (column: unknown) =>
    column instanceof Float32Array || column instanceof Int32Array || column instanceof Uint8Array
      ? gatherRows(column, column.length / batch.size, rows)
      : column;
  const columns = Object.entries(batch).map(([name, column]) => [name, select(column)]);
  return { ...Object.fromEntries(columns), size: rows.length };
}
