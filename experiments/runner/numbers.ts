import type { Statistics } from 'policy-ascent';

/** A number with four significant digits and a true minus sign. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(4);
  return (Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential(2) : digits).replaceAll('-', '−');
}

/** A mean and its interval: `490.1 [483.2, 496.0]`. */
export function withInterval({ mean, interval: [low, high] }: Pick<Statistics, 'mean' | 'interval'>): string {
  return `${figure(mean)} [${figure(low)}, ${figure(high)}]`;
}

/** A mean and the sample's standard deviation: `490.0 ± 6.1`. */
export function withDeviation({ mean, standardDeviation }: Pick<Statistics, 'mean' | 'standardDeviation'>): string {
  return `${figure(mean)} ± ${figure(standardDeviation)}`;
}
