/*
 * The elementary functions of the kernels. Everything follows from +, −, ×, ÷ and rounding, in an order that is written
 * here, so that every engine gives the same bits. NaN gives NaN. A scalar function is its vector function on one lane.
 *
 * Errors are in units of the last place of the true value, the largest that was found.
 */

/** log 2, and as a sum of two, the first of which has so few bits that whole numbers of it are exact. */
const LN2: f32 = 0.6931471824645996;
const LN2_HIGH: f32 = 0.693145751953125;
const LN2_LOW: f32 = 1.428606765330187e-6;
const LOG2_E: f32 = 1.4426950216293335;
/** Added to a small number, 1.5 · 2²³ rounds it to a whole one, which the last bits of the sum hold. */
const ROUND: f32 = 12582912;
/** The bits of 1. */
const ONE: i32 = 0x3f800000;

// @ts-ignore: decorator
@inline
function all(x: f32): v128 {
  return f32x4.splat(x);
}

/** x, but at least `low` and at most `high`. A NaN stays one, and pmin and pmax are far cheaper than min and max. */
// @ts-ignore: decorator
@inline
function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, all(high)), all(low));
}

/** sum · x + next: a step of Horner's scheme. */
// @ts-ignore: decorator
@inline
function horner(sum: v128, x: v128, next: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), all(next));
}

/** x ≥ −104 to a whole multiple n of log 2 and the rest r: n + ROUND here, r by `restOf`. */
// @ts-ignore: decorator
@inline
function octaves(x: v128): v128 {
  return horner(x, all(LOG2_E), ROUND);
}

// @ts-ignore: decorator
@inline
function restOf(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, all(LN2_HIGH))), f32x4.mul(n, all(LN2_LOW)));
}

/** eʳ − 1 − r for |r| ≤ ½ log 2: r² times a polynomial of degree 4, minimax by Lawson's iteration. */
// @ts-ignore: decorator
@inline
function expTail(r: v128): v128 {
  let p = horner(r, all(0.001381446374580264), 0.0083687799051404);
  p = horner(p, r, 0.04166839271783829);
  p = horner(p, r, 0.1666651964187622);
  p = horner(p, r, 0.4999999403953552);
  return f32x4.mul(p, f32x4.mul(r, r));
}

/** exp4 between the bounds beyond which it is 0 and ∞. The power of 2 is multiplied in two halves, each of them normal. */
// @ts-ignore: decorator
@inline
function expWithin(x: v128): v128 {
  const t = octaves(x);
  const r = restOf(x, f32x4.sub(t, all(ROUND)));
  const p = f32x4.add(f32x4.add(expTail(r), r), all(1));
  const half = i32x4.shr_s(t, 1);
  const other = i32x4.sub(t, half);
  const one = i32x4.splat(ONE);
  return f32x4.mul(f32x4.mul(p, i32x4.add(i32x4.shl(half, 23), one)), i32x4.add(i32x4.shl(other, 23), one));
}

/** eˣ, subnormal results included. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  return expWithin(clamp(x, -104, 89));
}

/** log x = e log 2 + log m for x = 2ᵉ m with ⅔ ≤ m < 4⁄3, subnormal x included; log m by `log1pWithin`. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const up = v128.and(f32x4.lt(x, all(1.1754943508222875e-38)), i32x4.splat(23 << 23));
  const bits = i32x4.sub(f32x4.mul(x, i32x4.add(up, i32x4.splat(ONE))), up);
  const e = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f2aaaab)), 23);
  const f = f32x4.sub(i32x4.sub(bits, i32x4.shl(e, 23)), all(1));
  const s = f32x4.div(f, f32x4.add(f, all(2)));
  const z = f32x4.mul(s, s);
  let p = horner(z, all(0.30359506607055664), 0.39957889914512634);
  p = horner(p, z, 0.666669487953186);
  p = f32x4.sub(f, f32x4.mul(s, f32x4.sub(f, f32x4.mul(z, p))));
  p = f32x4.add(p, f32x4.mul(f32x4.convert_i32x4_s(e), all(LN2)));
  const infinite = v128.or(
    v128.andnot(x, f32x4.lt(x, all(Infinity))),
    v128.and(f32x4.eq(x, all(0)), all(-Infinity)),
  );
  return v128.or(f32x4.add(p, infinite), f32x4.lt(x, all(0)));
}

/** tanh x = x p(x²) / q(x²). */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const y = f32x4.pmin(f32x4.mul(x, x), all(73.95999908447266));
  let p = f32x4.add(y, all(1499.90649));
  p = horner(p, y, 250410.781);
  p = horner(p, y, 9520262);
  p = horner(p, y, 71010296);
  let q = horner(y, all(57.3098183), 23690.9473);
  q = horner(q, y, 1845834.62);
  q = horner(q, y, 33190350);
  q = horner(q, y, 71010296);
  return clamp(f32x4.div(f32x4.mul(x, p), q), -1, 1);
}

/** 1 / (1 + e⁻ˣ), computed from e^−|x| alone, which is small. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = expWithin(f32x4.pmax(negativeSize(x), all(-104)));
  const above = v128.bitselect(e, all(1), f32x4.lt(x, all(0)));
  return f32x4.div(above, f32x4.add(e, all(1)));
}

/** log(1 + eˣ) = max(x, 0) + log(1 + u) with u = e^−|x| ≤ 1. */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  const u = expWithin(f32x4.pmax(negativeSize(x), all(-104)));
  const s = f32x4.div(u, f32x4.add(u, all(2)));
  const z = f32x4.mul(s, s);
  let p = horner(z, all(0.280119925737381), 0.28001803159713745);
  p = horner(p, z, 0.4002152681350708);
  p = horner(p, z, 0.666664183139801);
  p = f32x4.sub(u, f32x4.mul(s, f32x4.sub(u, f32x4.mul(z, p))));
  return f32x4.add(p, f32x4.pmax(x, all(0)));
}

/** −|x| */
// @ts-ignore: decorator
@inline
function negativeSize(x: v128): v128 {
  return v128.or(x, i32x4.splat(0x80000000));
}

/** eˣ − 1 = 2 (2ⁿ⁻¹ (eʳ − 1) + (2ⁿ⁻¹ − ½)). */
// @ts-ignore: decorator
@inline
export function expm14(x: v128): v128 {
  const c = clamp(x, -18, 89);
  const t = octaves(c);
  const r = restOf(c, f32x4.sub(t, all(ROUND)));
  const p = f32x4.add(expTail(r), r);
  const scale = i32x4.add(i32x4.shl(t, 23), i32x4.splat(ONE - (1 << 23)));
  const half = f32x4.add(f32x4.mul(p, scale), f32x4.sub(scale, all(0.5)));
  return f32x4.add(half, half);
}

/** erf x = 2 / √π ∫₀ˣ e^−t² dt = x p(x²) / q(x²). */
// @ts-ignore: decorator
@inline
export function erf4(x: v128): v128 {
  const y = f32x4.pmin(f32x4.mul(x, x), all(14.8225));
  let p = f32x4.add(y, all(135.50379943847656));
  p = horner(p, y, 1742.6888427734375);
  p = horner(p, y, 24892.65625);
  p = horner(p, y, 89125.9765625);
  p = horner(p, y, 535220.0625);
  let q = horner(y, all(18.37147331237793), 543.3519287109375);
  q = horner(q, y, 7012.958984375);
  q = horner(q, y, 53660.51953125);
  q = horner(q, y, 237094.4375);
  q = horner(q, y, 474326.4375);
  return clamp(f32x4.div(f32x4.mul(x, p), q), -1, 1);
}

/** eˣ */
export function exp1f(x: f32): f32 {
  return f32x4.extract_lane(exp4(all(x)), 0);
}

/** log x */
export function log1f(x: f32): f32 {
  return f32x4.extract_lane(log4(all(x)), 0);
}

/** tanh x */
export function tanh1f(x: f32): f32 {
  return f32x4.extract_lane(tanh4(all(x)), 0);
}

/** 1 / (1 + e⁻ˣ) */
export function sigmoid1f(x: f32): f32 {
  return f32x4.extract_lane(sigmoid4(all(x)), 0);
}

/** log(1 + eˣ) */
export function softplus1f(x: f32): f32 {
  return f32x4.extract_lane(softplus4(all(x)), 0);
}

/** eˣ − 1 */
export function expm11f(x: f32): f32 {
  return f32x4.extract_lane(expm14(all(x)), 0);
}

/** erf x */
export function erf1f(x: f32): f32 {
  return f32x4.extract_lane(erf4(all(x)), 0);
}

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
// @ts-ignore: decorator
@inline
function power64(n: i32): f64 {
  return reinterpret<f64>(<u64>(n + 1023) << 52);
}

/** eˣ in float64. */
export function exp64(x: f64): f64 {
  if (x != x) return x;
  const c = min(max(x, -746), 710);
  const n = nearest(c * 1.4426950408889634);
  const high = c - n * 0.6931471804855391;
  const low = n * 7.440617110012397e-11;
  const r = high - low;
  const lost = high - r - low;
  let p = 2.4988679188257347e-8;
  p = p * r + 2.762747910625305e-7;
  p = p * r + 2.7557614814069577e-6;
  p = p * r + 2.4801501727511746e-5;
  p = p * r + 0.00019841269486090145;
  p = p * r + 0.001388888893417073;
  p = p * r + 0.008333333333496557;
  p = p * r + 0.04166666666657245;
  p = p * r + 0.16666666666666427;
  p = p * r + 0.5000000000000004;
  const sum = 1 + r;
  const value = sum + (1 - sum + r + (p * (r * r) + lost));
  const whole = <i32>n;
  const half = whole >> 1;
  return value * power64(half) * power64(whole - half);
}

/** log x in float64. */
export function log64(x: f64): f64 {
  if (!(x > 0 && x < Infinity)) return x == 0 ? -Infinity : x > 0 ? x : NaN;
  const tiny = x < 2.2250738585072014e-308;
  const bits = reinterpret<i64>(tiny ? x * 18014398509481984 : x);
  const e = (bits - 0x3fe5555555555555) >> 52;
  const n = <f64>(<i32>e - (tiny ? 54 : 0));
  const f = reinterpret<f64>(bits - (e << 52)) - 1;
  const s = f / (2 + f);
  const z = s * s;
  let p = 0.13810338606515896;
  p = p * z + 0.13179015091534976;
  p = p * z + 0.15390744875444545;
  p = p * z + 0.18181678952968766;
  p = p * z + 0.2222222403526434;
  p = p * z + 0.2857142855870305;
  p = p * z + 0.4000000000004094;
  p = p * z + 0.6666666666666663;
  const big = n * 0.6931471804855391;
  const sum = big + f;
  return sum + (big - sum + f - (s * (f - z * p) - n * 7.440617110012397e-11));
}

/** What `mapElementary` maps. */
const EXP: i32 = 0;
const LOG: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;
const SOFTPLUS: i32 = 4;
const EXPM1: i32 = 5;
const ERF: i32 = 6;

// @ts-ignore: decorator
@inline
function apply(code: i32, x: v128): v128 {
  if (code == EXP) return exp4(x);
  if (code == LOG) return log4(x);
  if (code == TANH) return tanh4(x);
  if (code == SIGMOID) return sigmoid4(x);
  if (code == SOFTPLUS) return softplus4(x);
  if (code == EXPM1) return expm14(x);
  return erf4(x);
}

function applyOne(code: i32, x: f32): f32 {
  if (code == EXP) return exp1f(x);
  if (code == LOG) return log1f(x);
  if (code == TANH) return tanh1f(x);
  if (code == SIGMOID) return sigmoid1f(x);
  if (code == SOFTPLUS) return softplus1f(x);
  if (code == EXPM1) return expm11f(x);
  return erf1f(x);
}

// @ts-ignore: decorator
@inline
function mapWith(code: i32, x: usize, y: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  for (; x + 32 <= end; x += 32, y += 32) {
    const first = apply(code, v128.load(x));
    const second = apply(code, v128.load(x, 16));
    v128.store(y, first);
    v128.store(y, second, 16);
  }
  for (; x < end; x += 4, y += 4) f32.store(y, applyOne(code, f32.load(x)));
}

/**
 * y = f(x) for n float32; f is exp 0, log 1, tanh 2, sigmoid 3, softplus 4, expm1 5 or erf 6. The last n mod 8 go one by
 * one.
 */
export function mapElementary(code: i32, x: usize, y: usize, n: i32): void {
  if (code == EXP) mapWith(EXP, x, y, n);
  else if (code == LOG) mapWith(LOG, x, y, n);
  else if (code == TANH) mapWith(TANH, x, y, n);
  else if (code == SIGMOID) mapWith(SIGMOID, x, y, n);
  else if (code == SOFTPLUS) mapWith(SOFTPLUS, x, y, n);
  else if (code == EXPM1) mapWith(EXPM1, x, y, n);
  else mapWith(ERF, x, y, n);
}
