import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { RewardNormalizer, type RewardNormalizerState } from '../../core/normalization.ts';
import type { ActionKind } from '../../core/spaces.ts';
import { wrap } from './wrap.ts';

/**
 * The environment with rewards divided by the standard deviation of its running discounted return, and clipped.
 *
 * The statistics are those of `normalizer`: set its `frozen` for an evaluation, or hand in one to continue with it.
 * They are part of what `saveState` returns.
 *
 * @param options.gamma the discount of the running return; that of `normalizer` where one is handed in
 * @throws InputError where there is neither a gamma in [0, 1] nor a normaliser
 */
export function normalizeReward<K extends ActionKind>(
  environment: Environment<K>,
  options: { readonly gamma: number; readonly normalizer?: undefined } | { readonly normalizer: RewardNormalizer },
): Environment<K> & { readonly normalizer: RewardNormalizer } {
  const normalizer = options.normalizer ?? newNormalizer(options.gamma);
  const memory = {
    name: 'normalizeReward',
    save: (): Saved => ({ frozen: normalizer.frozen, state: normalizer.state() }),
    restore(saved: unknown) {
      const { frozen, state } = saved as Saved;
      normalizer.restore(state);
      normalizer.frozen = frozen;
    },
  };
  const normalized: Partial<Environment<K>> = {
    step(action, into) {
      const step = environment.step(action, into);
      step.reward = normalizer.normalize(step.reward, step.terminated || step.truncated);
      return step;
    },
  };
  return Object.assign(wrap(environment, normalized, memory), { normalizer });
}

function newNormalizer(gamma: number): RewardNormalizer {
  if (gamma >= 0 && gamma <= 1) return new RewardNormalizer(1, { gamma });
  throw new InputError('normalizeReward', 'gamma must be a number from 0 to 1', show(gamma));
}

interface Saved {
  readonly frozen: boolean;
  readonly state: RewardNormalizerState;
}
