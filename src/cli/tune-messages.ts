import type { SentError } from '../node/sent-error.ts';
import type { TrialRun } from '../train/search/run-trial.ts';

/** What a thread that runs trials is told to do next. */
export interface TuneOrder {
  readonly run: TrialRun;
  /** The environment as it was named on the command line. */
  readonly environment: string;
}

/** What such a thread says: how far the run is, now and then, and in the end its score, or what kept it from one. */
export type TuneNews =
  | { readonly step: number }
  | { readonly score: number }
  /** A trial whose numbers do not work. */
  | { readonly failed: SentError }
  /** What is no trial's fault. */
  | { readonly error: SentError };
