import type { Environment } from '../../core/environment.ts';
import type { Action, ActionKind, ActionSpace } from '../../core/spaces.ts';
import { wrap } from './wrap.ts';

/**
 * The environment with other actions, which a function maps onto its own: a torque of −1, 0 or 1 for Pendulum is
 * `transformAction(new Pendulum(), (i) => Float32Array.of(i - 1), discrete(3))`. Masks pass through unchanged, and must
 * fit the new actions.
 *
 * @param transform must remember nothing
 * @param actionSpace what the function takes
 */
export function transformAction<K extends ActionKind, Outer extends ActionKind>(
  environment: Environment<K>,
  transform: (action: Action<Outer>) => Action<K>,
  actionSpace: ActionSpace<Outer>,
): Environment<Outer> {
  const { step: _, actionSpace: __, ...rest } = wrap(environment, {});
  return { ...rest, actionSpace, step: (action, into) => environment.step(transform(action), into) };
}
