import * as tf from '@tensorflow/tfjs';

/** Where one tensor of a network lies in its flat parameter vector. */
export interface LayoutEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/**
 * The order of a network's tensors in its flat vector: for each layer the weight `[in, out]` row-major, then its bias;
 * a state-independent `logStd` last.
 */
export type Layout = readonly LayoutEntry[];

/** A flat parameter vector and what lies where in it. Learning writes into `values` in place. */
export interface Parameters {
  readonly values: Float32Array;
  readonly layout: Layout;
}

/** The number of elements of a tensor of this shape. */
export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Lays tensors out one behind the other, in the order given, each name behind `prefix`. */
export function layoutOf(tensors: readonly Omit<LayoutEntry, 'offset'>[], prefix = '', start = 0): Layout {
  let offset = start;
  return tensors.map(({ name, shape }) => {
    const entry = { name: prefix + name, shape, offset };
    offset += sizeOfShape(shape);
    return entry;
  });
}

/** The length of the flat vector that a layout describes. */
export function sizeOfLayout(layout: Layout): number {
  return layout.reduce((size, { shape }) => size + sizeOfShape(shape), 0);
}

/** The part of a flat vector that belongs to one entry of its layout; a view, not a copy. */
export function viewOf(values: Float32Array, { offset, shape }: LayoutEntry): Float32Array {
  return values.subarray(offset, offset + sizeOfShape(shape));
}

/** The parameters as one tensor for each entry of the layout. The caller disposes of them. */
export function tensorsOf({ values, layout }: Parameters): tf.Tensor[] {
  return layout.map((entry) => tf.tensor(viewOf(values, entry), [...entry.shape], 'float32'));
}

/** The opposite of {@link tensorsOf}: tensors one behind the other in a flat vector; zeros where one is undefined. */
export function flattenTensors(tensors: readonly (tf.Tensor | undefined)[], layout: Layout): Float32Array {
  const flat = new Float32Array(sizeOfLayout(layout));
  layout.forEach(({ offset }, i) => {
    const tensor = tensors[i];
    if (tensor !== undefined) flat.set(tensor.dataSync(), offset);
  });
  return flat;
}
