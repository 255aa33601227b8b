import { InputError, show } from '../input-error.ts';

/** An objective and its gradient on part of a batch. */
export interface PartialObjective {
  readonly value: number;
  readonly gradient: Float32Array;
  /** How many samples the part holds. */
  readonly size: number;
}

export interface AccumulationSettings {
  /** Whether the objective is a mean over its samples, as those of this library are, or a sum. */
  readonly over?: 'mean' | 'sum';
}

/**
 * The objective and its gradient on a whole batch, from its parts: Σ nₖ gₖ / Σ nₖ of means over nₖ samples, Σ gₖ of sums.
 *
 * In float64, one part at a time: a generator of parts need not hold more than one. Only sums over samples come apart
 * so: what is normalised by the batch's own statistics must be so before it is cut up.
 *
 * @throws InputError where there is no part, or a part's gradient has another length
 */
export function accumulateGradients(
  parts: Iterable<PartialObjective>,
  { over = 'mean' }: AccumulationSettings = {},
): PartialObjective {
  let total: Float64Array | undefined;
  let [value, size, weights] = [0, 0, 0];
  for (const part of parts) {
    const weight = over === 'mean' ? part.size : 1;
    total ??= new Float64Array(part.gradient.length);
    requireLength(part.gradient, total.length);
    for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + weight * (part.gradient[i] as number);
    value += weight * part.value;
    size += part.size;
    weights += weight;
  }
  if (total === undefined) throw new InputError('accumulateGradients', 'needs at least one part');
  const divisor = over === 'mean' ? weights : 1;
  return { value: value / divisor, gradient: Float32Array.from(total, (x) => x / divisor), size };
}

/**
 * The mean of gradients that workers found on batches of one size.
 *
 * @throws InputError where there is none, or they have different lengths
 */
export function averageGradients(gradients: readonly Float32Array[]): Float32Array {
  return accumulateGradients(gradients.map((gradient) => ({ value: 0, gradient, size: 1 }))).gradient;
}

function requireLength(gradient: Float32Array, expected: number): void {
  if (gradient.length === expected) return;
  throw new InputError('gradient', `every part's must have ${expected} numbers`, show(gradient.length));
}
