import { InputError, show } from '../input-error.ts';
import type { Action, ActionSpace, DiscreteSpace } from './space.ts';

/** How many values each number of an action has: n, nvec, or 2 for each bit; none where actions are of a box. */
export function valueCounts(space: ActionSpace): readonly number[] {
  if (space.kind === 'box') return [];
  if (space.kind === 'multiDiscrete') return space.nvec;
  return space.kind === 'discrete' ? [space.n] : new Array<number>(space.n).fill(2);
}

/**
 * How many bytes an action mask has: one for each value of a discrete space, for each value of each component, one
 * component behind the other, of a multi-discrete one (as Gymnasium's), and for each bit; 0 for a box, which has none.
 */
export function maskSize(space: ActionSpace): number {
  if (space.kind === 'box') return 0;
  return space.kind === 'multiDiscrete' ? space.nvec.reduce((sum, n) => sum + n, 0) : space.n;
}

/** What a mask must be and is not, `must have …`; undefined where it is right. */
export function maskFault(space: ActionSpace, mask: Uint8Array): string | undefined {
  if (space.kind === 'box') return 'must not be there: actions of a box cannot be masked';
  const size = maskSize(space);
  if (mask.length !== size) return `must have one byte for each of the ${size} ${unitsOf(space)}`;
  if (space.kind === 'multiBinary') return undefined;
  let at = 0;
  const counts = valueCounts(space);
  for (let i = 0; i < counts.length; i++) {
    const end = at + (counts[i] as number);
    while (at < end && mask[at] === 0) at++;
    if (at === end)
      return `must allow at least one ${space.kind === 'discrete' ? 'action' : `value of component ${i}`}`;
    at = end;
  }
  return undefined;
}

function unitsOf({ kind }: ActionSpace): string {
  if (kind === 'multiBinary') return 'bits';
  return kind === 'discrete' ? 'actions' : 'values of all components';
}

/** Throws InputError where the mask does not fit the space, or leaves nothing to choose. */
export function requireMask(space: ActionSpace, mask: Uint8Array): void {
  const fault = maskFault(space, mask);
  if (fault !== undefined) throw new InputError('action mask', fault, show(mask));
}

/** The values that a mask allows, in rising order; an error where the mask has another length or allows none. */
export function allowedActions(space: DiscreteSpace, mask: Uint8Array): number[] {
  requireMask(space, mask);
  return [...mask.keys()].filter((action) => mask[action] !== 0);
}

/** Whether a mask allows an action of the space; where there is no mask, every one. */
export function allowsAction(space: ActionSpace, action: Action, mask: Uint8Array | undefined): boolean {
  if (mask === undefined) return true;
  if (typeof action === 'number') return mask[action] !== 0;
  if (space.kind === 'multiBinary') return action.every((bit, i) => bit === 0 || mask[i] !== 0);
  let start = 0;
  return valueCounts(space).every((n, i) => {
    start += n;
    return mask[start - n + (action[i] as number)] !== 0;
  });
}
