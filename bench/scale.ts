import type { Figure } from './figure.ts';

/** A quantity that is varied while all else stays. */
export interface Scale {
  readonly name: string;
  /** What costs are measured against, as an axis says it. */
  readonly axis: string;
  /** What it is that costs the time. */
  readonly cost: string;
  readonly sizes: readonly number[];
  measure(size: number, seconds: number): Figure | Promise<Figure>;
}
