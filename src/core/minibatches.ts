import type { Random } from './random.ts';

/** The rows {0, …, size − 1} in random order, cut into minibatches; the last is smaller where they do not divide. */
export function* minibatches(size: number, minibatchSize: number, random: Random): Generator<Uint32Array> {
  const order = random.shuffle(Uint32Array.from({ length: size }, (_, i) => i));
  for (let start = 0; start < size; start += minibatchSize) yield order.subarray(start, start + minibatchSize);
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
