import * as tf from '@tensorflow/tfjs';
import { type Rule, type Rules, required, rule } from './rule.ts';

/** Along an axis cut into pieces; tfjs fails where there is one piece alone. */
const joined = (input: string, join: (pieces: tf.Tensor[], axis: number) => tf.Tensor): Rule => {
  return () => ({
    gradFunc: (dy, _, attrs) => ({
      [input]: () => join(Array.isArray(dy) ? dy : [dy], attrs?.axis as number),
    }),
  });
};

/** Every copy's share in one sum; tfjs adds them up by a kernel for each copy, and knows four axes at most. */
const tile: Rule = rule<{ readonly reps: readonly number[] }>(['x'], (dy, [x], { reps }) => {
  const { shape } = x as tf.Tensor;
  return {
    x: () => {
      const copies: number[] = [];
      const split: number[] = [];
      shape.forEach((size, i) => {
        if (reps[i] !== 1) copies.push(split.push(reps[i] as number) - 1);
        if (size !== 1) split.push(size);
      });
      return tf.reshape(copies.length === 0 ? dy : tf.sum(tf.reshape(dy, split), copies), shape);
    },
  };
});

interface GatherAttributes {
  readonly axis: number;
  readonly batchDims?: number;
}

/** Adds each gathered slice to where it came from, for any axis and any number of batch axes. */
const gather: Rule = rule<GatherAttributes>(['x', 'indices'], (dy, [x, indices], attrs) => ({
  x: () => scatter(dy, x as tf.Tensor, indices as tf.Tensor, attrs),
  indices: () => tf.zeros((indices as tf.Tensor).shape),
}));

function scatter(dy: tf.Tensor, { shape, rank }: tf.Tensor, indices: tf.Tensor, attrs: GatherAttributes): tf.Tensor {
  const axis = attrs.axis < 0 ? attrs.axis + rank : attrs.axis;
  const batchAxes = attrs.batchDims ?? 0;
  const size = tf.util.sizeFromShape;
  const batch = size(shape.slice(0, batchAxes));
  const [outer, n, inner] = [size(shape.slice(batchAxes, axis)), shape[axis] as number, size(shape.slice(axis + 1))];
  const each = indices.size / batch;
  const rows = tf.transpose(tf.reshape(dy, [batch, outer, each, inner]), [0, 2, 1, 3]);
  const starts = tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(n, 'int32'));
  const places = tf.add(tf.reshape(tf.cast(indices, 'int32'), [batch, each]), tf.reshape(starts, [batch, 1]));
  const sums = tf.unsortedSegmentSum(
    tf.reshape(rows, [batch * each, outer * inner]),
    tf.reshape(places, [batch * each]) as tf.Tensor1D,
    batch * n,
  );
  return tf.reshape(tf.transpose(tf.reshape(sums, [batch, n, outer, inner]), [0, 2, 1, 3]), shape);
}

/** Kernels that move numbers about. */
export const shapes = {
  Identity: 'stock',
  Cast: 'stock',
  Reshape: 'stock',
  ExpandDims: 'stock',
  Transpose: 'stock',
  Reverse: 'stock',
  Concat: 'stock',
  Pack: 'stock',
  SplitV: joined('x', (pieces, axis) => tf.concat(pieces, axis)),
  Unpack: joined('value', (pieces, axis) => tf.stack(pieces, axis)),
  Slice: 'stock',
  PadV2: 'stock',
  Tile: tile,
  Select: 'stock',
  GatherV2: gather,
  UnsortedSegmentSum: (stock) => ({
    inputsToSave: ['segmentIds'],
    gradFunc: (dy, saved, attrs) => ({
      ...required(stock).gradFunc(dy, saved, attrs),
      segmentIds: () => tf.zeros((saved[0] as tf.Tensor).shape),
    }),
  }),
} as const satisfies Rules;
