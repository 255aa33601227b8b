import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** Steps of several environments, each environment's in time order, one behind the other; one number for each step. */
export interface FusedSequences {
  readonly rewards: Float64Array;
  readonly values: Float32Array;
  readonly nextValues: Float32Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** The rows of one environment each: [start, end). */
  readonly segments: readonly { readonly start: number; readonly end: number }[];
}

/** `gae` of `advantages.ts` for every segment, to the bit. */
export function fusedAdvantages(
  { rewards, values, nextValues, terminated, truncated, segments }: FusedSequences,
  { gamma, lambda }: { readonly gamma: number; readonly lambda: number },
): { advantages: Float32Array; returns: Float32Array } {
  const [r, v, next] = [KernelArray.of(Float64Array, 0).write(rewards), floats(values), floats(nextValues)];
  const [ended, cut] = [bytes(terminated), bytes(truncated)];
  const [advantages, returns] = [KernelArray.floats(values.length), KernelArray.floats(values.length)];
  for (const { start, end } of segments) {
    const at = 4 * start;
    kernels.generalizedAdvantages(
      end - start,
      r.address + 2 * at,
      v.address + at,
      next.address + at,
      ended.address + start,
      cut.address + start,
      gamma,
      lambda,
      advantages.address + at,
      returns.address + at,
    );
  }
  const result = { advantages: advantages.view.slice(), returns: returns.view.slice() };
  for (const array of [r, v, next, ended, cut, advantages, returns]) array.release();
  return result;
}

function floats(numbers: Float32Array): KernelArray {
  return KernelArray.floats(0).write(numbers);
}

function bytes(numbers: Uint8Array): KernelArray<Uint8Array> {
  return KernelArray.of(Uint8Array, 0).write(numbers);
}
