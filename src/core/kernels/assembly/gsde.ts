/*
 * The head of generalised state-dependent exploration (Raffin et al. 2021): beside a mean μ [rows, d] the log σ that the
 * features φ [rows, units] of a state give, log σ = ½ log v with v = φ² s + ε and s = exp 2ℓ [units, d], of the parameters ℓ.
 * The features count as constants. `perRow` is room for rows · d numbers, and `perUnit` for units · d.
 */
import { exp1f, exp4, log4 } from './elementary';
import { load4, store4 } from './lanes';
import { FROM_ZERO, multiply } from './matrix';

/** Keeps σ > 0 where all features are 0. */
const EPSILON: f32 = 1e-6;

/** ω = (μ, log σ) [rows, 2d]; leaves φ² and s for the other two. */
export function gsdeForward(
  rows: i32,
  units: i32,
  d: i32,
  features: usize,
  logStd: usize,
  mean: usize,
  squares: usize,
  s: usize,
  perRow: usize,
  omega: usize,
): void {
  for (let i = 0; i < rows * units; i += 4) {
    const at = <usize>i << 2;
    const left = rows * units - i;
    const phi = load4(features + at, left);
    store4(squares + at, f32x4.mul(phi, phi), left);
  }
  for (let i = 0; i < units * d; i += 4) {
    const at = <usize>i << 2;
    const left = units * d - i;
    const l = load4(logStd + at, left);
    store4(s + at, exp4(f32x4.add(l, l)), left);
  }
  multiply(rows, d, units, squares, <usize>units << 2, 4, s, perRow, FROM_ZERO, 0);
  for (let i = 0; i < rows * d; i += 4) {
    const at = <usize>i << 2;
    const left = rows * d - i;
    const v = f32x4.add(load4(perRow + at, left), f32x4.splat(EPSILON));
    store4(perRow + at, f32x4.mul(log4(v), f32x4.splat(0.5)), left);
  }
  joinRows(rows, d, mean, perRow, omega);
}

/**
 * From ∂L/∂ω [rows, 2d]: ∂L/∂μ [rows, d], and ∂L/∂ℓ = s ⊙ (φ²)ᵀ (∂L/∂log σ ⊘ v), added to what is there where `accumulate` is
 * not 0.
 */
export function gsdeBackward(
  rows: i32,
  units: i32,
  d: i32,
  squares: usize,
  s: usize,
  omega: usize,
  dOmega: usize,
  dMean: usize,
  dLogStd: usize,
  perRow: usize,
  perUnit: usize,
  accumulate: i32,
): void {
  const size = <usize>d << 2;
  for (let r: usize = 0; r < <usize>rows; r++) {
    const row = 2 * r * size;
    memory.copy(dMean + r * size, dOmega + row, size);
    for (let j: usize = 0; j < size; j += 4) {
      const logSigma = load<f32>(omega + row + size + j);
      store<f32>(perRow + r * size + j, load<f32>(dOmega + row + size + j) * exp1f(-2 * logSigma));
    }
  }
  multiply(units, d, rows, squares, 4, <usize>units << 2, perRow, perUnit, FROM_ZERO, 0);
  for (let i = 0; i < units * d; i += 4) {
    const at = <usize>i << 2;
    const left = units * d - i;
    const slope = f32x4.mul(load4(perUnit + at, left), load4(s + at, left));
    store4(dLogStd + at, accumulate ? f32x4.add(load4(dLogStd + at, left), slope) : slope, left);
  }
}

/** How ω moves along a tangent μ̇ [rows, d] of the mean and ℓ̇ [units, d] of ℓ: log σ by φ² (s ⊙ ℓ̇) ⊘ v. */
export function gsdeTangent(
  rows: i32,
  units: i32,
  d: i32,
  squares: usize,
  s: usize,
  omega: usize,
  tMean: usize,
  tLogStd: usize,
  perRow: usize,
  perUnit: usize,
  tOmega: usize,
): void {
  const size = <usize>d << 2;
  for (let i = 0; i < units * d; i += 4) {
    const at = <usize>i << 2;
    const left = units * d - i;
    store4(perUnit + at, f32x4.mul(load4(s + at, left), load4(tLogStd + at, left)), left);
  }
  multiply(rows, d, units, squares, <usize>units << 2, 4, perUnit, perRow, FROM_ZERO, 0);
  for (let r: usize = 0; r < <usize>rows; r++) {
    for (let j: usize = 0; j < size; j += 4) {
      const at = perRow + r * size + j;
      store<f32>(at, load<f32>(at) * exp1f(-2 * load<f32>(omega + (2 * r + 1) * size + j)));
    }
  }
  joinRows(rows, d, tMean, perRow, tOmega);
}

/** Rows of a [rows, d] and b [rows, d] side by side. */
function joinRows(rows: i32, d: i32, a: usize, b: usize, to: usize): void {
  const size = <usize>d << 2;
  for (let r = 0; r < rows; r++, a += size, b += size, to += 2 * size) {
    memory.copy(to, a, size);
    memory.copy(to + size, b, size);
  }
}
