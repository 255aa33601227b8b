import type { Environment } from '../../core/environment.ts';
import { box } from '../../core/spaces.ts';
import { requireBoxActions, requireLength } from './require-box.ts';
import { wrap } from './wrap.ts';

/**
 * The environment with its actions clipped to its bounds, element by element, and an unbounded action space.
 *
 * @throws InputError where the actions are not vectors
 */
export function clipAction(environment: Environment<'box'>): Environment<'box'> {
  const inner = requireBoxActions('clipAction', environment);
  const { low, high } = inner;
  const clipped = new Float32Array(low.length);
  return wrap(environment, {
    actionSpace: box(-Infinity, Infinity, inner.shape),
    step(action, into) {
      requireLength('clipAction', inner, action);
      for (let i = 0; i < clipped.length; i++) {
        clipped[i] = Math.min(Math.max(action[i] as number, low[i] as number), high[i] as number);
      }
      return environment.step(clipped, into);
    },
  });
}
