import { flatSize, sectionsOf } from './flatten.ts';
import type { Space } from './space.ts';

/** Whether `value` is an element of the space: its type, its length and its bounds; NaN never is. */
export function contains(space: Space, value: unknown): boolean {
  if (space.kind === 'discrete') return typeof value === 'number' && isIndex(value, space.n);
  if (space.kind === 'dict') return containsParts(space.spaces, value);
  const isVector = space.kind === 'box' ? value instanceof Float32Array : value instanceof Int32Array;
  return isVector && containsFlat(space, value as Float32Array | Int32Array);
}

function containsParts(spaces: Readonly<Record<string, Space>>, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(spaces);
  if (Object.keys(value).length !== names.length) return false;
  return names.every((name) => contains(spaces[name] as Space, (value as Record<string, unknown>)[name]));
}

/** Whether numbers that lie as `flatten` lays them out are an element of the space. */
export function containsFlat(space: Space, flat: Float32Array | Int32Array): boolean {
  if (flat.length !== flatSize(space)) return false;
  switch (space.kind) {
    case 'discrete':
      return isIndex(flat[0] as number, space.n);
    case 'multiDiscrete':
      return space.nvec.every((n, i) => isIndex(flat[i] as number, n));
    case 'multiBinary':
      return flat.every((bit) => bit === 0 || bit === 1);
    case 'box':
      return flat.every((x, i) => x >= (space.low[i] as number) && x <= (space.high[i] as number));
    case 'dict':
      return sectionsOf(space).every(({ space: part, offset, size }) =>
        containsFlat(part, flat.subarray(offset, offset + size)),
      );
  }
}

function isIndex(value: number, n: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < n;
}
