/*
 * The nonlinearities of the dense layers, and their slopes. A slope is had from the layer's output y, where that is
 * enough, and from its input z otherwise.
 */
import { erf4, exp4, expm14, sigmoid4, softplus4, tanh4 } from './elementary';
import { load4, store4 } from './lanes';

export const LINEAR: i32 = 0;
export const TANH: i32 = 1;
export const RELU: i32 = 2;
export const SIGMOID: i32 = 3;
export const ELU: i32 = 4;
export const SOFTPLUS: i32 = 5;
export const SILU: i32 = 6;
export const GELU: i32 = 7;

const HALF_ROOT: f32 = 0.7071067811865476;
/** 1/√(2π) */
const DENSITY: f32 = 0.3989422804014327;

// @ts-ignore: decorator
@inline
function activate4(code: i32, z: v128): v128 {
  if (code == TANH) return tanh4(z);
  if (code == RELU) return f32x4.max(z, f32x4.splat(0));
  if (code == SIGMOID) return sigmoid4(z);
  if (code == ELU) return v128.bitselect(z, expm14(z), f32x4.gt(z, f32x4.splat(0)));
  if (code == SOFTPLUS) return softplus4(z);
  if (code == SILU) return f32x4.mul(z, sigmoid4(z));
  if (code == GELU) return f32x4.mul(z, distribution4(z));
  return z;
}

/** Φ(z) = ½ (1 + erf(z/√2)) */
// @ts-ignore: decorator
@inline
function distribution4(z: v128): v128 {
  const half = f32x4.splat(0.5);
  return f32x4.add(half, f32x4.mul(half, erf4(f32x4.mul(z, f32x4.splat(HALF_ROOT)))));
}

/** φ′ at z, or from y = φ(z). */
// @ts-ignore: decorator
@inline
function slope4(code: i32, z: v128, y: v128): v128 {
  const one = f32x4.splat(1);
  if (code == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (code == RELU) return v128.and(one, f32x4.gt(y, f32x4.splat(0)));
  if (code == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (code == ELU) return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, f32x4.splat(0)));
  if (code == SOFTPLUS) return f32x4.neg(expm14(f32x4.neg(y)));
  if (code == SILU) {
    const s = sigmoid4(z);
    return f32x4.mul(s, f32x4.add(one, f32x4.mul(z, f32x4.sub(one, s))));
  }
  if (code == GELU) {
    const density = f32x4.mul(f32x4.splat(DENSITY), exp4(f32x4.mul(f32x4.mul(z, z), f32x4.splat(-0.5))));
    return f32x4.add(distribution4(z), f32x4.mul(z, density));
  }
  return one;
}

// @ts-ignore: decorator
@inline
function activateAll(code: i32, z: usize, y: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8, z += 32, y += 32) {
    const low = activate4(code, v128.load(z));
    const high = activate4(code, v128.load(z, 16));
    v128.store(y, low);
    v128.store(y, high, 16);
  }
  for (; i < n; i += 4, z += 16, y += 16) {
    store4(y, activate4(code, load4(z, n - i)), n - i);
  }
}

/** y = φ(z), n numbers; z and y may be the same. */
export function activate(code: i32, z: usize, y: usize, n: i32): void {
  switch (code) {
    case TANH:
      return activateAll(TANH, z, y, n);
    case RELU:
      return activateAll(RELU, z, y, n);
    case SIGMOID:
      return activateAll(SIGMOID, z, y, n);
    case ELU:
      return activateAll(ELU, z, y, n);
    case SOFTPLUS:
      return activateAll(SOFTPLUS, z, y, n);
    case SILU:
      return activateAll(SILU, z, y, n);
    case GELU:
      return activateAll(GELU, z, y, n);
    default:
      if (z != y) memory.copy(y, z, <usize>n << 2);
  }
}

// @ts-ignore: decorator
@inline
function multiplySlopeAll(code: i32, z: usize, y: usize, d: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8, z += 32, y += 32, d += 32) {
    const low = f32x4.mul(v128.load(d), slope4(code, v128.load(z), v128.load(y)));
    const high = f32x4.mul(v128.load(d, 16), slope4(code, v128.load(z, 16), v128.load(y, 16)));
    v128.store(d, low);
    v128.store(d, high, 16);
  }
  for (; i < n; i += 4, z += 16, y += 16, d += 16) {
    const slope = slope4(code, load4(z, n - i), load4(y, n - i));
    store4(d, f32x4.mul(load4(d, n - i), slope), n - i);
  }
}

/** d ← d ⊙ φ′, n numbers. */
export function multiplySlope(code: i32, z: usize, y: usize, d: usize, n: i32): void {
  switch (code) {
    case TANH:
      return multiplySlopeAll(TANH, z, y, d, n);
    case RELU:
      return multiplySlopeAll(RELU, z, y, d, n);
    case SIGMOID:
      return multiplySlopeAll(SIGMOID, z, y, d, n);
    case ELU:
      return multiplySlopeAll(ELU, z, y, d, n);
    case SOFTPLUS:
      return multiplySlopeAll(SOFTPLUS, z, y, d, n);
    case SILU:
      return multiplySlopeAll(SILU, z, y, d, n);
    case GELU:
      return multiplySlopeAll(GELU, z, y, d, n);
    default:
  }
}
