/*
 * A product of matrices as fast as plain SIMD does it in this engine: its sizes are constants, and two rows by sixteen
 * columns stay in registers.
 */

const ROW: usize = 64 * 4;

/** C[128, 64] = A[128, 64] B[64, 64]. */
export function fixed(a: usize, b: usize, c: usize): void {
  for (let column: usize = 0; column < ROW; column += 64) {
    for (let row: usize = 0; row < 128; row += 2) tile(a + row * ROW, b + column, c + row * ROW + column);
  }
}

function tile(a: usize, b: usize, c: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  for (let k: usize = 0; k < ROW; k += 4, b += ROW) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    let x = v128.load_splat<f32>(a + k);
    s0 = f32x4.add(s0, f32x4.mul(x, b0));
    s1 = f32x4.add(s1, f32x4.mul(x, b1));
    s2 = f32x4.add(s2, f32x4.mul(x, b2));
    s3 = f32x4.add(s3, f32x4.mul(x, b3));
    x = v128.load_splat<f32>(a + k, ROW);
    t0 = f32x4.add(t0, f32x4.mul(x, b0));
    t1 = f32x4.add(t1, f32x4.mul(x, b1));
    t2 = f32x4.add(t2, f32x4.mul(x, b2));
    t3 = f32x4.add(t3, f32x4.mul(x, b3));
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
  v128.store(c, t0, ROW);
  v128.store(c, t1, ROW + 16);
  v128.store(c, t2, ROW + 32);
  v128.store(c, t3, ROW + 48);
}
