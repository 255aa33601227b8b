/*
 * Scores, the gradients of log-probabilities, of many samples at once: of each layer x [rows, inputs] and δ = ∂/∂z
 * [rows, outputs], whose outer product is the sample's gradient by W.
 */
import { load4, store4 } from './lanes';

/** s[rows] ← s + Σⱼ aⱼ bⱼ, row by row, of a and b [rows, columns]. */
export function addRowDots(rows: i32, columns: i32, a: usize, b: usize, sums: usize): void {
  for (let r = 0; r < rows; r++, sums += 4) {
    let sum = f32x4.splat(0);
    let j = 0;
    for (; j + 4 <= columns; j += 4, a += 16, b += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
    let total =
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
    for (; j < columns; j++, a += 4, b += 4) total += load<f32>(a) * load<f32>(b);
    store<f32>(sums, load<f32>(sums) + total);
  }
}

/** y ← factor of the row · x, or y + that where `accumulate` is not 0, [rows, columns]. */
export function scaleRows(rows: i32, columns: i32, x: usize, factors: usize, y: usize, accumulate: i32): void {
  const row = <usize>columns << 2;
  for (let r = 0; r < rows; r++, factors += 4, x += row, y += row) {
    const factor = v128.load_splat<f32>(factors);
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const left = columns - j;
      const scaled = f32x4.mul(factor, load4(x + at, left));
      store4(y + at, accumulate ? f32x4.add(load4(y + at, left), scaled) : scaled, left);
    }
  }
}
