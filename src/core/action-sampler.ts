import type { ActionRows, Distribution } from './distributions/distribution.ts';
import { exp } from './exponential.ts';
import type { Random } from './random.ts';

/** What a policy makes of the observations of several environments: an `Actor`. */
export interface Seen {
  /** The last hidden layer, `[count, units]`, where the noise is made of it. */
  readonly features?: Float32Array | undefined;
}

/** Draws actions for several environments side by side, step after step. */
export interface ActionSampler {
  /**
   * Draws an action of environment `i` into row `i` of `into`.
   *
   * @param omega `[count, distribution.parameterSize]`
   */
  sample(omega: Float32Array, seen: Seen, i: number, random: Random, into: ActionRows, mask?: Uint8Array): void;
  /** Says that an episode of environment `i` begins: no noise is held beyond the one before. */
  beginEpisode(i: number): void;
}

/** Draws each action for itself. */
export function independentSampler(distribution: Distribution): ActionSampler {
  return {
    sample: (omega, _, i, random, into, mask) => distribution.sample(omega, i, random, into, i, mask),
    beginEpisode() {},
  };
}

/** The deviations' parameters ℓ `[units, actions]` of gSDE, row-major, and for how many steps a matrix of noise is held. */
export interface GsdeSettings {
  readonly logStd: Float32Array;
  readonly units: number;
  readonly actions: number;
  /** null for as long as the sampler is used, and the episode lasts. */
  readonly steps: number | null;
}

/**
 * Draws actions by gSDE, a = μ(s) + Eᵀ φ(s): each environment has a matrix E of its own, which it holds for so many steps of
 * one episode. See the network `gsde`.
 */
export class GsdeSampler implements ActionSampler {
  readonly #units: number;
  readonly #actions: number;
  readonly #steps: number;
  /** exp ℓ */
  readonly #deviations: Float64Array;
  /** E of every environment, `[count, units, actions]`. */
  readonly #matrices: Float64Array;
  /** For how many steps each environment holds its matrix yet. */
  readonly #left: Float64Array;

  constructor(count: number, { logStd, units, actions, steps }: GsdeSettings) {
    this.#units = units;
    this.#actions = actions;
    this.#steps = steps ?? Infinity;
    this.#deviations = Float64Array.from(logStd, exp);
    this.#matrices = new Float64Array(count * logStd.length);
    this.#left = new Float64Array(count);
  }

  sample(omega: Float32Array, { features }: Seen, i: number, random: Random, into: ActionRows): void {
    const [units, actions] = [this.#units, this.#actions];
    if (features === undefined) throw new Error('gSDE needs the features of the states');
    if (this.#left[i] === 0) this.#draw(i, random);
    this.#left[i] = (this.#left[i] as number) - 1;
    const matrix = i * units * actions;
    for (let j = 0; j < actions; j++) {
      let action = omega[2 * i * actions + j] as number;
      for (let unit = 0; unit < units; unit++) {
        action += (features[i * units + unit] as number) * (this.#matrices[matrix + unit * actions + j] as number);
      }
      into[i * actions + j] = action;
    }
  }

  beginEpisode(i: number): void {
    this.#left[i] = 0;
  }

  #draw(i: number, random: Random): void {
    const size = this.#deviations.length;
    for (let k = 0; k < size; k++) this.#matrices[i * size + k] = (this.#deviations[k] as number) * random.normal();
    this.#left[i] = this.#steps;
  }
}
