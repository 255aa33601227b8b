import { Random } from './random.ts';

/** The arithmetic mean, summed in float64; NaN of nothing. */
export function mean(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] as number;
  return sum / numbers.length;
}

/** The population variance, mean (x − mean)². */
export function variance(numbers: ArrayLike<number>): number {
  const centre = mean(numbers);
  let squares = 0;
  for (let i = 0; i < numbers.length; i++) squares += ((numbers[i] as number) - centre) ** 2;
  return squares / numbers.length;
}

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

/** The 95 % interval of the mean of a sample, by the percentile bootstrap: the same for the same sample, whenever asked. */
export function bootstrapInterval(sample: readonly number[], resamples = 2000): [number, number] {
  const random = new Random('bootstrap');
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < sample.length; i++) sum += sample[random.integer(sample.length)] as number;
    return sum / sample.length;
  }).sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

/** The quantile of sorted numbers, linear between neighbours. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
