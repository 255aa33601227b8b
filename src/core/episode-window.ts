import type { EpisodeSummary } from './environment.ts';

/** Over how many training episodes means are taken; Gymnasium's rule: as many in a row must reach a task's threshold. */
export const RETURN_WINDOW = 100;

/** The latest episodes of a run, and their means. Adding one makes nothing; the means are summed anew where asked for. */
export class EpisodeWindow {
  readonly #returns: Float64Array;
  readonly #lengths: Float64Array;
  #added = 0;

  /** @param size how many episodes it holds */
  constructor(size: number) {
    this.#returns = new Float64Array(size);
    this.#lengths = new Float64Array(size);
  }

  /** Takes in an episode, in place of the oldest where it is full. */
  add(episode: EpisodeSummary): void {
    const at = this.#added % this.#returns.length;
    this.#returns[at] = episode.return;
    this.#lengths[at] = episode.length;
    this.#added += 1;
  }

  /** Those that it holds, from the oldest to the newest. */
  episodes(): EpisodeSummary[] {
    const size = this.#returns.length;
    const count = Math.min(this.#added, size);
    return Array.from({ length: count }, (_, i) => {
      const at = (this.#added - count + i) % size;
      return { return: this.#returns[at] as number, length: this.#lengths[at] as number };
    });
  }

  /** The mean undiscounted return; NaN where it holds none. */
  get returnMean(): number {
    return this.#mean(this.#returns);
  }

  /** The mean length, in steps; NaN where it holds none. */
  get lengthMean(): number {
    return this.#mean(this.#lengths);
  }

  /** From the oldest to the newest, in float64. */
  #mean(values: Float64Array): number {
    const size = values.length;
    const count = Math.min(this.#added, size);
    const oldest = this.#added - count;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[(oldest + i) % size] as number;
    return sum / count;
  }
}
