import type { Environment, Info } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { Random, type RandomState } from '../../core/random.ts';
import { type Action, type ActionKind, type ActionSpace, allowsAction } from '../../core/spaces.ts';
import { type JsonNumbers, toJsonNumbers } from '../json-numbers.ts';
import { wrap } from './wrap.ts';

/**
 * The environment in which, with the given probability, the action before is taken once more in place of the one that was
 * chosen; never in an episode's first step, nor where the action before is masked now. Its draws are its own stream,
 * which the seed of `reset` restarts, so that the environment's are not moved.
 *
 * Machado et al. (2018), "Revisiting the Arcade Learning Environment", section 5.2, where ς = 0.25.
 *
 * @throws InputError where the probability is not in [0, 1)
 */
export function stickyActions<K extends ActionKind>(environment: Environment<K>, probability = 0.25): Environment<K> {
  if (!(probability >= 0 && probability < 1)) {
    throw new InputError('stickyActions', 'the probability must be in [0, 1)', show(probability));
  }
  const actionSpace: ActionSpace = environment.actionSpace;
  let random = new Random(0).split('sticky');
  let last: Action<K> | undefined;
  let mask: Uint8Array | undefined;
  const receive = <R extends { readonly info: Info }>(result: R): R => {
    mask = result.info.actionMask?.slice();
    return result;
  };
  const sticky: Partial<Environment<K>> = {
    reset(request) {
      if (request?.seed !== undefined) random = new Random(request.seed).split('sticky');
      last = undefined;
      return receive(environment.reset(request));
    },
    step(action, into) {
      const sticks = last !== undefined && random.uniform() < probability && allowsAction(actionSpace, last, mask);
      if (!sticks) last = copied(action);
      return receive(environment.step(last as Action<K>, into));
    },
  };
  const memory = {
    name: 'stickyActions',
    save: (): Saved => ({
      random: random.state(),
      last: last === undefined || typeof last === 'number' ? last : toJsonNumbers(last),
      mask: mask && [...mask],
    }),
    restore(saved: unknown) {
      const state = saved as Saved;
      random = Random.from(state.random);
      mask = state.mask && Uint8Array.from(state.mask);
      last = actionOf(actionSpace.kind, state.last) as Action<K> | undefined;
    },
  };
  return wrap(environment, sticky, memory);
}

interface Saved {
  readonly random: RandomState;
  readonly last?: number | JsonNumbers | undefined;
  readonly mask?: readonly number[] | undefined;
}

function copied<A extends Action>(action: A): A {
  return typeof action === 'number' ? action : (action.slice() as A);
}

function actionOf(kind: ActionKind, saved: Saved['last']): Action | undefined {
  if (saved === undefined || typeof saved === 'number') return saved;
  const numbers = saved.map(Number);
  return kind === 'box' ? Float32Array.from(numbers) : Int32Array.from(numbers);
}
