import { InputError, show } from '../input-error.ts';
import { requireNumbers } from './scores.ts';

/**
 * By how much scores fall short of a threshold γ: mean max(0, γ − x), which is γ − mean min(x, γ). Lower is better, and what
 * lies above γ makes up for nothing.
 *
 * @param threshold γ; 1 for scores normalised by what a task is worth
 * @throws InputError where there is no number, or one that is not finite
 */
export function optimalityGap(numbers: readonly number[], threshold = 1): number {
  requireNumbers('optimality gap', numbers);
  if (!Number.isFinite(threshold)) throw new InputError('optimality gap', 'a finite threshold', show(threshold));
  let short = 0;
  for (const number of numbers) short += Math.max(0, threshold - number);
  return short / numbers.length;
}
