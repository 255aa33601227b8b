import { log } from '../exponential.ts';
import type { Random } from '../random.ts';
import { requireMask } from './action-mask.ts';
import type { ActionSpace, BoxSpace, Space, SpaceElement } from './space.ts';

/**
 * Draws an element: uniform where bounded on both sides, 1 + exponential where on one, standard normal where on none
 * (as Gymnasium's `Box.sample`); uniform over the allowed values of a discrete space and of each component of a
 * multi-discrete one; fair bits.
 *
 * @param mask one byte for each value or bit, as {@link maskSize} has them: 0 where it must not be drawn, or be set
 * @throws InputError where the mask does not fit
 */
export function sample<S extends Space>(space: S, random: Random, mask?: Uint8Array): SpaceElement<S['kind']>;
export function sample(space: Space, random: Random, mask?: Uint8Array): SpaceElement {
  if (space.kind === 'dict') {
    const parts = Object.entries(space.spaces).map(([name, part]) => [name, sample(part, random)]);
    return Object.fromEntries(parts);
  }
  return sampleAction(space, random, mask);
}

function sampleAction(space: ActionSpace, random: Random, mask: Uint8Array | undefined): SpaceElement {
  if (mask !== undefined) requireMask(space, mask);
  if (space.kind === 'discrete') return sampleIndex(space.n, random, mask);
  if (space.kind === 'box') return sampleBox(space, random);
  if (space.kind === 'multiBinary') {
    return Int32Array.from({ length: space.n }, (_, i) => (mask?.[i] === 0 ? 0 : random.integer(2)));
  }
  let start = 0;
  return Int32Array.from(space.nvec, (n) => {
    start += n;
    return sampleIndex(n, random, mask?.subarray(start - n, start));
  });
}

function sampleIndex(n: number, random: Random, mask?: Uint8Array): number {
  if (mask === undefined) return random.integer(n);
  const allowed = [...mask.keys()].filter((index) => mask[index] !== 0);
  return allowed[random.integer(allowed.length)] as number;
}

function sampleBox(space: BoxSpace, random: Random): Float32Array {
  return Float32Array.from(space.low, (low, i) => {
    const high = space.high[i] as number;
    if (low > -Infinity && high < Infinity) return Math.min(high, random.uniform(low, high));
    if (low > -Infinity) return low - log(1 - random.uniform());
    return high < Infinity ? high + log(1 - random.uniform()) : random.normal();
  });
}
