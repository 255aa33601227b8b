import type { LineFigure } from 'policy-ascent/node';
import type { Cell, Measurement } from './cell.ts';
import type { Results } from './results.ts';

export type { Cell, Measurement } from './cell.ts';

/** Measures one run; tells now and then which share of it is done. */
export type Measure<S extends object = object> = (
  settings: S,
  seed: number,
  onProgress: (share: number) => void,
) => Promise<Measurement>;

/** What a paper says, beside what came out here. */
export interface Claim {
  readonly claim: string;
  readonly published: string;
  readonly ours: string;
  readonly verdict: 'reproduced' | 'in part' | 'not reproduced';
}

/** A table of the report. */
export interface ReportTable {
  readonly heading: string;
  /** What the numbers are: statistic, interval, seeds. */
  readonly remark: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What follows from the results. */
export interface Conclusion {
  readonly claims: readonly Claim[];
  readonly tables: readonly ReportTable[];
  /** Figures by file name. */
  readonly figures: Readonly<Record<string, LineFigure>>;
}

/** A declared experiment: a grid of runs, and what follows from them. Its folder's `experiment.ts` exports it by default. */
export interface Experiment<S extends object = object> {
  readonly title: string;
  /** The paper or benchmark. */
  readonly source: string;
  /** How many seeds, 1 to n, each cell is run with unless the command says otherwise. */
  readonly seeds: number;
  readonly cells: readonly Cell<S>[];
  readonly measure: Measure<S>;
  conclude(results: Results): Conclusion;
}

/** Lets the compiler see that each cell's settings are what the measure takes. */
export function experiment<S extends object>(declared: Experiment<S>): Experiment<S> {
  return declared;
}
