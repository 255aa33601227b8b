/*
 * The running mean and variance of vectors, element by element, in float64. Welford (1962).
 */

/**
 * Takes in `rows` vectors x [rows, size] of float32, after `count` others:
 * mean ← mean + (x − mean)/n, M₂ ← M₂ + (x − meanₒₗ)(x − mean).
 */
export function addToMoments(rows: i32, size: i32, x: usize, count: f64, mean: usize, squares: usize): void {
  const vector = <usize>size << 2;
  for (let j: usize = 0; j < <usize>size; j++) {
    const at = j << 3;
    let centre = load<f64>(mean + at);
    let spread = load<f64>(squares + at);
    let n = count;
    for (let r = 0, from = x + (j << 2); r < rows; r++, from += vector) {
      n += 1;
      const value = <f64>load<f32>(from);
      const difference = value - centre;
      centre += difference / n;
      spread += difference * (value - centre);
    }
    store<f64>(mean + at, centre);
    store<f64>(squares + at, spread);
  }
}
