import type { Figure } from './figure.ts';

/** How a figure stands to what it was: now / then, and between which ratios the spread of both leaves it. */
export interface Comparison {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** `better` or `worse` where all runs now lie on one side of all runs then; empty where they overlap. */
  readonly verdict: 'better' | 'worse' | '';
}

/** Compares a figure with that of the same name in an earlier report. */
export function compare(now: Figure, then: Figure): Comparison {
  const low = now.low / then.high;
  const high = now.high / then.low;
  const higher = now.low > then.high;
  const lower = now.high < then.low;
  const improved = now.better === 'higher' ? higher : lower;
  return { ratio: now.median / then.median, low, high, verdict: improved ? 'better' : higher || lower ? 'worse' : '' };
}
