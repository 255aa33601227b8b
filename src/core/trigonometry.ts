/*
 * Sine and cosine that are the same everywhere. `Math.sin` and `Math.cos` may differ in the last bit from one engine,
 * and one version of an engine, to the next, and an unstable system such as a balanced pole makes that bit visible
 * within an episode. Here everything follows from +, −, ×, ÷ and rounding, which every engine does alike, and the
 * result is the float64 nearest to the true value in all but about one of a thousand cases.
 *
 * Method: x = n π/2 + r with |r| ≤ π/4; r = t + d with t = k/128 from a table and |d| ≤ 1/256; then
 * sin r = sin t cos d + cos t sin d, and cos r = cos t cos d − sin t sin d. The table holds each value as a sum of two
 * float64, and the largest product is exact, so that only the last addition rounds.
 */

const STEPS = 128;
const ENTRIES = 102;
const QUARTER = Math.PI / 4;
/** π/2 as a sum of three, the first two of which have 33 bits, so that n times them is exact for n < 2²⁰. */
const [HALF_PI_1, HALF_PI_2, HALF_PI_3] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];
const EXACT_TURNS = 2 ** 20;

/**
 * For each k six numbers: sin(k/128) as high + low, and the first 26 bits of it, whose product with 24 bits is exact;
 * then cos(k/128) likewise.
 */
const TABLE = new Float64Array(6 * ENTRIES);

for (let k = 0; k < ENTRIES; k++) {
  enter(6 * k, k, 1n);
  enter(6 * k + 3, k, 0n);
}

/** Sums the Taylor series of sin (from x¹) or cos (from x⁰) at k/128, in whole multiples of 2⁻¹²⁸. */
function enter(at: number, k: number, first: 0n | 1n): void {
  const square = BigInt(k * k) << 114n;
  let term = first === 1n ? BigInt(k) << 121n : 1n << 128n;
  let sum = 0n;
  for (let power = first; term !== 0n; power += 2n) {
    sum += term;
    term = -((term * square) >> 128n) / ((power + 1n) * (power + 2n));
  }
  const high = Number(sum) / 2 ** 128;
  const low = Number(sum - BigInt(high * 2 ** 128)) / 2 ** 128;
  TABLE.set([high, low, Math.round(high * 2 ** 26) / 2 ** 26], at);
}

/** sin x, for |x| ≤ 10⁶ within 0.501 units in the last place. */
export function sin(x: number): number {
  return Math.abs(x) <= QUARTER ? sineNear(x, 0) : turned(x, 0);
}

/** cos x, for |x| ≤ 10⁶ within 0.501 units in the last place. */
export function cos(x: number): number {
  return Math.abs(x) <= QUARTER ? cosineNear(x, 0) : turned(x, 1);
}

/** sin(x + quarters · π/2) */
function turned(x: number, quarters: number): number {
  const n = Math.round(x / (2 * QUARTER));
  if (Math.abs(n) >= EXACT_TURNS) return turned(x % (8 * QUARTER), quarters);
  const exact = x - n * HALF_PI_1;
  const less = n * HALF_PI_2;
  const rest = exact - less;
  const back = exact - rest;
  const error = exact - (rest + back) + (back - less) - n * HALF_PI_3;
  const high = rest + error;
  const low = error - (high - rest);
  const quadrant = (n + quarters) & 3;
  const value = quadrant % 2 === 0 ? sineNear(high, low) : cosineNear(high, low);
  return quadrant < 2 ? value : -value;
}

/** sin(x + more) for |x| ≤ π/4 and |more| below the last place of x. */
function sineNear(x: number, more: number): number {
  const size = Math.abs(x);
  const k = (size * STEPS + 0.5) | 0;
  const d = size - k / STEPS;
  const square = d * d;
  const sinTail = d * square * (-1 / 6 + square * (1 / 120 - square / 5040));
  if (k === 0) return x + (x < 0 ? more - sinTail : more + sinTail);
  const cosTail = square * (-1 / 2 + square * (1 / 24 - square / 720));
  const at = 6 * k;
  const high = TABLE[at] as number;
  const other = TABLE[at + 3] as number;
  const short = TABLE[at + 5] as number;
  const head = Math.fround(d);
  const product = short * head;
  const sum = high + product;
  const tail = sinTail + (x < 0 ? -more : more);
  const rest = short * (d - head) + (other - short) * d + other * tail + high * cosTail;
  const error = product - (sum - high);
  const value = sum + (error + ((TABLE[at + 1] as number) + (TABLE[at + 4] as number) * d + rest));
  return x < 0 ? -value : value;
}

/** cos(x + more), likewise. */
function cosineNear(x: number, more: number): number {
  const size = Math.abs(x);
  const k = (size * STEPS + 0.5) | 0;
  const d = size - k / STEPS;
  const square = d * d;
  const sinTail = d * square * (-1 / 6 + square * (1 / 120 - square / 5040));
  const cosTail = square * (-1 / 2 + square * (1 / 24 - square / 720));
  const at = 6 * k;
  const high = TABLE[at + 3] as number;
  const other = TABLE[at] as number;
  const short = TABLE[at + 2] as number;
  const head = Math.fround(d);
  const product = -short * head;
  const sum = high + product;
  const tail = sinTail + (x < 0 ? -more : more);
  const rest = -short * (d - head) - (other - short) * d - other * tail + high * cosTail;
  const error = product - (sum - high);
  return sum + (error + ((TABLE[at + 4] as number) - (TABLE[at + 1] as number) * d + rest));
}
