import { InputError, show } from '../../core/input-error.ts';

/** A matrix by its rows. */
export type Matrix = readonly (readonly number[])[];

/** The element of row i and column j. */
function at(matrix: Matrix, i: number, j: number): number {
  return (matrix[i] as readonly number[])[j] as number;
}

function build(rows: number, columns: number, element: (i: number, j: number) => number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => element(i, j)));
}

function width(matrix: Matrix): number {
  return matrix[0]?.length ?? 0;
}

/** X Y */
export function product(x: Matrix, y: Matrix): number[][] {
  return build(x.length, width(y), (i, j) => y.reduce((sum, _, k) => sum + at(x, i, k) * at(y, k, j), 0));
}

/** Xᵀ */
export function transpose(x: Matrix): number[][] {
  return build(width(x), x.length, (i, j) => at(x, j, i));
}

/** X + s Y */
export function plus(x: Matrix, y: Matrix, s = 1): number[][] {
  return build(x.length, width(x), (i, j) => at(x, i, j) + s * at(y, i, j));
}

/** s X */
export function scale(x: Matrix, s: number): number[][] {
  return build(x.length, width(x), (i, j) => s * at(x, i, j));
}

/** The largest |xᵢⱼ|. */
export function largest(x: Matrix): number {
  return x.reduce((most, row) => row.reduce((m, value) => Math.max(m, Math.abs(value)), most), 0);
}

/** X⁻¹ Y for a symmetric, positive definite X, by elimination, which needs no pivoting there. */
export function solve(x: Matrix, y: Matrix): number[][] {
  const n = x.length;
  const rows = x.map((row, i) => [...row, ...(y[i] as readonly number[])]);
  for (const [column, pivot] of rows.entries()) {
    for (const [i, row] of rows.entries()) {
      const factor = i === column ? 0 : (row[column] as number) / (pivot[column] as number);
      for (let j = column; j < row.length; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / (row[i] as number)));
}

/** Throws InputError unless `value` is a matrix of finite numbers with this many rows and columns. */
export function requireMatrix(subject: string, name: string, value: Matrix, rows: number, columns: number): void {
  const isRow = (row: unknown) => Array.isArray(row) && row.length === columns && row.every(Number.isFinite);
  if (Array.isArray(value) && value.length === rows && value.every(isRow)) return;
  throw new InputError(subject, `${name} must be a ${rows} × ${columns} matrix of finite numbers`, show(value));
}
