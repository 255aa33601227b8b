import { InputError } from './input-error.ts';
import { measuredElements } from './observations.ts';
import { flatSize, type ObservationSpace } from './spaces.ts';

/** A normaliser's statistics, JSON-serialisable and exact. */
export interface MomentsState {
  readonly count: number;
  readonly mean: readonly number[];
  /** Σ (x − mean)² for each element. */
  readonly squares: readonly number[];
}

/**
 * The exact mean and variance of all vectors seen so far, element by element, in float64.
 *
 * Welford (1962): mean ← mean + (x − mean)/n, M₂ ← M₂ + (x − meanₒₗ)(x − mean), variance = M₂ / n (the population's).
 */
export class RunningMoments {
  count = 0;
  readonly mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(size: number, state?: MomentsState) {
    this.mean = new Float64Array(size);
    this.#squares = new Float64Array(size);
    if (state !== undefined) this.restore(state);
  }

  /** Takes in one vector: `size` numbers of `values` from `offset` on. */
  add(values: ArrayLike<number>, offset = 0): void {
    this.count += 1;
    for (let i = 0; i < this.mean.length; i++) {
      const difference = (values[offset + i] as number) - (this.mean[i] as number);
      const mean = (this.mean[i] as number) + difference / this.count;
      this.#squares[i] = (this.#squares[i] as number) + difference * ((values[offset + i] as number) - mean);
      this.mean[i] = mean;
    }
  }

  /** The population variance of element `i`; 1 until two vectors were seen, so that normalising only centres. */
  variance(i: number): number {
    return this.count < 2 ? 1 : (this.#squares[i] as number) / this.count;
  }

  state(): MomentsState {
    return { count: this.count, mean: [...this.mean], squares: [...this.#squares] };
  }

  /** Goes on from what {@link state} returned; throws InputError where that is for another size. */
  restore({ count, mean, squares }: MomentsState): void {
    const size = this.mean.length;
    if (mean.length !== size || squares.length !== size) {
      throw new InputError('normalisation', `statistics of ${size} elements`, String(mean.length));
    }
    this.count = count;
    this.mean.set(mean);
    this.#squares.set(squares);
  }
}

/** Keeps a division by the standard deviation finite while an element has not varied yet (as Gymnasium and SB3). */
const EPSILON = 1e-8;

/**
 * Observations to mean 0 and variance 1, element by element, clipped: (x − mean) / √(variance + 1e-8). Elements that measure
 * nothing, such as indices and bits, stay as they are.
 */
export class ObservationNormalizer {
  readonly moments: RunningMoments;
  readonly clip: number;
  /** Whether `update` is ignored, as in evaluation. */
  frozen = false;
  readonly #measured: Uint8Array | undefined;

  /** @param options.measured 0 for each element that stays as it is; none when left out */
  constructor(
    size: number,
    { clip = 10, state, measured }: { clip?: number; state?: MomentsState; measured?: Uint8Array | undefined } = {},
  ) {
    this.moments = new RunningMoments(size, state);
    this.clip = clip;
    this.#measured = measured;
  }

  /** One for the observations of a space, of which {@link measuredElements} are normalised. */
  static of(space: ObservationSpace, state?: MomentsState): ObservationNormalizer {
    return new ObservationNormalizer(flatSize(space), { ...(state && { state }), measured: measuredElements(space) });
  }

  /** Takes in the observation at `offset`, unless frozen. */
  update(observation: ArrayLike<number>, offset = 0): void {
    if (!this.frozen) this.moments.add(observation, offset);
  }

  /** Normalises the observation at `offset` in place. */
  normalize(observation: Float32Array, offset = 0): void {
    for (let i = 0; i < this.moments.mean.length; i++) {
      if (this.#measured?.[i] === 0) continue;
      const centred = (observation[offset + i] as number) - (this.moments.mean[i] as number);
      const scaled = centred / Math.sqrt(this.moments.variance(i) + EPSILON);
      observation[offset + i] = Math.min(this.clip, Math.max(-this.clip, scaled));
    }
  }
}

/** All that a reward normaliser must keep to continue. */
export interface RewardNormalizerState {
  readonly moments: MomentsState;
  readonly returns: readonly number[];
}

/**
 * Rewards divided by the standard deviation of the running discounted return R ← γR + r, clipped; never centred,
 * which would change the task (Engstrom et al. 2020, section 3, "reward scaling").
 */
export class RewardNormalizer {
  readonly moments: RunningMoments;
  readonly gamma: number;
  readonly clip: number;
  /** The running return of each environment. */
  readonly #returns: Float64Array;
  frozen = false;

  constructor(
    environments: number,
    { gamma, clip = 10, state }: { gamma: number; clip?: number; state?: RewardNormalizerState },
  ) {
    this.moments = new RunningMoments(1, state?.moments);
    this.gamma = gamma;
    this.clip = clip;
    this.#returns = new Float64Array(environments);
    if (state !== undefined && state.returns.length === environments) this.#returns.set(state.returns);
  }

  /** Takes in one environment's reward and returns it normalised; `done` begins its running return anew. */
  normalize(reward: number, done: boolean, environment = 0): number {
    if (!this.frozen) {
      this.#returns[environment] = (this.#returns[environment] as number) * this.gamma + reward;
      this.moments.add(this.#returns, environment);
      if (done) this.#returns[environment] = 0;
    }
    const scaled = reward / Math.sqrt(this.moments.variance(0) + EPSILON);
    return Math.min(this.clip, Math.max(-this.clip, scaled));
  }

  state(): RewardNormalizerState {
    return { moments: this.moments.state(), returns: [...this.#returns] };
  }

  /** Goes on from what {@link state} returned; throws InputError where that is for another number of environments. */
  restore({ moments, returns }: RewardNormalizerState): void {
    const size = this.#returns.length;
    if (returns.length !== size) {
      throw new InputError('normalisation', `running returns of ${size} environments`, String(returns.length));
    }
    this.moments.restore(moments);
    this.#returns.set(returns);
  }
}
