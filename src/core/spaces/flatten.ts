import { InputError, show } from '../input-error.ts';
import type { DictSpace, ObservationSpace, Space, SpaceElement } from './space.ts';

/** A part of a flattened dict: `size` numbers from `offset` on. */
export interface Section {
  readonly name: string;
  readonly space: ObservationSpace;
  readonly offset: number;
  readonly size: number;
}

const sections = new WeakMap<DictSpace, readonly Section[]>();

/** How a flattened dict is laid out: its parts in their order, one behind the other. */
export function sectionsOf(space: DictSpace): readonly Section[] {
  const known = sections.get(space);
  if (known !== undefined) return known;
  let offset = 0;
  const found = Object.entries(space.spaces).map(([name, part]) => {
    const section = { name, space: part, offset, size: flatSize(part) };
    offset += section.size;
    return section;
  });
  sections.set(space, found);
  return found;
}

/**
 * How many numbers a flattened element has: the box's size; 1 for a discrete space, which flattens to its index; one for
 * each component or bit of a multi-discrete or multi-binary one; all of a dict's parts.
 */
export function flatSize(space: Space): number {
  if (space.kind === 'discrete') return 1;
  if (space.kind === 'multiDiscrete') return space.nvec.length;
  if (space.kind === 'multiBinary') return space.n;
  if (space.kind === 'dict') return sectionsOf(space).reduce((sum, { size }) => sum + size, 0);
  return space.low.length;
}

/** What {@link flatten} takes: a number, numbers, or, for a dict, one of these for each name. */
export type Flattenable = number | ArrayLike<number> | { readonly [name: string]: Flattenable };

/**
 * Lays an element out as the flat vector in which observations travel, into `into` where it is given.
 *
 * @throws InputError where a part of a dict is missing
 */
export function flatten(space: Space, value: Flattenable, into?: Float32Array): Float32Array {
  const flat = into ?? new Float32Array(flatSize(space));
  if (space.kind === 'dict') flattenParts(space, value as Readonly<Record<string, Flattenable>>, flat);
  else if (typeof value === 'number') flat[0] = value;
  else flat.set(value as ArrayLike<number>);
  return flat;
}

function flattenParts(space: DictSpace, value: Readonly<Record<string, Flattenable>>, flat: Float32Array): void {
  for (const { name, space: part, offset, size } of sectionsOf(space)) {
    const given = value[name];
    if (given === undefined) throw new InputError('flatten', `a dict must have '${name}'`, show(Object.keys(value)));
    flatten(part, given, flat.subarray(offset, offset + size));
  }
}

/**
 * The element that was laid out as `flat`: the way back from {@link flatten}, in arrays of its own.
 *
 * @throws InputError where the length is not the space's, or a number that must be whole is not
 */
export function unflatten<S extends Space>(space: S, flat: Float32Array): SpaceElement<S['kind']>;
export function unflatten(space: Space, flat: Float32Array): SpaceElement {
  const size = flatSize(space);
  if (flat.length !== size) throw new InputError('unflatten', `must have ${size} numbers`, String(flat.length));
  if (space.kind === 'box') return flat.slice();
  if (space.kind === 'dict') {
    const parts = sectionsOf(space).map(({ name, space: part, offset, size: length }) => [
      name,
      unflatten(part, flat.subarray(offset, offset + length)),
    ]);
    return Object.fromEntries(parts);
  }
  const broken = flat.find((value) => !Number.isInteger(value));
  if (broken !== undefined) throw new InputError('unflatten', 'must be made of whole numbers', String(broken));
  return space.kind === 'discrete' ? (flat[0] as number) : Int32Array.from(flat);
}
