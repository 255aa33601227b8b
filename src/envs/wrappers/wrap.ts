import type { Environment } from '../../core/environment.ts';
import type { ActionKind } from '../../core/spaces.ts';

/**
 * The environment with the given members in place of its own; all others, `render` and `close` included, are its own.
 * Every wrapper is written with it.
 */
export function wrap<K extends ActionKind>(
  environment: Environment<K>,
  changed: Partial<Environment<K>>,
): Environment<K> {
  return {
    observationSpace: environment.observationSpace,
    actionSpace: environment.actionSpace,
    reset: (request) => environment.reset(request),
    step: (action, into) => environment.step(action, into),
    render: environment.render?.bind(environment),
    close: environment.close?.bind(environment),
    ...changed,
  };
}
