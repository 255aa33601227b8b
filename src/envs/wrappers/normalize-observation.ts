import type { Environment } from '../../core/environment.ts';
import { InputError } from '../../core/input-error.ts';
import { type MomentsState, ObservationNormalizer } from '../../core/normalization.ts';
import { type ActionKind, box, flatSize } from '../../core/spaces.ts';
import { requireBoxObservations } from './require-box.ts';
import { wrap } from './wrap.ts';

/**
 * The environment with observations of mean 0 and variance 1, element by element, by what it has shown so far, the
 * observation itself included; clipped to ±`clip`.
 *
 * The statistics are those of `normalizer`: set its `frozen` for an evaluation, or hand in the one of another
 * environment to share them. They are part of what `saveState` returns.
 *
 * @param options.clip 10 unless given; that of `normalizer` where one is handed in
 * @throws InputError where the observations are not vectors, or `normalizer` is for another size
 */
export function normalizeObservation<K extends ActionKind>(
  environment: Environment<K>,
  options: { readonly clip?: number; readonly normalizer?: ObservationNormalizer } = {},
): Environment<K> & { readonly normalizer: ObservationNormalizer } {
  const space = requireBoxObservations('normalizeObservation', environment);
  const size = flatSize(space);
  const normalizer = options.normalizer ?? new ObservationNormalizer(size, { clip: options.clip });
  const { clip, moments } = normalizer;
  if (moments.mean.length !== size) {
    throw new InputError(
      'normalizeObservation',
      `normalizer must be for ${size} elements`,
      String(moments.mean.length),
    );
  }
  const memory = {
    name: 'normalizeObservation',
    save: (): Saved => ({ frozen: normalizer.frozen, moments: moments.state() }),
    restore(saved: unknown) {
      const state = saved as Saved;
      moments.restore(state.moments);
      normalizer.frozen = state.frozen;
    },
  };
  const normalized: Partial<Environment<K>> = {
    observationSpace: box(-clip, clip, space.shape),
    reset(request) {
      const result = environment.reset(request);
      normalizer.update(result.observation);
      normalizer.normalize(result.observation);
      return result;
    },
    step(action, into) {
      const step = environment.step(action, into);
      normalizer.update(step.observation);
      normalizer.normalize(step.observation);
      return step;
    },
  };
  return Object.assign(wrap(environment, normalized, memory), { normalizer });
}

interface Saved {
  readonly frozen: boolean;
  readonly moments: MomentsState;
}
