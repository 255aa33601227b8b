/** Which way a figure is to move. */
export type Better = 'higher' | 'lower';

/** One measured quantity: the median of its runs, with the lowest and the highest beside it, for machines are shared. */
export interface Figure {
  /** Unique within its section; what `--against` compares by. */
  readonly name: string;
  readonly unit: string;
  readonly better: Better;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What a figure is, before its values are known. */
export type FigureKind = Pick<Figure, 'name' | 'unit' | 'better'>;

/** How often a figure is measured. */
export const RUNS = 5;

/** The figure of these runs. */
export function figureOf(kind: FigureKind, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (i: number) => sorted[i] ?? Number.NaN;
  const half = (sorted.length - 1) / 2;
  const median = (at(Math.floor(half)) + at(Math.ceil(half))) / 2;
  return { ...kind, median, low: at(0), high: at(sorted.length - 1) };
}
