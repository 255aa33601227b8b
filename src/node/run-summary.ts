import { RETURN_WINDOW } from '../core/episode-window.ts';
import type { Progress } from '../train.ts';

/** How a run came to its end; `failed` says why. */
export type Ending =
  | { readonly ended: 'finished' | 'interrupted' }
  | { readonly ended: 'failed'; readonly message: string };

/** What `summary.json` holds: the run in a few figures. `null` stands where there is no value. */
export interface RunSummary {
  readonly ended: Ending['ended'];
  readonly message?: string;
  readonly steps: number;
  readonly seconds: number;
  readonly stepsPerSecond: number | null;
  readonly episodes: number;
  /** Mean return of the last 100 training episodes at the end, and the highest that it was. */
  readonly returnMean: number | null;
  readonly bestReturnMean: number | null;
  /** Environment steps at that best. */
  readonly bestStep: number | null;
  readonly rewardThreshold: number | null;
  /** Environment steps when the mean return of 100 training episodes first reached the threshold. */
  readonly solvedAtStep: number | null;
}

/** What of its progress a run is scored by. */
export type ScoredProgress = Pick<Progress, 'step' | 'seconds' | 'episodes' | 'returnMean'>;

/**
 * Follows a run's mean return: its best, and when it first reached the threshold.
 *
 * Both count from the first update on at which 100 training episodes have ended, for a mean over fewer is luck.
 */
export class RunScore {
  readonly rewardThreshold: number | undefined;
  #best: ScoredProgress | undefined;
  #solvedAtStep: number | null = null;
  #last: ScoredProgress | undefined;

  constructor(rewardThreshold?: number) {
    this.rewardThreshold = rewardThreshold;
  }

  /** Takes in one update and says whether its mean return is the best so far. */
  add(progress: ScoredProgress): boolean {
    this.#last = progress;
    if (progress.episodes < RETURN_WINDOW) return false;
    const { rewardThreshold = Infinity } = this;
    if (this.#solvedAtStep === null && progress.returnMean >= rewardThreshold) this.#solvedAtStep = progress.step;
    if (!(progress.returnMean > (this.#best?.returnMean ?? -Infinity))) return false;
    this.#best = progress;
    return true;
  }

  summary(ending: Ending): RunSummary {
    const { step = 0, seconds = 0, episodes = 0, returnMean = Number.NaN } = this.#last ?? {};
    return {
      ...ending,
      steps: step,
      seconds,
      stepsPerSecond: finite(step / seconds),
      episodes,
      returnMean: finite(returnMean),
      bestReturnMean: this.#best?.returnMean ?? null,
      bestStep: this.#best?.step ?? null,
      rewardThreshold: this.rewardThreshold ?? null,
      solvedAtStep: this.#solvedAtStep,
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
