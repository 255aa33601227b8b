import { bootstrapInterval } from './bootstrap.ts';
import { mean, variance } from './moments.ts';
import { quantile } from './quantile.ts';

/** A sample in a few numbers. */
export interface Statistics {
  readonly mean: number;
  /** Of the sample, with n − 1; 0 for one number. */
  readonly standardDeviation: number;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  /** The 95 % interval of the mean: percentiles of 2,000 bootstrap resamples (Efron 1979), from a fixed seed. */
  readonly interval: readonly [low: number, high: number];
}

/** The statistics of a sample of at least one number. */
export function statisticsOf(sample: readonly number[]): Statistics {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  return {
    mean: mean(sorted),
    standardDeviation: n === 1 ? 0 : Math.sqrt((variance(sorted) * n) / (n - 1)),
    median: quantile(sorted, 0.5),
    minimum: sorted[0] as number,
    maximum: sorted.at(-1) as number,
    interval: bootstrapInterval(sorted),
  };
}
