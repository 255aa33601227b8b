import type { Environment } from '../../core/environment.ts';
import { InputError } from '../../core/input-error.ts';
import { box, describeSpace } from '../../core/spaces.ts';
import { requireBoxActions, requireLength } from './require-box.ts';
import { wrap } from './wrap.ts';

/**
 * The environment with an action space from `low` to `high`, mapped linearly onto its own bounds, element by element:
 * l + (a − low) (h − l) / (high − low), where l and h are its own. What lies outside stays outside.
 *
 * @param low the new bound, for every element or one for each
 * @throws InputError where the actions are not vectors, or a bound, old or new, is infinite or leaves no room
 */
export function rescaleAction(
  environment: Environment<'box'>,
  low: number | ArrayLike<number> = -1,
  high: number | ArrayLike<number> = 1,
): Environment<'box'> {
  const inner = requireBoxActions('rescaleAction', environment);
  const outer = box(low, high, inner.shape);
  const slope = outer.low.map(
    (bottom, i) => ((inner.high[i] as number) - (inner.low[i] as number)) / ((outer.high[i] as number) - bottom),
  );
  if (!slope.every((rise) => Number.isFinite(rise) && rise > 0)) {
    const spaces = `${describeSpace(outer)} for ${describeSpace(inner)}`;
    throw new InputError('rescaleAction', 'bounds must be finite, and low < high', spaces);
  }
  const rescaled = new Float32Array(slope.length);
  return wrap(environment, {
    actionSpace: outer,
    step(action, into) {
      requireLength('rescaleAction', outer, action);
      for (let i = 0; i < rescaled.length; i++) {
        const above = (action[i] as number) - (outer.low[i] as number);
        rescaled[i] = (inner.low[i] as number) + above * (slope[i] as number);
      }
      return environment.step(rescaled, into);
    },
  });
}
