import { SingleBar } from 'cli-progress';
import { mean } from 'policy-ascent';
import { type GridRun, runName } from './grid-runs.ts';

/** Shows how far a grid of runs is: one bar on a terminal, a line for each run elsewhere. */
export class GridProgress {
  readonly #total: number;
  readonly #bar: SingleBar | undefined;
  /** Seconds of the runs done, by cell. */
  readonly #seconds = new Map<number, number[]>();
  readonly #running = new Map<GridRun, { readonly since: number; share: number }>();
  #left: GridRun[] = [];
  #done = 0;
  #workers = 1;

  constructor(total: number) {
    this.#total = total;
    const format = '{bar} {value} of {total} runs | {left} left | {running}';
    const look = { barCompleteChar: '█', barIncompleteChar: '░', barsize: 20, hideCursor: true };
    this.#bar = process.stdout.isTTY ? new SingleBar({ format, ...look, gracefulExit: true }) : undefined;
  }

  /** A run was done before. */
  found({ cell }: GridRun, seconds: number): void {
    this.#learn(cell, seconds);
    this.#done += 1;
  }

  begin(waiting: readonly GridRun[], workers: number): void {
    this.#left = [...waiting];
    this.#workers = Math.max(1, workers);
    const done = this.#done === 0 ? '' : `, ${this.#done} of them done before`;
    process.stdout.write(`${this.#total} runs${done}\n`);
    this.#bar?.start(this.#total, this.#done, this.#shown());
  }

  started(run: GridRun): void {
    this.#left.splice(this.#left.indexOf(run), 1);
    this.#running.set(run, { since: performance.now(), share: 0 });
    this.#show();
  }

  passed(run: GridRun, share: number): void {
    const running = this.#running.get(run);
    if (running !== undefined) running.share = share;
    this.#show();
  }

  done(run: GridRun): void {
    const seconds = (performance.now() - (this.#running.get(run)?.since ?? Number.NaN)) / 1000;
    this.#learn(run.cell, seconds);
    this.#end(run, `${seconds.toFixed(1)} s`);
  }

  failed(run: GridRun, reason: string): void {
    this.#end(run, `failed: ${reason}`);
  }

  end(): void {
    this.#bar?.stop();
  }

  #learn(cell: number, seconds: number): void {
    this.#seconds.set(cell, [...(this.#seconds.get(cell) ?? []), seconds]);
  }

  #end(run: GridRun, outcome: string): void {
    this.#running.delete(run);
    this.#done += 1;
    this.#show();
    if (this.#bar !== undefined) return;
    const left = timeText(this.#secondsLeft());
    process.stdout.write(`${this.#done} of ${this.#total}: ${runName(run)}, ${outcome}; ${left} left\n`);
  }

  #show(): void {
    this.#bar?.update(this.#done, this.#shown());
  }

  #shown() {
    const running = [...this.#running].map(([run, { share }]) => `${runName(run)} ${Math.floor(100 * share)} %`);
    return { left: timeText(this.#secondsLeft()), running: running.join(' | ') };
  }

  /** What is left by the mean seconds of each cell's runs, or of all where a cell has none yet; NaN before the first. */
  #secondsLeft(): number {
    const all = mean([...this.#seconds.values()].map(mean));
    const expected = ({ cell }: GridRun) => mean(this.#seconds.get(cell) ?? [all]);
    let seconds = this.#left.reduce((sum, run) => sum + expected(run), 0);
    for (const [run, { share }] of this.#running) seconds += (1 - share) * expected(run);
    return seconds / this.#workers;
  }
}

/** Seconds as `40 s` or `12 min`. */
export function timeText(seconds: number): string {
  if (Number.isNaN(seconds)) return '?';
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
