import { log } from './exponential.ts';
import { InputError, show } from './input-error.ts';
import type { Random } from './random.ts';

/** A box in ℝⁿ: every vector (row-major, of the given shape) with low ≤ x ≤ high, element by element. */
export interface BoxSpace {
  readonly kind: 'box';
  readonly shape: readonly number[];
  /** Lower and upper bounds, one for each element; −∞ and +∞ where there is none. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The whole numbers {0, …, n − 1}. */
export interface DiscreteSpace {
  readonly kind: 'discrete';
  readonly n: number;
}

/** What each kind of space is, and what an element of it looks like as an action. */
interface SpaceOf {
  discrete: DiscreteSpace;
  box: BoxSpace;
}
interface ActionOf {
  discrete: number;
  box: Float32Array;
}

export type ActionKind = keyof SpaceOf & keyof ActionOf;
/** The spaces of a kind; naming the kind once more lets the compiler infer K from a space. */
export type ActionSpace<K extends ActionKind = ActionKind> = SpaceOf[K] & { readonly kind: K };
export type Action<K extends ActionKind = ActionKind> = ActionOf[K];
export type ObservationSpace = BoxSpace | DiscreteSpace;
export type Space = ActionSpace | ObservationSpace;

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
  const bad = dimensions.find((dimension) => !Number.isSafeInteger(dimension) || dimension < 1);
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
  if (!Number.isSafeInteger(n) || n < 1) throw new InputError('discrete', 'n must be a whole number ≥ 1', show(n));
  return { kind: 'discrete', n };
}

/**
 * Draws an element: uniform where bounded on both sides, 1 + exponential where on one, standard normal where on none
 * (as Gymnasium's `Box.sample`); uniform over the allowed values of a discrete space.
 *
 * @param mask one byte for each value of a discrete space, 0 where it must not be drawn
 */
export function sample<S extends Space>(space: S, random: Random, mask?: Uint8Array): Action<S['kind']>;
export function sample(space: Space, random: Random, mask?: Uint8Array): Action {
  if (space.kind === 'discrete') return sampleIndex(space, random, mask);
  return Float32Array.from(space.low, (low, i) => {
    const high = space.high[i] as number;
    if (low > -Infinity && high < Infinity) return Math.min(high, random.uniform(low, high));
    if (low > -Infinity) return low - log(1 - random.uniform());
    return high < Infinity ? high + log(1 - random.uniform()) : random.normal();
  });
}

function sampleIndex(space: DiscreteSpace, random: Random, mask?: Uint8Array): number {
  if (mask === undefined) return random.integer(space.n);
  const allowed = allowedActions(space, mask);
  return allowed[random.integer(allowed.length)] as number;
}

/** The values that a mask allows, in rising order; an error where the mask has another length or allows none. */
export function allowedActions(space: DiscreteSpace, mask: Uint8Array): number[] {
  if (mask.length !== space.n) {
    throw new InputError(
      'action mask',
      `must have one byte for each of the ${space.n} actions`,
      `${mask.length} bytes`,
    );
  }
  const allowed = [...mask.keys()].filter((action) => mask[action] !== 0);
  if (allowed.length === 0) throw new InputError('action mask', 'must allow at least one action', show(mask));
  return allowed;
}

/** Whether `value` is an element of the space: its type, its length and its bounds; NaN never is. */
export function contains(space: Space, value: unknown): boolean {
  if (space.kind === 'discrete')
    return Number.isInteger(value) && (value as number) >= 0 && (value as number) < space.n;
  if (!(value instanceof Float32Array) || value.length !== space.low.length) return false;
  return value.every((x, i) => x >= (space.low[i] as number) && x <= (space.high[i] as number));
}

/** How many numbers a flattened element has: the box's size; 1 for a discrete space, which flattens to its index. */
export function flatSize(space: Space): number {
  return space.kind === 'discrete' ? 1 : space.low.length;
}

/** Lays an element out as the flat vector in which observations travel, into `into` where it is given. */
export function flatten(space: Space, value: number | ArrayLike<number>, into?: Float32Array): Float32Array {
  const flat = into ?? new Float32Array(flatSize(space));
  if (typeof value === 'number') flat[0] = value;
  else flat.set(value);
  return flat;
}

/** Whether two spaces are the same: kind, shape and every bound. */
export function equalSpaces(a: Space, b: Space): boolean {
  if (a.kind === 'discrete' || b.kind === 'discrete')
    return a.kind === b.kind && (a as DiscreteSpace).n === (b as DiscreteSpace).n;
  const same = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    x.length === y.length && Array.from(x).every((value, i) => value === y[i]);
  return same(a.shape, b.shape) && same(a.low, b.low) && same(a.high, b.high);
}

/** The space in one readable line: `discrete(2)`, `box([3], −1 … 1)`, `box([2], [−1.2, −0.07] … [0.6, 0.07])`. */
export function describeSpace(space: Space): string {
  if (space.kind === 'discrete') return `discrete(${space.n})`;
  const number = (x: number) =>
    (Math.abs(x) === Infinity ? '∞' : String(Number(Math.abs(x).toPrecision(6)))).replace(/^/, x < 0 ? '−' : '');
  const bound = (values: Float32Array) => {
    const numbers = [...values].map(number);
    if (numbers.every((text) => text === numbers[0])) return numbers[0];
    return `[${numbers.slice(0, 8).join(', ')}${numbers.length > 8 ? ', …' : ''}]`;
  };
  return `box([${space.shape.join(', ')}], ${bound(space.low)} … ${bound(space.high)})`;
}
