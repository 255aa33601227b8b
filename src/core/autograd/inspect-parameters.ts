import { InputError, show } from '../input-error.ts';
import { type LayoutEntry, type Parameters, sizeOfLayout, viewOf } from '../parameters.ts';
import { globalNorm } from './clip-gradient.ts';

/** A tensor in four numbers. */
export interface TensorSummary {
  /** ‖x‖, Euclidean. */
  readonly norm: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** A tensor of a network by name: its weights, and their gradient where one was given. */
export interface InspectedTensor extends Pick<LayoutEntry, 'name' | 'shape'> {
  readonly weight: TensorSummary;
  readonly gradient?: TensorSummary;
}

/**
 * The weights of a network tensor by tensor, in the order of their layout, and a gradient beside them.
 *
 * @throws InputError where the gradient has not one number for each parameter
 */
export function inspectParameters({ values, layout }: Parameters, gradient?: Float32Array): InspectedTensor[] {
  const size = sizeOfLayout(layout);
  if (gradient !== undefined && gradient.length !== size) {
    throw new InputError('inspectParameters: gradient', `must have ${size} numbers`, show(gradient.length));
  }
  return layout.map((entry) => ({
    name: entry.name,
    shape: entry.shape,
    weight: summarize(viewOf(values, entry)),
    ...(gradient && { gradient: summarize(viewOf(gradient, entry)) }),
  }));
}

function summarize(x: Float32Array): TensorSummary {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const each of x) {
    sum += each;
    min = Math.min(min, each);
    max = Math.max(max, each);
  }
  return { norm: globalNorm(x), mean: sum / x.length, min, max };
}
