/*
 * The head of generalised state-dependent exploration (Raffin et al. 2021): beside a mean μ [rows, d] the log σ that the
 * features φ [rows, units] of a state give, log σⱼ = ½ log v with v = Σᵢ φᵢ² sᵢⱼ + ε and s = exp 2ℓ [units, d], of the
 * parameters ℓ. The features count as constants.
 */
import { exp1f, log4 } from './elementary';

/** Keeps σ > 0 where all features are 0. */
const EPSILON: f32 = 1e-6;

/** ω = (μ, log σ) [rows, 2d]; fills s for the other two. */
export function gsdeForward(
  rows: i32,
  units: i32,
  d: i32,
  features: usize,
  logStd: usize,
  squares: usize,
  mean: usize,
  omega: usize,
): void {
  const size = <usize>d << 2;
  for (let i = 0; i < units * d; i++) {
    const at = <usize>i << 2;
    store<f32>(squares + at, exp1f(2 * load<f32>(logStd + at)));
  }
  for (let r = 0; r < rows; r++, features += <usize>units << 2, mean += size, omega += 2 * size) {
    memory.copy(omega, mean, size);
    const variance = omega + size;
    for (let j: usize = 0; j < size; j += 4) store<f32>(variance + j, EPSILON);
    for (let i = 0, s = squares; i < units; i++, s += size) {
      const phi = load<f32>(features + (<usize>i << 2));
      const square = phi * phi;
      for (let j: usize = 0; j < size; j += 4) {
        store<f32>(variance + j, load<f32>(variance + j) + square * load<f32>(s + j));
      }
    }
    for (let j: usize = 0; j < size; j += 4) {
      store<f32>(variance + j, 0.5 * f32x4.extract_lane(log4(f32x4.splat(load<f32>(variance + j))), 0));
    }
  }
}

/**
 * From ∂L/∂ω [rows, 2d]: ∂L/∂μ [rows, d], and ∂L/∂ℓᵢⱼ = sᵢⱼ Σ φᵢ² ∂L/∂log σⱼ / vⱼ, added to what is there where `accumulate`
 * is not 0. The second half of every row of ∂L/∂ω is overwritten.
 */
export function gsdeBackward(
  rows: i32,
  units: i32,
  d: i32,
  features: usize,
  squares: usize,
  omega: usize,
  dOmega: usize,
  dMean: usize,
  dLogStd: usize,
  accumulate: i32,
): void {
  const size = <usize>d << 2;
  for (let r = 0; r < rows; r++) {
    const row = 2 * <usize>r * size;
    memory.copy(dMean + <usize>r * size, dOmega + row, size);
    for (let j = row + size; j < row + 2 * size; j += 4) {
      store<f32>(dOmega + j, load<f32>(dOmega + j) * exp1f(-2 * load<f32>(omega + j)));
    }
  }
  for (let i = 0; i < units; i++, squares += size, dLogStd += size) {
    const column = features + (<usize>i << 2);
    for (let j: usize = 0; j < size; j += 4) {
      let total: f32 = 0;
      for (let r = 0, phi = column, c = dOmega + size + j; r < rows; r++, phi += <usize>units << 2, c += 2 * size) {
        total += load<f32>(phi) * load<f32>(phi) * load<f32>(c);
      }
      const slope = total * load<f32>(squares + j);
      store<f32>(dLogStd + j, accumulate ? load<f32>(dLogStd + j) + slope : slope);
    }
  }
}

/** How ω moves along a tangent μ̇ [rows, d] of the mean and ℓ̇ [units, d] of ℓ: log σ by Σᵢ φᵢ² sᵢⱼ ℓ̇ᵢⱼ / vⱼ. */
export function gsdeTangent(
  rows: i32,
  units: i32,
  d: i32,
  features: usize,
  squares: usize,
  omega: usize,
  tMean: usize,
  tLogStd: usize,
  tOmega: usize,
): void {
  const size = <usize>d << 2;
  for (let r = 0; r < rows; r++, features += <usize>units << 2, tMean += size, omega += 2 * size, tOmega += 2 * size) {
    memory.copy(tOmega, tMean, size);
    for (let j: usize = 0; j < size; j += 4) {
      let total: f32 = 0;
      for (let i = 0, at = j; i < units; i++, at += size) {
        const phi = load<f32>(features + (<usize>i << 2));
        total += phi * phi * load<f32>(squares + at) * load<f32>(tLogStd + at);
      }
      store<f32>(tOmega + size + j, total * exp1f(-2 * load<f32>(omega + size + j)));
    }
  }
}
