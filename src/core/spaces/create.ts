import { InputError, show } from '../input-error.ts';
import type {
  BoxSpace,
  DictSpace,
  DiscreteSpace,
  MultiBinarySpace,
  MultiDiscreteSpace,
  ObservationSpace,
} from './space.ts';

/**
 * A box from bounds that are numbers (the same for every element) or vectors (one for each).
 *
 * @param shape of an element; a vector as long as the bounds when left out
 * @throws InputError where the lengths disagree, a bound is NaN, or low > high
 */
export function box(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
  shape?: readonly number[],
): BoxSpace {
  const lengthOf = (bound: number | ArrayLike<number>) => (typeof bound === 'number' ? undefined : bound.length);
  const dimensions = [...(shape ?? [lengthOf(low) ?? lengthOf(high) ?? 1])];
  const bad = dimensions.find((dimension) => !isCount(dimension));
  if (bad !== undefined) throw new InputError('box', 'a shape must be made of whole numbers ≥ 1', show(dimensions));
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  const spread = (bound: number | ArrayLike<number>, name: string) => {
    if (typeof bound === 'number') return new Float32Array(size).fill(bound);
    if (bound.length === size) return Float32Array.from(bound);
    throw new InputError('box', `${name} must have ${size} elements for shape [${dimensions}]`, String(bound.length));
  };
  const space: BoxSpace = { kind: 'box', shape: dimensions, low: spread(low, 'low'), high: spread(high, 'high') };
  for (let i = 0; i < size; i++) {
    const [lower, upper] = [space.low[i] as number, space.high[i] as number];
    if (!(lower <= upper)) throw new InputError('box', 'low must be ≤ high', `${lower} > ${upper} at index ${i}`);
  }
  return space;
}

/** The space {0, …, n − 1}. */
export function discrete(n: number): DiscreteSpace {
  if (!isCount(n)) throw new InputError('discrete', 'n must be a whole number ≥ 1', show(n));
  return { kind: 'discrete', n };
}

/** Several choices at once, component i from {0, …, nvec[i] − 1}; an element is an Int32Array. */
export function multiDiscrete(nvec: readonly number[]): MultiDiscreteSpace {
  if (!Array.isArray(nvec) || nvec.length === 0 || !nvec.every(isCount)) {
    throw new InputError('multiDiscrete', 'nvec must be a list of whole numbers ≥ 1', show(nvec));
  }
  return { kind: 'multiDiscrete', nvec: [...nvec] };
}

/** The vectors of n bits; an element is an Int32Array of zeros and ones. */
export function multiBinary(n: number): MultiBinarySpace {
  if (!isCount(n)) throw new InputError('multiBinary', 'n must be a whole number ≥ 1', show(n));
  return { kind: 'multiBinary', n };
}

/**
 * Observations of several parts, laid out one behind the other in the order given; a part may be a dict itself.
 *
 * @throws InputError where there is no part, or a name is a whole number, which JavaScript would move to the front
 */
export function dict(spaces: Readonly<Record<string, ObservationSpace>>): DictSpace {
  const names = Object.keys(spaces);
  if (names.length === 0) throw new InputError('dict', 'must have at least one space', show(spaces));
  const numbered = names.find((name) => /^\d+$/.test(name));
  if (numbered !== undefined) throw new InputError('dict', 'a name must not be a whole number', show(numbered));
  return { kind: 'dict', spaces: { ...spaces } };
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 1;
}
