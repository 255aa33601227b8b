import { Random } from '../random.ts';
import { quantile } from './quantile.ts';

/** The 95 % interval of the mean of a sample, by the percentile bootstrap: the same for the same sample, whenever asked. */
export function bootstrapInterval(sample: readonly number[], resamples = 2000): [number, number] {
  const random = new Random('bootstrap');
  return percentileInterval(resamples, () => {
    let sum = 0;
    for (let i = 0; i < sample.length; i++) sum += sample[random.integer(sample.length)] as number;
    return sum / sample.length;
  });
}

/** From the 2.5th to the 97.5th percentile of what `estimate` says of one resample after another (Efron 1979). */
export function percentileInterval(resamples: number, estimate: () => number): [number, number] {
  const estimates = Float64Array.from({ length: resamples }, estimate).sort();
  return [quantile(estimates, 0.025), quantile(estimates, 0.975)];
}
