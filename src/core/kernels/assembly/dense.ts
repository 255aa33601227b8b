/*
 * One dense layer y = φ(z), z = x W + b, with x [rows, inputs] and W [inputs, outputs]: forward, backward, and forward
 * mode. Where φ′ can be had from y, z and y are the same memory.
 */
import { activate, multiplySlope } from './activations';
import { FROM_BIAS, FROM_RESULT, FROM_ZERO, multiply, sumRows, transpose } from './matrix';

/** z = x W + b, y = φ(z). */
export function denseForward(
  activation: i32,
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  weight: usize,
  bias: usize,
  z: usize,
  y: usize,
): void {
  multiply(rows, outputs, inputs, x, <usize>inputs << 2, 4, weight, z, FROM_BIAS, bias);
  activate(activation, z, y, rows * outputs);
}

/**
 * From ∂L/∂y in d, which becomes ∂L/∂z = ∂L/∂y ⊙ φ′: ∂L/∂W = xᵀ ∂L/∂z and ∂L/∂b = Σ ∂L/∂z, added to what is there where
 * `accumulate` is not 0; and ∂L/∂x = ∂L/∂z Wᵀ, where dx is not 0, added where `accumulateInput` is not 0.
 *
 * `transposed` is room for inputs · outputs numbers.
 */
export function denseBackward(
  activation: i32,
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  weight: usize,
  z: usize,
  y: usize,
  d: usize,
  dWeight: usize,
  dBias: usize,
  accumulate: i32,
  dx: usize,
  accumulateInput: i32,
  transposed: usize,
): void {
  denseCotangent(activation, rows, inputs, outputs, weight, z, y, d, dx, accumulateInput, transposed);
  denseGradient(rows, inputs, outputs, x, d, dWeight, dBias, accumulate);
}

/** d ← d ⊙ φ′, and dx = d Wᵀ where dx is not 0, added to what is there where `accumulateInput` is not 0. */
export function denseCotangent(
  activation: i32,
  rows: i32,
  inputs: i32,
  outputs: i32,
  weight: usize,
  z: usize,
  y: usize,
  d: usize,
  dx: usize,
  accumulateInput: i32,
  transposed: usize,
): void {
  multiplySlope(activation, z, y, d, rows * outputs);
  if (dx == 0) return;
  transpose(inputs, outputs, weight, transposed);
  multiply(rows, inputs, outputs, d, <usize>outputs << 2, 4, transposed, dx, accumulateInput ? FROM_RESULT : FROM_ZERO, 0);
}

/** ∂L/∂W = xᵀ d and ∂L/∂b = Σ d of d = ∂L/∂z, added to what is there where `accumulate` is not 0. */
export function denseGradient(
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  d: usize,
  dWeight: usize,
  dBias: usize,
  accumulate: i32,
): void {
  const start = accumulate ? FROM_RESULT : FROM_ZERO;
  multiply(inputs, outputs, rows, x, 4, <usize>inputs << 2, d, dWeight, start, 0);
  sumRows(rows, outputs, d, dBias, start);
}

/** t = x V + v: how z moves along a tangent V, v of the layer's own parameters. */
export function denseAlong(rows: i32, inputs: i32, outputs: i32, x: usize, v: usize, vBias: usize, t: usize): void {
  multiply(rows, outputs, inputs, x, <usize>inputs << 2, 4, v, t, FROM_BIAS, vBias);
}

/** ẏ = φ′ ⊙ (ẋ W + x Ẇ + ḃ); ẋ counts as 0 where its address is 0. Jacobian-vector product of the layer. */
export function denseTangent(
  activation: i32,
  rows: i32,
  inputs: i32,
  outputs: i32,
  x: usize,
  weight: usize,
  z: usize,
  y: usize,
  tx: usize,
  tWeight: usize,
  tBias: usize,
  ty: usize,
): void {
  denseAlong(rows, inputs, outputs, x, tWeight, tBias, ty);
  if (tx != 0) multiply(rows, outputs, inputs, tx, <usize>inputs << 2, 4, weight, ty, FROM_RESULT, 0);
  multiplySlope(activation, z, y, ty, rows * outputs);
}
