import type { SingleBar } from 'cli-progress';
import type { Progress } from '../train.ts';
import { count, duration, measure } from './number-format.ts';

/** What of its progress is shown. */
export type ShownProgress = Pick<Progress, 'step' | 'totalSteps' | 'seconds' | 'episodes' | 'returnMean'>;

/** Shows how far a run is, while it runs. */
export interface ProgressDisplay {
  update(progress: ShownProgress): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/** One live bar on a terminal; in a pipe, or where CI is set, a plain line now and then. */
export async function progressDisplay(output: NodeJS.WriteStream, totalSteps: number): Promise<ProgressDisplay> {
  return showsBars(output) ? progressBar(output, totalSteps) : new ProgressLines((line) => output.write(`${line}\n`));
}

/** Whether somebody sits before a terminal. */
export function showsBars(output: NodeJS.WriteStream): boolean {
  const { CI = '' } = process.env;
  return output.isTTY && ['', '0', 'false'].includes(CI);
}

async function progressBar(output: NodeJS.WriteStream, totalSteps: number): Promise<ProgressDisplay> {
  const { SingleBar } = await import('cli-progress');
  const format = '{bar} {percentage}% | {steps}/{all} steps | {rate} steps/s | {left} left | return {return}';
  const bar: SingleBar = new SingleBar({
    format,
    stream: output,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
    hideCursor: true,
    fps: 8,
    gracefulExit: false,
  });
  const all = count(totalSteps);
  bar.start(totalSteps, 0, { steps: '0', all, rate: '?', left: '?', return: 'none yet' });
  return {
    update(progress) {
      const { steps, rate, left, mean } = figures(progress);
      bar.update(Math.min(progress.step, totalSteps), { steps, all, rate, left, return: mean });
    },
    stop() {
      bar.stop();
    },
  };
}

/** Writes a line at the first update, then after each 5 % of the steps or 10 s, whichever comes first, and at the end. */
export class ProgressLines implements ProgressDisplay {
  readonly #write: (line: string) => void;
  #shown: ShownProgress | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  update(progress: ShownProgress): void {
    const shown = this.#shown;
    const share = (progress.step - (shown?.step ?? 0)) / progress.totalSteps;
    const due = shown === undefined || share >= 0.05 || progress.seconds - shown.seconds >= 10;
    if (!due && progress.step < progress.totalSteps) return;
    this.#shown = progress;
    const { steps, percent, rate, left, mean } = figures(progress);
    const over = `over the last ${count(Math.min(100, progress.episodes))} of ${count(progress.episodes)} episodes`;
    const total = count(progress.totalSteps);
    this.#write(
      `${steps} of ${total} steps (${percent} %), ${rate} steps/s, ${left} left, mean return ${mean} ${over}`,
    );
  }

  stop(): void {}
}

/** The figures of a progress as they are shown. */
export function figures(progress: ShownProgress) {
  const { step, totalSteps, seconds, returnMean } = progress;
  const rate = step / seconds;
  return {
    steps: count(step),
    percent: Math.min(100, Math.floor((100 * step) / totalSteps)),
    rate: count(rate),
    left: duration(Math.max(0, totalSteps - step) / rate),
    mean: measure(returnMean),
  };
}
