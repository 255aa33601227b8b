import type { Environment } from '../../core/environment.ts';
import type { ActionKind } from '../../core/spaces.ts';
import { wrap } from './wrap.ts';

/**
 * The environment whose rewards pass through a function: `transformReward(environment, Math.sign)`. Episodes’ returns are
 * then sums of what it makes.
 *
 * @param transform must remember nothing
 */
export function transformReward<K extends ActionKind>(
  environment: Environment<K>,
  transform: (reward: number) => number,
): Environment<K> {
  return wrap(environment, {
    step(action, into) {
      const step = environment.step(action, into);
      step.reward = transform(step.reward);
      return step;
    },
  });
}
