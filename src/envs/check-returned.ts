import type { Environment, Info, ResetResult, Step } from '../core/environment.ts';
import { InputError, show } from '../core/input-error.ts';
import { type BoxSpace, containsFlat, describeSpace, flatSize, maskFault, type Space } from '../core/spaces.ts';

/** Throws the one error that a check ends with. */
export function refuse(expectation: string, received?: string): never {
  throw new InputError('checkEnvironment', expectation, received);
}

/** The members that every environment has, and spaces that are well formed. */
export function requireMembers(environment: Environment): void {
  if (typeof environment !== 'object' || environment === null) {
    refuse('an environment must be an object with observationSpace, actionSpace, reset and step', show(environment));
  }
  for (const name of ['reset', 'step'] as const) {
    if (typeof environment[name] !== 'function') refuse(`${name} must be a function`, show(environment[name]));
  }
  const { saveState, restoreState } = environment;
  if (typeof saveState !== typeof restoreState || !(saveState === undefined || typeof saveState === 'function')) {
    refuse(
      'saveState and restoreState must be two functions, or both left out',
      `${show(saveState)} and ${show(restoreState)}`,
    );
  }
  requireSpace('observationSpace', environment.observationSpace);
  requireSpace('actionSpace', environment.actionSpace);
  if ((environment.actionSpace as Space).kind === 'dict') {
    refuse('actionSpace must not be a dict, which is for observations', describeSpace(environment.actionSpace));
  }
}

function requireSpace(name: string, space: Space): void {
  switch (space?.kind) {
    case 'discrete':
    case 'multiBinary':
      requireCount(`${name}.n`, space.n);
      return;
    case 'multiDiscrete':
      if (!Array.isArray(space.nvec) || space.nvec.length === 0) {
        refuse(`${name}.nvec must be a list of whole numbers ≥ 1`, show(space.nvec));
      }
      for (const [i, n] of space.nvec.entries()) requireCount(`${name}.nvec[${i}]`, n);
      return;
    case 'dict':
      for (const [part, inner] of Object.entries(space.spaces ?? {})) requireSpace(`${name}.${part}`, inner);
      if (Object.keys(space.spaces ?? {}).length === 0)
        refuse(`${name} must have spaces, as made by dict()`, show(space));
      return;
    case 'box':
      requireBox(name, space);
      return;
    default:
      refuse(
        `${name} must be a space, made by box(), discrete(), multiDiscrete(), multiBinary() or dict()`,
        show(space),
      );
  }
}

function requireCount(name: string, n: number): void {
  if (!Number.isSafeInteger(n) || n < 1) refuse(`${name} must be a whole number ≥ 1`, show(n));
}

function requireBox(name: string, space: BoxSpace): void {
  const { low, high, shape } = space;
  if (!(low instanceof Float32Array && high instanceof Float32Array && Array.isArray(shape))) {
    refuse(`${name} must have a shape and Float32Array bounds, as made by box()`, show(space));
  }
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (low.length !== size || high.length !== size) {
    refuse(`${name} must have bounds of ${size} elements, as its shape [${shape}]`, `${low.length} and ${high.length}`);
  }
  const wrong = low.findIndex((bound, i) => !(bound <= (high[i] as number)));
  if (wrong >= 0) refuse(`${name}: low must be ≤ high`, `${low[wrong]} > ${high[wrong]} at index ${wrong}`);
}

/** What `reset` returned: an observation and an info. */
export function requireReset(environment: Environment, result: ResetResult): void {
  requireObject('reset', result);
  requireObservation(environment, 'reset', result.observation);
  requireInfo(environment, 'reset', result.info, true);
}

/** What `step` returned: an observation, a finite reward, two booleans and an info. */
export function requireStep(environment: Environment, when: string, result: Step): void {
  requireObject('step', result);
  requireObservation(environment, when, result.observation);
  const { reward, terminated, truncated } = result;
  if (typeof reward !== 'number') refuse(`${when}: the reward must be a number`, show(reward));
  if (!Number.isFinite(reward)) refuse(`${when}: the reward must be finite`, show(reward));
  for (const [name, flag] of Object.entries({ terminated, truncated })) {
    if (typeof flag !== 'boolean') refuse(`${when}: ${name} must be true or false`, show(flag));
  }
  requireInfo(environment, when, result.info, !terminated && !truncated);
}

function requireObject(name: string, result: unknown): void {
  if (typeof result !== 'object' || result === null) refuse(`${name} must return an object`, show(result));
  if ('then' in result)
    refuse(`${name} must return its result itself: a synchronous environment is not awaited`, 'a promise');
}

function requireObservation({ observationSpace: space }: Environment, when: string, observation: Float32Array): void {
  if (!(observation instanceof Float32Array))
    refuse(`${when}: the observation must be a Float32Array`, show(observation));
  const size = flatSize(space);
  const described = describeSpace(space);
  if (observation.length !== size) {
    refuse(`${when}: the observation must have ${size} elements, as ${described} has`, show(observation));
  }
  const bad = observation.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`${when}: the observation must be finite`, `${observation[bad]} at index ${bad}`);
  const fits = containsFlat(space, observation);
  if (!fits) refuse(`${when}: the observation must lie in the observationSpace, ${described}`, show(observation));
}

/** An info, and its action mask; one that allows nothing is right only where no action follows. */
function requireInfo({ actionSpace }: Environment, when: string, info: Info, goesOn: boolean): void {
  if (typeof info !== 'object' || info === null) {
    refuse(`${when}: info must be an object; {} where there is nothing to tell`, show(info));
  }
  const mask = info.actionMask;
  if (mask === undefined) return;
  if (!(mask instanceof Uint8Array)) refuse(`${when}: info.actionMask must be a Uint8Array`, show(mask));
  const misfit = maskFault(actionSpace, new Uint8Array(mask.length).fill(1));
  if (misfit !== undefined) refuse(`${when}: info.actionMask ${misfit}`, show(mask));
  const fault = maskFault(actionSpace, mask);
  if (goesOn && fault !== undefined) refuse(`${when}: info.actionMask ${fault} while the episode goes on`, show(mask));
}
