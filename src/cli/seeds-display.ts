import type { SingleBar } from 'cli-progress';
import { count, measure } from './number-format.ts';
import { figures, ProgressLines, type ShownProgress, showsBars } from './progress-display.ts';
import { oneLine } from './report-error.ts';
import type { SeedOutcome } from './seeds-table.ts';

/** Shows how far the runs of several seeds are, while they run. */
export interface SeedsDisplay {
  update(seed: number, progress: ShownProgress): void;
  /** A run is over. */
  end(outcome: SeedOutcome): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/**
 * A live bar for each run on a terminal that has a line for each; elsewhere, and where CI is set, plain lines that begin
 * with the seed.
 */
export async function seedsDisplay(output: NodeJS.WriteStream, seeds: number): Promise<SeedsDisplay> {
  const fits = showsBars(output) && seeds < output.rows;
  return fits ? seedBars(output) : new SeedLines((line) => output.write(`${line}\n`));
}

/** The lines of each run, as a single run would write them, behind its seed. */
export class SeedLines implements SeedsDisplay {
  readonly #write: (line: string) => void;
  readonly #runs = new Map<number, ProgressLines>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  update(seed: number, progress: ShownProgress): void {
    const lines = this.#runs.get(seed) ?? new ProgressLines((line) => this.#write(`seed ${seed}: ${line}`));
    this.#runs.set(seed, lines);
    lines.update(progress);
  }

  end(outcome: SeedOutcome): void {
    this.#runs.delete(outcome.seed);
    this.#write(`seed ${outcome.seed}: ${endLine(outcome)}`);
  }

  stop(): void {}
}

function endLine({ summary, error }: SeedOutcome): string {
  if (error !== undefined) return `failed: ${oneLine(error instanceof Error ? error.message : String(error))}`;
  if (summary === undefined) return 'failed';
  return `${summary.ended} after ${count(summary.steps)} steps, mean return ${measure(summary.returnMean)}`;
}

async function seedBars(output: NodeJS.WriteStream): Promise<SeedsDisplay> {
  const { MultiBar } = await import('cli-progress');
  const format = 'seed {seed} {bar} {percentage}% | {steps} steps | {rate} steps/s | {rest} | return {mean}';
  const look = { barCompleteChar: '█', barIncompleteChar: '░', barsize: 20, hideCursor: true };
  const all = new MultiBar({ format, stream: output, ...look, fps: 8, gracefulExit: false });
  const bars = new Map<number, SingleBar>();
  return {
    update(seed, progress) {
      const { steps, rate, left, mean } = figures(progress);
      const shown = { seed, steps, rate, rest: `${left} left`, mean };
      const bar = bars.get(seed) ?? all.create(progress.totalSteps, 0, shown);
      bars.set(seed, bar);
      bar.update(Math.min(progress.step, progress.totalSteps), shown);
    },
    end({ seed, summary }) {
      bars.get(seed)?.update({ rest: summary?.ended ?? 'failed' });
    },
    stop() {
      all.stop();
    },
  };
}
