/*
 * The elementary functions of the kernels. Everything follows from +, −, ×, ÷ and rounding, in an order that is written
 * here, so that every engine gives the same bits. NaN gives NaN.
 *
 * Errors are in units of the last place of the true value: the largest over every float32, subnormal arguments and
 * results included, and over some hundred thousand float64. Coefficients are minimax over the range that a docstring
 * states: by Lawson's iteration in float32, followed by a search for erf, and by Remez in float64.
 */

const LN2: f32 = 0.6931471824645996;
/** log 2 as a sum of two, the first of which has so few bits that its products with whole numbers are exact. */
const LN2_HIGH: f32 = 0.693145751953125;
const LN2_LOW: f32 = 1.428606765330187e-6;
const LOG2_E: f32 = 1.4426950216293335;
/** Added to a small number, 1.5 · 2²³ rounds it to a whole one, which the last bits of the sum hold. */
const ROUND: f32 = 12582912;
/** The bits of 1, and how many there are below the exponent. */
const ONE: i32 = 0x3f800000;
const EXPONENT: i32 = 23;
/** By how much a power of two is raised, so that it is normal where the result is not: 32 binary places. */
const LIFT: i32 = 32;
const LIFTED_ONE: f32 = 4294967296;
/** Below this eˣ is nearer to 0 than to the least float32. */
const LEAST: f32 = -104;

// @ts-ignore: decorator
@inline
function all(x: f32): v128 {
  return f32x4.splat(x);
}

/** x, at least `low` and at most `high`; pmin and pmax keep a NaN that comes first, and cost less than min and max. */
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

/** n, as `horner(x, …, ROUND)` holds it. */
// @ts-ignore: decorator
@inline
function whole(rounded: v128): v128 {
  return f32x4.sub(rounded, all(ROUND));
}

/** 2ⁿ⁺ᵏ for n as `horner(x, …, ROUND)` holds it. */
// @ts-ignore: decorator
@inline
function power(rounded: v128, k: i32): v128 {
  return i32x4.add(i32x4.shl(rounded, EXPONENT), i32x4.splat(ONE + (k << EXPONENT)));
}

/** r = x − n log 2 */
// @ts-ignore: decorator
@inline
function rest(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, all(LN2_HIGH))), f32x4.mul(n, all(LN2_LOW)));
}

/** eʳ − 1 for |r| ≤ ½ log 2: r + r² times a polynomial of degree 4. */
// @ts-ignore: decorator
@inline
function expm1Near(r: v128): v128 {
  let p = horner(r, all(0.001381446374580264), 0.0083687799051404);
  p = horner(p, r, 0.04166839271783829);
  p = horner(p, r, 0.1666651964187622);
  p = horner(p, r, 0.4999999403953552);
  return f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
}

/** first r + third r³ + fifth r⁵ */
// @ts-ignore: decorator
@inline
function odd(r: v128, first: f32, third: f32, fifth: f32): v128 {
  const y = f32x4.mul(r, r);
  return f32x4.mul(horner(horner(y, all(fifth), third), y, first), r);
}

/** h = tanh ½r for |r| ≤ ½ log 2, whence eʳ = (1 + h) / (1 − h). */
// @ts-ignore: decorator
@inline
function tanhHalf(r: v128): v128 {
  return odd(r, 0.5, -0.0416640900075436, 0.004097057972103357);
}

/**
 * eˣ = 2ⁿ eʳ for x = n log 2 + r. The power is multiplied in two halves, which are normal where the result is not.
 * Error ≤ 1.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const c = clamp(x, LEAST, 89);
  const n = horner(c, all(LOG2_E), ROUND);
  const p = f32x4.add(expm1Near(rest(c, whole(n))), all(1));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(p, power(half, 0)), power(i32x4.sub(n, half), 0));
}

/**
 * log x = e log 2 + log(1 + f) for x = 2ᵉ (1 + f) and ⅔ ≤ 1 + f < 4⁄3, with log(1 + f) = 2 artanh s and
 * s = f / (2 + f): f − s (f − s² p(s²)) and p of degree 2. log 0 = −∞, and below 0 it is NaN. Error ≤ 1.1.
 */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const up = v128.and(f32x4.lt(x, all(1.1754943508222875e-38)), i32x4.splat(23 << EXPONENT));
  const bits = i32x4.sub(f32x4.mul(x, i32x4.add(up, i32x4.splat(ONE))), up);
  const e = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f2aaaab)), EXPONENT);
  const f = f32x4.sub(i32x4.sub(bits, i32x4.shl(e, EXPONENT)), all(1));
  const s = f32x4.div(f, f32x4.add(f, all(2)));
  const z = f32x4.mul(s, s);
  let p = horner(z, all(0.30359506607055664), 0.39957889914512634);
  p = horner(p, z, 0.666669487953186);
  p = f32x4.sub(f, f32x4.mul(s, f32x4.sub(f, f32x4.mul(z, p))));
  p = f32x4.add(p, f32x4.mul(f32x4.convert_i32x4_s(e), all(LN2)));
  const above = v128.andnot(x, f32x4.lt(x, all(Infinity)));
  const below = v128.and(f32x4.eq(x, all(0)), all(-Infinity));
  return v128.or(f32x4.add(p, v128.or(above, below)), f32x4.lt(x, all(0)));
}

/**
 * tanh x = (s − 1 + (s + 1) h) / (s + 1 + (s − 1) h) for x = ½ n log 2 + r, s = 2ⁿ and h = tanh r: the sum of two
 * arguments, tanh ½ n log 2 being (s − 1) / (s + 1). |r| ≤ ¼ log 2, where h is a polynomial of degree 5. Odd to the
 * bit, −0 included, never beyond ±1, which it is from 9.02 on. Error ≤ 2.8.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const c = clamp(x, -9.02, 9.02);
  const n = horner(c, all(2 * LOG2_E), ROUND);
  const r = f32x4.sub(c, f32x4.mul(whole(n), all(0.5 * LN2)));
  const h = odd(r, 1, -0.3333127200603485, 0.13110585510730743);
  const s = power(n, 0);
  const less = f32x4.sub(all(1), s);
  const more = f32x4.add(all(1), s);
  return f32x4.div(f32x4.sub(f32x4.mul(more, h), less), f32x4.sub(more, f32x4.mul(less, h)));
}

/** 1 / (1 + e⁻ˣ) = s (1 + h) / (s (1 + h) + 1 − h) for x = n log 2 + r, s = 2ⁿ and h = tanh ½r. Error ≤ 2.6. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const c = clamp(x, LEAST, 18);
  const n = horner(c, all(LOG2_E), ROUND);
  const h = tanhHalf(rest(c, whole(n)));
  const e = f32x4.mul(power(n, LIFT), f32x4.add(h, all(1)));
  return f32x4.div(e, f32x4.add(e, f32x4.sub(all(LIFTED_ONE), f32x4.mul(h, all(LIFTED_ONE)))));
}

/**
 * log(1 + eˣ) = max(x, 0) + log(1 + u) with u = e^−|x|, and log(1 + u) = 2 artanh ½w = w + w³ p(w²) with
 * w = 2u / (2 + u) ≤ ⅔, p of degree 3. With u = s (1 + h) / (1 − h) as above, w is 2 s (1 + h) divided by
 * s (1 + h) + 2 (1 − h). Error ≤ 3.
 */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  const c = f32x4.pmax(v128.or(x, i32x4.splat(0x80000000)), all(LEAST));
  const n = horner(c, all(LOG2_E), ROUND);
  const h = tanhHalf(rest(c, whole(n)));
  const e = f32x4.mul(power(n, LIFT), f32x4.add(h, all(1)));
  const unlikely = f32x4.sub(all(2 * LIFTED_ONE), f32x4.mul(h, all(2 * LIFTED_ONE)));
  const w = f32x4.div(f32x4.add(e, e), f32x4.add(e, unlikely));
  const z = f32x4.mul(w, w);
  let p = horner(z, all(0.000547109229490161), 0.0021876408718526363);
  p = horner(p, z, 0.012506727129220963);
  p = horner(p, z, 0.08333302289247513);
  p = f32x4.add(w, f32x4.mul(w, f32x4.mul(z, p)));
  return f32x4.add(p, f32x4.pmax(x, all(0)));
}

/** eˣ − 1 = 2 (s (eʳ − 1) + (s − ½)) for x = n log 2 + r and s = 2ⁿ⁻¹. Error ≤ 1.6. */
// @ts-ignore: decorator
@inline
export function expm14(x: v128): v128 {
  const c = clamp(x, -18, 89);
  const n = horner(c, all(LOG2_E), ROUND);
  const p = expm1Near(rest(c, whole(n)));
  const s = power(n, -1);
  const half = f32x4.add(f32x4.mul(p, s), f32x4.sub(s, all(0.5)));
  return f32x4.add(half, half);
}

/**
 * erf x = 2/√π ∫₀ˣ e^−t² dt = x p(x²) / q(x²), both of degree 5, for |x| ≤ 3.72, and ±1 beyond. Odd to the bit, never
 * beyond ±1. Error ≤ 6.1.
 */
// @ts-ignore: decorator
@inline
export function erf4(x: v128): v128 {
  const y = f32x4.pmin(f32x4.mul(x, x), all(13.8384));
  const z = f32x4.mul(y, y);
  let p = horner(f32x4.add(y, all(129.791031)), y, 1590.36536);
  p = horner(p, y, 23449.8809);
  p = f32x4.add(f32x4.mul(p, z), horner(y, all(82787.4922), 508082.438));
  let q = horner(y, all(18.018301), 504.906311);
  q = horner(q, y, 6530.1416);
  q = horner(q, y, 50241.7617);
  q = f32x4.add(f32x4.mul(q, z), horner(y, all(223460.5), 450276.344));
  return clamp(f32x4.div(f32x4.mul(x, p), q), -1, 1);
}

/** exp4, to the bit. */
export function exp1f(x: f32): f32 {
  return f32x4.extract_lane(exp4(all(x)), 0);
}

/** log 2 as a sum of two in float64, the first of which has 33 bits. */
const LN2_HIGH_64: f64 = 0.6931471804855391;
const LN2_LOW_64: f64 = 7.440617110012397e-11;

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
// @ts-ignore: decorator
@inline
function power64(n: i32): f64 {
  return reinterpret<f64>(<u64>(n + 1023) << 52);
}

/**
 * eˣ = 2ⁿ eʳ in float64 for x = n log 2 + r and |r| ≤ ½ log 2; eʳ is 1 + r + r² times a polynomial of degree 9, with
 * what r and 1 + r lose in rounding. Error ≤ 0.6, and ≤ 0.8 where the result is subnormal.
 */
export function exp64(x: f64): f64 {
  if (x != x) return x;
  const c = min(max(x, -746), 710);
  const n = nearest(c * 1.4426950408889634);
  const high = c - n * LN2_HIGH_64;
  const low = n * LN2_LOW_64;
  const r = high - low;
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
  const lost = 1 - sum + r + (high - r - low);
  const value = sum + (p * (r * r) + lost);
  const whole = <i32>n;
  const half = whole >> 1;
  return value * power64(half) * power64(whole - half);
}

/**
 * log x in float64, as log4 has it, with p of degree 7, and with what e log 2 + f loses in rounding. Error ≤ 0.9.
 */
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
  const high = n * LN2_HIGH_64;
  const sum = high + f;
  const lost = high - sum + f;
  return sum + (lost - (s * (f - z * p) - n * LN2_LOW_64));
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

// @ts-ignore: decorator
@inline
function mapAll(code: i32, x: usize, y: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  for (; x + 32 <= end; x += 32, y += 32) {
    const first = apply(code, v128.load(x));
    const second = apply(code, v128.load(x, 16));
    v128.store(y, first);
    v128.store(y, second, 16);
  }
  for (; x < end; x += 4, y += 4) f32.store(y, f32x4.extract_lane(apply(code, all(f32.load(x))), 0));
}

/**
 * y = f(x), n numbers, f by its number: 0 exp, 1 log, 2 tanh, 3 sigmoid, 4 softplus, 5 expm1, 6 erf. The last n mod 8
 * are done one by one. For tests: whoever needs a function inlines it.
 */
export function mapElementary(code: i32, x: usize, y: usize, n: i32): void {
  switch (code) {
    case EXP:
      return mapAll(EXP, x, y, n);
    case LOG:
      return mapAll(LOG, x, y, n);
    case TANH:
      return mapAll(TANH, x, y, n);
    case SIGMOID:
      return mapAll(SIGMOID, x, y, n);
    case SOFTPLUS:
      return mapAll(SOFTPLUS, x, y, n);
    case EXPM1:
      return mapAll(EXPM1, x, y, n);
    default:
      return mapAll(ERF, x, y, n);
  }
}
