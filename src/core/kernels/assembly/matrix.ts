/*
 * Products of row-major matrices, C[m, n] = start + Σₖ A(r, k) B[k, n], by blocks of four rows and eight columns that stay
 * in registers; where fewer than eight columns are left, by blocks of eight rows and four columns. A may be read along either axis, so that one loop serves X W and Xᵀ dZ. Strides are in bytes.
 *
 * At the end of a row of B up to twelve bytes behind it are read, and not used: the memory goes on there.
 *
 * Every element is summed in the order of k, whatever block it falls into: a row's result does not depend on how many
 * rows are computed beside it.
 */

import { load4, store4 } from './lanes';

/** What a sum begins with. */
export const FROM_ZERO: i32 = 0;
/** A row of n numbers, the same for every row of C. */
export const FROM_BIAS: i32 = 1;
/** What C holds. */
export const FROM_RESULT: i32 = 2;

// @ts-ignore: decorator
@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** C = start + A B. */
export function multiply(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  start: i32,
  bias: usize,
): void {
  const bRow = <usize>n << 2;
  const rows = <usize>(m & ~3);
  if (start == FROM_ZERO) memory.fill(c, 0, <usize>m * bRow);
  // Where a row's sums begin: in the bias, the same for every row, or in the row of C itself.
  const first = start == FROM_BIAS ? bias : c;
  const firstRow = start == FROM_BIAS ? 0 : bRow;
  let j = 0;
  for (; j + 8 <= n; j += 8) {
    const at = <usize>j << 2;
    for (let r: usize = 0; r < rows; r += 4) {
      fourRowsTwoVectors(k, a + r * aRow, aRow, aStep, b + at, bRow, c + r * bRow + at, first + r * firstRow + at, firstRow);
    }
  }
  for (; j < n; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, n - j);
    let r: usize = 0;
    for (; r + 8 <= rows; r += 8) {
      eightRowsOneVector(k, a + r * aRow, aRow, aStep, b + at, bRow, c + r * bRow + at, first + r * firstRow + at, firstRow, count);
    }
    if (r < rows) {
      fourRowsOneVector(k, a + r * aRow, aRow, aStep, b + at, bRow, c + r * bRow + at, first + r * firstRow + at, firstRow, count);
    }
  }
  for (let r = rows; r < <usize>m; r++) oneRow(n, k, a + r * aRow, aStep, b, bRow, c + r * bRow, first + r * firstRow);
}

function fourRowsTwoVectors(
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  c: usize,
  first: usize,
  firstRow: usize,
): void {
  let s00 = v128.load(first);
  let s01 = v128.load(first, 16);
  let s10 = v128.load(first + firstRow);
  let s11 = v128.load(first + firstRow, 16);
  let s20 = v128.load(first + 2 * firstRow);
  let s21 = v128.load(first + 2 * firstRow, 16);
  let s30 = v128.load(first + 3 * firstRow);
  let s31 = v128.load(first + 3 * firstRow, 16);
  let a0 = a;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load_splat<f32>(a0);
    s00 = madd(s00, x0, b0);
    s01 = madd(s01, x0, b1);
    const x1 = v128.load_splat<f32>(a1);
    s10 = madd(s10, x1, b0);
    s11 = madd(s11, x1, b1);
    const x2 = v128.load_splat<f32>(a2);
    s20 = madd(s20, x2, b0);
    s21 = madd(s21, x2, b1);
    const x3 = v128.load_splat<f32>(a3);
    s30 = madd(s30, x3, b0);
    s31 = madd(s31, x3, b1);
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += bRow;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += bRow;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += bRow;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += bRow;
  v128.store(c, s30);
  v128.store(c, s31, 16);
}

function eightRowsOneVector(
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  c: usize,
  first: usize,
  firstRow: usize,
  count: i32,
): void {
  let s0 = load4(first, count);
  let s1 = load4(first + firstRow, count);
  let s2 = load4(first + 2 * firstRow, count);
  let s3 = load4(first + 3 * firstRow, count);
  let s4 = load4(first + 4 * firstRow, count);
  let s5 = load4(first + 5 * firstRow, count);
  let s6 = load4(first + 6 * firstRow, count);
  let s7 = load4(first + 7 * firstRow, count);
  let a0 = a;
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let a4 = a3 + aRow;
  let a5 = a4 + aRow;
  let a6 = a5 + aRow;
  let a7 = a6 + aRow;
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    s0 = madd(s0, v128.load_splat<f32>(a0), b0);
    s1 = madd(s1, v128.load_splat<f32>(a1), b0);
    s2 = madd(s2, v128.load_splat<f32>(a2), b0);
    s3 = madd(s3, v128.load_splat<f32>(a3), b0);
    s4 = madd(s4, v128.load_splat<f32>(a4), b0);
    s5 = madd(s5, v128.load_splat<f32>(a5), b0);
    s6 = madd(s6, v128.load_splat<f32>(a6), b0);
    s7 = madd(s7, v128.load_splat<f32>(a7), b0);
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    a4 += aStep;
    a5 += aStep;
    a6 += aStep;
    a7 += aStep;
    b += bRow;
  }
  store4(c, s0, count);
  store4(c + bRow, s1, count);
  store4(c + 2 * bRow, s2, count);
  store4(c + 3 * bRow, s3, count);
  store4(c + 4 * bRow, s4, count);
  store4(c + 5 * bRow, s5, count);
  store4(c + 6 * bRow, s6, count);
  store4(c + 7 * bRow, s7, count);
}

function fourRowsOneVector(
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  c: usize,
  first: usize,
  firstRow: usize,
  count: i32,
): void {
  let s0 = load4(first, count);
  let s1 = load4(first + firstRow, count);
  let s2 = load4(first + 2 * firstRow, count);
  let s3 = load4(first + 3 * firstRow, count);
  let a0 = a;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    s0 = madd(s0, v128.load_splat<f32>(a0), b0);
    s1 = madd(s1, v128.load_splat<f32>(a1), b0);
    s2 = madd(s2, v128.load_splat<f32>(a2), b0);
    s3 = madd(s3, v128.load_splat<f32>(a3), b0);
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += bRow;
  }
  store4(c, s0, count);
  store4(c + bRow, s1, count);
  store4(c + 2 * bRow, s2, count);
  store4(c + 3 * bRow, s3, count);
}

/** One row, sixteen columns at a time while there are as many. */
function oneRow(
  n: i32,
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  c: usize,
  first: usize,
): void {
  let j = 0;
  for (; j + 32 <= n; j += 32) {
    const at = <usize>j << 2;
    let s0 = v128.load(first + at);
    let s1 = v128.load(first + at, 16);
    let s2 = v128.load(first + at, 32);
    let s3 = v128.load(first + at, 48);
    let s4 = v128.load(first + at, 64);
    let s5 = v128.load(first + at, 80);
    let s6 = v128.load(first + at, 96);
    let s7 = v128.load(first + at, 112);
    let from = a;
    let row = b + at;
    for (let i = 0; i < k; i++) {
      const x = v128.load_splat<f32>(from);
      s0 = madd(s0, x, v128.load(row));
      s1 = madd(s1, x, v128.load(row, 16));
      s2 = madd(s2, x, v128.load(row, 32));
      s3 = madd(s3, x, v128.load(row, 48));
      s4 = madd(s4, x, v128.load(row, 64));
      s5 = madd(s5, x, v128.load(row, 80));
      s6 = madd(s6, x, v128.load(row, 96));
      s7 = madd(s7, x, v128.load(row, 112));
      from += aStep;
      row += bRow;
    }
    v128.store(c + at, s0);
    v128.store(c + at, s1, 16);
    v128.store(c + at, s2, 32);
    v128.store(c + at, s3, 48);
    v128.store(c + at, s4, 64);
    v128.store(c + at, s5, 80);
    v128.store(c + at, s6, 96);
    v128.store(c + at, s7, 112);
  }
  for (; j < n; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, n - j);
    let sum = load4(first + at, count);
    let from = a;
    let row = b + at;
    for (let i = 0; i < k; i++) {
      sum = madd(sum, v128.load_splat<f32>(from), v128.load(row));
      from += aStep;
      row += bRow;
    }
    store4(c + at, sum, count);
  }
}

/** T[columns, rows] = M[rows, columns]ᵀ. */
export function transpose(rows: i32, columns: i32, from: usize, to: usize): void {
  const row = <usize>columns << 2;
  const column = <usize>rows << 2;
  const wholeRows = <usize>(rows & ~3);
  const wholeColumns = <usize>(columns & ~3);
  for (let r: usize = 0; r < wholeRows; r += 4) {
    for (let j: usize = 0; j < wholeColumns; j += 4) {
      transposeFour(from + r * row + (j << 2), row, to + j * column + (r << 2), column);
    }
  }
  for (let r: usize = 0; r < <usize>rows; r++) {
    for (let j: usize = r < wholeRows ? wholeColumns : 0; j < <usize>columns; j++) {
      store<f32>(to + j * column + (r << 2), load<f32>(from + r * row + (j << 2)));
    }
  }
}

function transposeFour(from: usize, row: usize, to: usize, column: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + row);
  const c = v128.load(from + 2 * row);
  const d = v128.load(from + 3 * row);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + column, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * column, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * column, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/** s[columns] = start + Σ rows, each column by itself. */
export function sumRows(rows: i32, columns: i32, from: usize, to: usize, start: i32): void {
  const row = <usize>columns << 2;
  if (start == FROM_ZERO) memory.fill(to, 0, row);
  for (let j = 0; j < columns; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, columns - j);
    let sum = load4(to + at, count);
    let next = from + at;
    for (let r = 0; r < rows; r++, next += row) sum = f32x4.add(sum, load4(next, count));
    store4(to + at, sum, count);
  }
}
