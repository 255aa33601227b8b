import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import type { ActionKind } from '../../core/spaces.ts';

/** What a wrapper remembers from one call to the next, beside its environment. */
export interface Memory {
  /** The wrapper's name, by which a state saved under another one is told and refused. */
  readonly name: string;
  /** All of it, as a JSON-serialisable value that later steps do not change. */
  save(): unknown;
  /** Goes on from what `save` returned; called only once the environment itself was restored. */
  restore(saved: unknown): void;
}

/**
 * The environment with the given members in place of its own; all others, `render` and `close` included, are its own.
 * Every wrapper is written with it.
 *
 * @param memory what the wrapper remembers, if anything, which then is part of what `saveState` returns; an environment
 *   without `saveState` has none when wrapped either
 */
export function wrap<K extends ActionKind>(
  environment: Environment<K>,
  changed: Partial<Environment<K>>,
  memory?: Memory,
): Environment<K> {
  return {
    observationSpace: environment.observationSpace,
    actionSpace: environment.actionSpace,
    reset: (request) => environment.reset(request),
    step: (action, into) => environment.step(action, into),
    render: environment.render?.bind(environment),
    saveState: environment.saveState?.bind(environment),
    restoreState: environment.restoreState?.bind(environment),
    ...(environment.renderFps !== undefined && { renderFps: environment.renderFps }),
    close: environment.close?.bind(environment),
    ...(memory && savedWith(environment, memory)),
    ...changed,
  };
}

/** What `saveState` of a wrapper with a memory returns. */
interface SavedWrapper {
  readonly wrapper: string;
  readonly memory: unknown;
  readonly environment: unknown;
}

function savedWith(environment: Environment, memory: Memory): Pick<Environment, 'saveState' | 'restoreState'> {
  const { saveState, restoreState } = environment;
  if (saveState === undefined || restoreState === undefined) return { saveState: undefined, restoreState: undefined };
  return {
    saveState: (): SavedWrapper => ({
      wrapper: memory.name,
      memory: memory.save(),
      environment: saveState.call(environment),
    }),
    restoreState(saved) {
      if (!isSavedBy(memory.name, saved)) {
        const expected = 'restoreState takes what saveState of an environment wrapped like this one returned';
        throw new InputError(memory.name, expected, show(saved));
      }
      restoreState.call(environment, saved.environment);
      memory.restore(saved.memory);
    },
  };
}

function isSavedBy(name: string, saved: unknown): saved is SavedWrapper {
  const { wrapper, memory, environment } = (saved ?? {}) as Partial<SavedWrapper>;
  return wrapper === name && memory !== undefined && environment !== undefined;
}
