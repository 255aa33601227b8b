import { InputError, type Statistics, statisticsOf } from 'policy-ascent';
import { csv } from '../csv.ts';
import type { Cell, Measurement } from './cell.ts';

/** A run that is done, with where it stands in the grid. */
export interface Result extends Measurement {
  readonly cell: Cell;
  readonly seed: number;
  readonly seconds: number;
}

/** A point of the mean of several curves, with the 95 % bootstrap interval of that mean. */
export interface MeanPoint {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The results of a whole grid. */
export class Results {
  readonly runs: readonly Result[];

  constructor(runs: readonly Result[]) {
    this.runs = runs;
  }

  get seeds(): number {
    return new Set(this.runs.map(({ seed }) => seed)).size;
  }

  /** Wall seconds of all runs together. */
  get seconds(): number {
    return this.runs.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** A figure of the runs of one cell, by rising seed. */
  values(arm: string, task: string, figure: string): number[] {
    return this.#cell(arm, task).map(({ figures }) => {
      const value = figures[figure];
      if (value === undefined) throw new InputError('figure', `one of ${Object.keys(figures).join(', ')}`, figure);
      return value;
    });
  }

  /** Its mean over the seeds, with the 95 % bootstrap interval, and the rest. */
  statistics(arm: string, task: string, figure: string): Statistics {
    return statisticsOf(this.values(arm, task, figure));
  }

  /** The mean over seeds of the curves of one cell, over the steps that all have. */
  curve(arm: string, task: string): MeanPoint[] {
    const curves = this.#cell(arm, task).map(({ curve = [] }) => new Map(curve));
    const steps = [...(curves[0]?.keys() ?? [])].filter((step) => curves.every((curve) => curve.has(step)));
    return steps.map((step) => {
      const { mean, interval } = statisticsOf(curves.map((curve) => curve.get(step) as number));
      return { step, mean, low: interval[0], high: interval[1] };
    });
  }

  /** A row for each run: arm, task, seed and the figures. No times: the file is the same wherever it is made. */
  runsCsv(): string {
    const names = [...new Set(this.runs.flatMap(({ figures }) => Object.keys(figures)))];
    const rows = this.runs.map(({ cell, seed, figures }) => {
      return [cell.arm, cell.task, seed, ...names.map((name) => figures[name])];
    });
    return csv(['arm', 'task', 'seed', ...names], rows);
  }

  /** A row for each point of each cell's mean curve; undefined where the runs have none. */
  curvesCsv(): string | undefined {
    const cells = new Map(this.runs.map(({ cell }) => [`${cell.arm}\n${cell.task}`, cell]));
    const rows = [...cells.values()].flatMap(({ arm, task }) =>
      this.curve(arm, task).map(({ step, mean, low, high }) => {
        return [arm, task, String(Math.round(step)), mean, low, high];
      }),
    );
    return rows.length === 0 ? undefined : csv(['arm', 'task', 'step', 'mean', 'low', 'high'], rows);
  }

  #cell(arm: string, task: string): Result[] {
    const own = this.runs.filter(({ cell }) => cell.arm === arm && cell.task === task);
    if (own.length === 0) throw new InputError('results', 'must have runs of the cell', `${arm} on ${task}`);
    return own.sort((a, b) => a.seed - b.seed);
  }
}
