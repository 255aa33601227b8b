import { mean } from './moments.ts';
import { quantile } from './quantile.ts';
import { requireNumbers } from './scores.ts';

/**
 * The interquartile mean: the mean of what is left once the ⌊n/4⌋ lowest and the ⌊n/4⌋ highest of n numbers are dropped.
 *
 * Less swayed by outliers than the mean, and less uncertain than the median. Of fewer than four numbers it is the mean.
 * As `scipy.stats.trim_mean(x, 0.25)`.
 *
 * @throws InputError where there is no number, or one that is not finite
 */
export function interquartileMean(numbers: readonly number[]): number {
  requireNumbers('interquartile mean', numbers);
  const dropped = Math.floor(numbers.length / 4);
  return mean(sorted(numbers).subarray(dropped, numbers.length - dropped));
}

/**
 * The middle number, or the mean of the middle two.
 *
 * @throws InputError where there is no number, or one that is not finite
 */
export function median(numbers: readonly number[]): number {
  requireNumbers('median', numbers);
  return quantile(sorted(numbers), 0.5);
}

function sorted(numbers: readonly number[]): Float64Array {
  return Float64Array.from(numbers).sort();
}
