import type { EpisodeSummary } from './environment.ts';

/** Adds up one episode as it goes on: its undiscounted return Σ r, in float64, and its length in steps. */
export class EpisodeTally {
  return = 0;
  length = 0;

  /** Counts one step and its reward. */
  add(reward: number): void {
    this.return += reward;
    this.length += 1;
  }

  /** Hands out the sums and starts from zero, for the next episode. */
  finish(): EpisodeSummary {
    const summary = { return: this.return, length: this.length };
    this.clear();
    return summary;
  }

  /** Forgets a running episode, as when it is reset before its end. */
  clear(): void {
    this.return = 0;
    this.length = 0;
  }
}
