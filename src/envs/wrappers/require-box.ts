import type { Environment } from '../../core/environment.ts';
import { InputError } from '../../core/input-error.ts';
import { type BoxSpace, describeSpace } from '../../core/spaces.ts';

/** The environment's action space, where it is a box; an InputError in the wrapper's name otherwise. */
export function requireBoxActions(wrapper: string, environment: Environment): BoxSpace {
  const { actionSpace } = environment;
  if (actionSpace.kind === 'box') return actionSpace;
  throw new InputError(wrapper, 'the action space must be a box', describeSpace(actionSpace));
}

/** The environment's observation space, where it is a box; an InputError in the wrapper's name otherwise. */
export function requireBoxObservations(wrapper: string, environment: Environment): BoxSpace {
  const { observationSpace } = environment;
  if (observationSpace.kind === 'box') return observationSpace;
  throw new InputError(wrapper, 'the observation space must be a box', describeSpace(observationSpace));
}

/** Throws InputError, in the wrapper's name, unless the action has one number for each element of the space. */
export function requireLength(wrapper: string, space: BoxSpace, action: Float32Array): void {
  if (action?.length === space.low.length) return;
  throw new InputError(wrapper, `an action must have ${space.low.length} numbers`, String(action?.length));
}
