import { describe, expect, test } from 'vitest';
import { KernelArray } from '../../../src/core/kernels/kernel-array.ts';
import { kernels } from '../../../src/core/kernels/kernels.ts';
import { Random } from '../../../src/core/random.ts';

interface Elementary {
  readonly name: string;
  /** Its number in `mapElementary`. */
  readonly code: number;
  readonly reference: (x: number) => number;
  /** The largest error, in units of the last place, rounded up: the docstring's. */
  readonly bound: number;
  /** Where the range is reduced, the result saturates, or a subnormal number begins. */
  readonly thresholds: readonly number[];
  /** [x, f(x)], exactly. */
  readonly values: readonly (readonly [number, number])[];
}

const HALF_LN2 = Math.LN2 / 2;
const LEAST_NORMAL = 2 ** -126;
const LEAST = 2 ** -149;

const functions: readonly Elementary[] = [
  {
    name: 'exp',
    code: 0,
    reference: Math.exp,
    bound: 1,
    thresholds: [
      HALF_LN2,
      3 * HALF_LN2,
      88.72284,
      89,
      -HALF_LN2,
      -3 * HALF_LN2,
      -87.33654,
      -103.27893,
      -103.97208,
      -104,
    ],
    values: [
      [0, 1],
      [-0, 1],
      [88.8, Infinity],
      [Infinity, Infinity],
      [-103.9, LEAST],
      [-104.1, 0],
      [-Infinity, 0],
    ],
  },
  {
    name: 'log',
    code: 1,
    reference: Math.log,
    bound: 1.1,
    thresholds: [LEAST_NORMAL, 2 / 3, 1, 4 / 3, 8 / 3, 2 ** 127],
    values: [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [LEAST, Math.fround(-149 * Math.LN2)],
      [-LEAST, NaN],
      [-1, NaN],
      [-Infinity, NaN],
      [Infinity, Infinity],
    ],
  },
  {
    name: 'tanh',
    code: 2,
    reference: Math.tanh,
    bound: 2.8,
    thresholds: [HALF_LN2 / 2, 3 * HALF_LN2, -HALF_LN2 / 2, 9.010913, 9.02, -9.02],
    values: [
      [0, 0],
      [-0, -0],
      [LEAST, LEAST],
      [-LEAST, -LEAST],
      [9.02, 1],
      [1e30, 1],
      [-Infinity, -1],
      [Infinity, 1],
    ],
  },
  {
    name: 'sigmoid',
    code: 3,
    reference: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    bound: 2.6,
    thresholds: [HALF_LN2, -HALF_LN2, 17.32868, 18, -87.33654, -103.97208, -104],
    values: [
      [0, 0.5],
      [-0, 0.5],
      [18, 1],
      [Infinity, 1],
      [-103.9, LEAST],
      [-104.1, 0],
      [-Infinity, 0],
    ],
  },
  {
    name: 'softplus',
    code: 4,
    reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    bound: 3,
    thresholds: [HALF_LN2, -HALF_LN2, 17, -87.33654, -103.97208, -104, 104],
    values: [
      [0, Math.fround(Math.LN2)],
      [1e30, Math.fround(1e30)],
      [Infinity, Infinity],
      [-103.9, LEAST],
      [-104.1, 0],
      [-Infinity, 0],
    ],
  },
  {
    name: 'expm1',
    code: 5,
    reference: Math.expm1,
    bound: 1.6,
    thresholds: [HALF_LN2, 3 * HALF_LN2, 88.72284, 89, -HALF_LN2, -3 * HALF_LN2, -17.32868, -18],
    values: [
      [0, 0],
      [-18, -1],
      [-Infinity, -1],
      [88.8, Infinity],
      [Infinity, Infinity],
    ],
  },
  {
    name: 'erf',
    code: 6,
    reference: erf,
    bound: 6.1,
    thresholds: [3.72, 3.832507, -3.72],
    values: [
      [0, 0],
      [-0, -0],
      [4, 1],
      [1e30, 1],
      [Infinity, 1],
      [-Infinity, -1],
    ],
  },
];

/** erf x in float64: its series e^−x² 2/√π Σₖ 2ᵏ x²ᵏ⁺¹ / (2k + 1)!! near 0, and Laplace's continued fraction of erfc beyond. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6.5) return Math.sign(x);
  const factor = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (size > 2.2) {
    let tail = 0;
    for (let k = 60; k > 0; k--) tail = k / 2 / (size + tail);
    return Math.sign(x) * (1 - factor / (size + tail));
  }
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return 2 * factor * sum;
}

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);

/** The distance of x to the next float32, subnormal ones included. */
function lastPlace(x: number): number {
  float64[0] = x;
  const exponent = (((words[1] as number) >>> 20) & 2047) - 1023;
  return 2 ** (Math.max(exponent, -126) - 23);
}

/** How far `actual` is from `expected`, in units of the last place; as if 2¹²⁸ followed the greatest float32. */
function error(actual: number, expected: number): number {
  if (Number.isNaN(expected)) return Number.isNaN(actual) ? 0 : Infinity;
  if (Math.abs(expected) >= 2 ** 128) return actual === Math.sign(expected) * Infinity ? 0 : Infinity;
  const distance = Math.abs((Math.abs(actual) === Infinity ? Math.sign(actual) * 2 ** 128 : actual) - expected);
  return Number.isNaN(distance) ? Infinity : distance / lastPlace(expected);
}

const BLOCK = 2 ** 16;
const input = KernelArray.floats(BLOCK);
const output = KernelArray.floats(BLOCK);

/** f of every number, many at once. */
function map(code: number, numbers: ArrayLike<number>): Float32Array {
  input.write(numbers);
  kernels.mapElementary(code, input.address, output.reserve(numbers.length).address, numbers.length);
  return output.view.slice(0, numbers.length);
}

/** f(x), on its own. */
function one(code: number, x: number): number {
  return map(code, [x])[0] as number;
}

/** Every float32 with that many between them, of all exponents and both signs. */
function* sweep(stride: number): Generator<Float32Array> {
  const bits = new Uint32Array(BLOCK);
  for (let at = 0; at < 2 ** 32; ) {
    for (let i = 0; i < BLOCK; i++, at += stride) bits[i] = Math.min(at, 0xffffffff);
    yield new Float32Array(bits.buffer);
  }
}

/** Every float32 near x, as many on either side. */
function around(x: number): Float32Array {
  const bits = new Uint32Array(BLOCK);
  const centre = new Uint32Array(Float32Array.of(x).buffer)[0] as number;
  for (let i = 0; i < BLOCK; i++) bits[i] = centre + i - BLOCK / 2;
  return new Float32Array(bits.buffer);
}

/** The largest error over these numbers, with where it is. */
function worst({ code, reference }: Elementary, numbers: Float32Array): { error: number; x: number } {
  const results = map(code, numbers);
  let found = { error: 0, x: 0 };
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i] as number;
    const distance = error(results[i] as number, reference(x));
    if (distance > found.error) found = { error: distance, x };
  }
  return found;
}

describe.each(functions)('$name in float32', (f) => {
  test(`is within ${f.bound} units of the last place, over all exponents`, () => {
    let count = 0;
    for (const numbers of sweep(2039)) {
      const { error, x } = worst(f, numbers);
      expect(error, `at ${x}`).toBeLessThanOrEqual(f.bound);
      count += numbers.length;
    }
    expect(count).toBeGreaterThan(2e6);
  });

  test('is so for every number near 0 and where its parts meet', () => {
    for (const threshold of [LEAST_NORMAL, -LEAST_NORMAL, ...f.thresholds]) {
      const { error, x } = worst(f, around(threshold));
      expect(error, `at ${x}`).toBeLessThanOrEqual(f.bound);
    }
    for (const sign of [1, -1]) {
      const least = Float32Array.from({ length: BLOCK }, (_, i) => sign * i * LEAST);
      expect(worst(f, least).error).toBeLessThanOrEqual(f.bound);
    }
  });

  test('has its special values', () => {
    for (const [x, y] of f.values) expect(one(f.code, x), `at ${x}`).toBe(y);
    const nans = Uint32Array.of(0x7fc00000, 0xffc00000, 0x7fffffff, 0x7f800001, 0xff800001);
    expect([...map(f.code, new Float32Array(nans.buffer))]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });

  test('is the same to the bit in every lane, alone, and at the end of an array', () => {
    const random = new Random('lanes');
    const numbers = Float32Array.from({ length: 64 }, () => random.uniform(-1, 1) * 10 ** random.uniform(-3, 2));
    const alone = Float32Array.from(numbers, (x) => one(f.code, x));
    for (let offset = 0; offset < 8; offset++) {
      expect(map(f.code, numbers.slice(offset))).toEqual(alone.slice(offset));
    }
    for (let n = 0; n < 10; n++) {
      output.view.fill(7);
      input.write(numbers);
      kernels.mapElementary(f.code, input.address, output.address, n);
      expect(output.view.slice(0, n + 16)).toEqual(Float32Array.of(...alone.slice(0, n), ...Array(16).fill(7)));
    }
  });
});

describe.each(functions.filter(({ name }) => name === 'tanh' || name === 'erf'))('$name', ({ code }) => {
  test('is odd to the bit, and never beyond 1', () => {
    for (const numbers of sweep(40009)) {
      const straight = map(code, numbers);
      const mirrored = map(
        code,
        numbers.map((x) => -x),
      );
      for (let i = 0; i < numbers.length; i++) {
        if (Number.isNaN(numbers[i])) continue;
        if (!Object.is(straight[i], -(mirrored[i] as number))) expect(mirrored[i]).toBe(-(straight[i] as number));
        if (Math.abs(straight[i] as number) > 1) expect(straight[i]).toBeLessThanOrEqual(1);
      }
    }
  });
});

/** Whole multiples of 2⁻¹²⁰⁰, of which every float64 above 2⁻¹¹⁴⁸ is one. */
const PLACES = 1200n;
const UNIT = 1n << PLACES;

function exactly(x: number): bigint {
  float64[0] = x;
  const [low = 0, high = 0] = words;
  const exponent = (high >>> 20) & 2047;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(low) | (exponent === 0 ? 0n : 1n << 52n);
  const shift = BigInt(Math.max(exponent, 1) - 1075) + PLACES;
  const size = shift >= 0n ? fraction << shift : fraction >> -shift;
  return x < 0 ? -size : size;
}

/** eˣ by the Taylor series at x / 2¹², squared twelve times. */
function exactExp(x: number): bigint {
  const small = exactly(x) >> 12n;
  let term = UNIT;
  let sum = 0n;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    sum += term;
    term = ((term * small) >> PLACES) / k;
  }
  for (let i = 0; i < 12; i++) sum = (sum * sum) >> PLACES;
  return sum;
}

/** 2 artanh s = 2 Σ s²ᵏ⁺¹ / (2k + 1) */
function twiceArtanh(s: bigint): bigint {
  const square = (s * s) >> PLACES;
  let power = s;
  let sum = 0n;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> PLACES;
  }
  return 2n * sum;
}

const LN2 = twiceArtanh(UNIT / 3n);

/** log x = e log 2 + 2 artanh((m − 1) / (m + 1)) for x = 2ᵉ m. */
function exactLog(x: number): bigint {
  const e = Math.round(Math.log2(x));
  const m = e < 0 ? exactly(x) << BigInt(-e) : exactly(x) >> BigInt(e);
  return BigInt(e) * LN2 + twiceArtanh(((m - UNIT) << PLACES) / (m + UNIT));
}

/** How far `actual` is from `expected`, in units of the last place of float64. */
function exactError(actual: number, expected: bigint): number {
  const size = expected < 0n ? -expected : expected;
  const exponent = size.toString(2).length - 1 - Number(PLACES);
  const unit = 1n << BigInt(Math.max(exponent, -1022) - 52 + Number(PLACES));
  const distance = exactly(actual) - expected;
  return Number(((distance < 0n ? -distance : distance) * 10_000n) / unit) / 10_000;
}

describe('exp64', () => {
  test('is within 0.6 units of the last place, 0.8 where the result is subnormal', () => {
    const random = new Random('exp64');
    for (let i = 0; i < 3000; i++) {
      const x = random.uniform(-1, 1) * ([1e-3, 1, 40, 700] as const)[(i % 4) as 0 | 1 | 2 | 3];
      expect(exactError(kernels.exp64(x), exactExp(x)), `at ${x}`).toBeLessThanOrEqual(0.6);
    }
    for (let i = 0; i < 500; i++) {
      const x = random.uniform(-745.1, -708);
      expect(exactError(kernels.exp64(x), exactExp(x)), `at ${x}`).toBeLessThanOrEqual(0.8);
    }
  });

  test('has its special values', () => {
    const values = [0, -0, 709.782712893384, 709.782712893385, Infinity, -745.13, -745.14, -1e300, -Infinity, NaN];
    const expected = [1, 1, Math.exp(709.782712893384), Infinity, Infinity, 2 ** -1074, 0, 0, 0, NaN];
    expect(values.map((x) => kernels.exp64(x))).toEqual(expected);
  });
});

describe('log64', () => {
  test('is within 0.9 units of the last place, subnormal arguments included', () => {
    const random = new Random('log64');
    for (let i = 0; i < 3500; i++) {
      const mantissa = random.uniform(0.5, 1);
      const x =
        mantissa * 2 ** Math.round(random.uniform(-1, 1) * ([1, 2, 30, 1000] as const)[(i % 4) as 0 | 1 | 2 | 3]);
      expect(exactError(kernels.log64(x), exactLog(x)), `at ${x}`).toBeLessThanOrEqual(0.9);
    }
    for (let i = 0; i < 500; i++) {
      const nearOne = 1 + random.uniform(-1, 1) * 10 ** random.uniform(-12, -1);
      expect(exactError(kernels.log64(nearOne), exactLog(nearOne)), `at ${nearOne}`).toBeLessThanOrEqual(0.9);
      const tiny = random.uniform(1, 2) * 2 ** Math.round(random.uniform(-1074, -1023));
      expect(exactError(kernels.log64(tiny), exactLog(tiny)), `at ${tiny}`).toBeLessThanOrEqual(0.9);
    }
  });

  test('has its special values', () => {
    const values = [1, 0, -0, -1, -Infinity, NaN, Infinity, 2 ** -1074, 2 ** 1023];
    const expected = [0, -Infinity, -Infinity, NaN, NaN, NaN, Infinity, -1074 * Math.LN2, 1023 * Math.LN2];
    expect(values.map((x) => kernels.log64(x))).toEqual(expected);
  });
});
