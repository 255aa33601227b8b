import type { AsyncEnvironment } from '../../src/core/async-environment.ts';
import type { Environment } from '../../src/core/environment.ts';
import { Random } from '../../src/core/random.ts';
import type { ActionKind } from '../../src/core/spaces.ts';

/** A synchronous environment that answers now at once, now in another turn of the event loop, now after 1 ms. */
export function delayed<K extends ActionKind>(environment: Environment<K>, name = 'delays'): AsyncEnvironment<K> {
  const random = new Random(name);
  const later = async <T>(answer: () => T): Promise<T> => {
    const kind = random.uniform();
    if (kind < 0.02) await new Promise((resolve) => setTimeout(resolve, 1));
    else if (kind < 0.3) await new Promise((resolve) => setImmediate(resolve));
    return answer();
  };
  return {
    observationSpace: environment.observationSpace,
    actionSpace: environment.actionSpace,
    reset: (request) => later(() => environment.reset(request)),
    step: (action) => later(() => environment.step(action)),
    ...(environment.saveState && {
      saveState: () => later(() => environment.saveState?.()),
      restoreState: (state: unknown) => later(() => environment.restoreState?.(state)),
    }),
    close: () => later(() => environment.close?.()),
  };
}
