import type { Progress } from '../train.ts';

/** Takes the figures of a run as they come: CSV files, an event log, a dashboard. */
export interface MetricWriter {
  /** Keeps one update and the episodes that finished since the last; nothing kept is lost if the process then dies. */
  write(progress: Progress): void;
  /** Lets go of files and connections; no `write` follows. */
  close(): void;
}
