import type { BackendName } from '../core/backend.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import type { RunConfig } from '../node/run-config.ts';
import type { RunSummary } from '../node/run-summary.ts';
import type { SentError } from '../node/sent-error.ts';
import type { ShownProgress } from './progress-display.ts';

/** What a thread that trains one of several seeds is started with. */
export interface SeedRun {
  readonly config: RunConfig;
  /** The environment as it was named on the command line. */
  readonly environment: string;
  readonly backend: BackendName;
  /** The run's folder. */
  readonly out: string;
  /** Where the run that lies in the folder goes on. */
  readonly resume: Checkpoint | undefined;
  readonly tensorboard: boolean;
}

/** What such a thread says: how far it is, now and then, and in the end how the run ended. */
export type SeedNews =
  | { readonly progress: ShownProgress }
  | { readonly ended: { readonly summary?: RunSummary; readonly error?: SentError } };

/** What such a thread can be told: to end after the update under way. */
export type SeedOrder = 'stop';
