/*
 * Flat vectors and rows of matrices. Sums are in float64, in an order that depends on the length alone.
 */

/** Σ x², n numbers. */
export function sumOfSquares(x: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16) {
    const four = v128.load(x);
    const a = f64x2.promote_low_f32x4(four);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; i < n; i++, x += 4) {
    const last = <f64>load<f32>(x);
    total += last * last;
  }
  return total;
}

/** Σ x, n numbers. */
export function sum(x: usize, n: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < n; i++, x += 4) total += <f64>load<f32>(x);
  return total;
}

/** Σ (x − centre)², n numbers. */
export function sumOfSquaredDifferences(x: usize, n: i32, centre: f64): f64 {
  let total: f64 = 0;
  for (let i = 0; i < n; i++, x += 4) {
    const difference = <f64>load<f32>(x) - centre;
    total += difference * difference;
  }
  return total;
}

/** y = (x − centre) · factor, n numbers, in float64. */
export function standardize(x: usize, y: usize, n: i32, centre: f64, factor: f64): void {
  for (let i = 0; i < n; i++, x += 4, y += 4) store<f32>(y, <f32>((<f64>load<f32>(x) - centre) * factor));
}

/** Copies `width` bytes of each row; the rows of `from` and of `to` begin so many bytes behind one another. */
export function copyColumns(rows: i32, width: i32, from: usize, fromStride: i32, to: usize, toStride: i32): void {
  for (let r = 0; r < rows; r++, from += <usize>fromStride, to += <usize>toStride) memory.copy(to, from, width);
}

/** The rows of `from` [·, columns] that `rows` names, one behind the other; four bytes an element. */
export function gatherRows(from: usize, columns: i32, rows: usize, count: i32, to: usize): void {
  const size = <usize>columns << 2;
  for (let i = 0; i < count; i++, rows += 4) {
    let element = from + <usize>load<u32>(rows) * size;
    const end = element + size;
    for (; element + 16 <= end; element += 16, to += 16) v128.store(to, v128.load(element));
    for (; element < end; element += 4, to += 4) store<u32>(to, load<u32>(element));
  }
}

/** As {@link gatherRows}, one byte an element. */
export function gatherByteRows(from: usize, columns: i32, rows: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, rows += 4) {
    const row = from + <usize>load<u32>(rows) * <usize>columns;
    for (let j: usize = 0; j < <usize>columns; j++) store<u8>(to++, load<u8>(row + j));
  }
}

/** Σ a b, n numbers of float64. */
export function dot64(a: usize, b: usize, n: i32): f64 {
  let sums = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= n; i += 2, a += 16, b += 16) sums = f64x2.add(sums, f64x2.mul(v128.load(a), v128.load(b)));
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (i < n) total += load<f64>(a) * load<f64>(b);
  return total;
}

/** y ← y + factor · x, n numbers of float64. */
export function addScaled64(y: usize, factor: f64, x: usize, n: i32): void {
  for (let i = 0; i < n; i++, x += 8, y += 8) store<f64>(y, load<f64>(y) + factor * load<f64>(x));
}

/** y ← x + factor · y, n numbers of float64. */
export function scaleAdd64(y: usize, factor: f64, x: usize, n: i32): void {
  for (let i = 0; i < n; i++, x += 8, y += 8) store<f64>(y, load<f64>(x) + factor * load<f64>(y));
}

/** y ← y + factor · x, n numbers of float32, each in a room of its own, which ends with a whole vector of four lanes. */
export function addScaled(y: usize, factor: f64, x: usize, n: i32): void {
  const times = f32x4.splat(<f32>factor);
  for (let i = 0; i < n; i += 4, x += 16, y += 16) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(times, v128.load(x))));
  }
}

/** Copies n numbers. */
export function copy(from: usize, to: usize, n: i32): void {
  memory.copy(to, from, <usize>n << 2);
}

/** n numbers, all the same. */
export function fill(to: usize, n: i32, value: f32): void {
  for (let i = 0; i < n; i++, to += 4) store<f32>(to, value);
}

/** y = factor · x, n numbers. */
export function scale(x: usize, y: usize, n: i32, factor: f64): void {
  for (let i = 0; i < n; i++, x += 4, y += 4) store<f32>(y, <f32>factor * load<f32>(x));
}

/** y ← y − scale (b − a), `n` numbers. */
export function subtractDifference(y: usize, scale: f64, a: usize, b: usize, n: i32): void {
  const factor = <f32>scale;
  const size = <usize>n << 2;
  for (let i: usize = 0; i < size; i += 4) {
    store<f32>(y + i, load<f32>(y + i) - factor * (load<f32>(b + i) - load<f32>(a + i)));
  }
}
