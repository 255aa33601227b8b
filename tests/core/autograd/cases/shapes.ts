import * as tf from '@tensorflow/tfjs';
import * as nd from '../ndarray.ts';
import { type Case, numbers } from './case.ts';

const cube = numbers([2, 3, 4], -1.5, 1.5, 'cube');
const matrix = numbers([3, 4], -2, 2, 'matrix');
const other = numbers([3, 2], -2, 2, 'other');

const one = (
  op: string,
  kernels: Case['kernels'],
  input: nd.NdArray,
  f: (x: tf.Tensor) => tf.Tensor,
  reference: (x: nd.NdArray) => nd.NdArray,
): Case => ({ op, kernels, inputs: [input], f: f as Case['f'], reference: reference as Case['reference'] });

const two = (
  op: string,
  kernels: Case['kernels'],
  inputs: readonly [nd.NdArray, nd.NdArray],
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  reference: (a: nd.NdArray, b: nd.NdArray) => nd.NdArray,
): Case => ({ op, kernels, inputs, f: f as Case['f'], reference: reference as Case['reference'] });

const pick = (x: nd.NdArray, index: number, axis: number) => {
  const picked = nd.take(x, [index], axis);
  return nd.reshape(
    picked,
    x.shape.filter((_, i) => i !== axis),
  );
};

const places = [
  [1, 1],
  [3, 0],
  [2, 1],
];

/** Adds the rows of x that have the same id. */
const segmentSum = (x: nd.NdArray, ids: readonly number[], count: number) =>
  nd.build([count, ...x.shape.slice(1)], ([segment, ...rest]) =>
    ids.reduce((sum, id, i) => sum + (id === segment ? nd.at(x, [i, ...rest]) : 0), 0),
  );

export const shapes: readonly Case[] = [
  one(
    'reshape',
    ['Reshape'],
    cube,
    (x) => tf.reshape(x, [4, 6]),
    (x) => nd.reshape(x, [4, 6]),
  ),
  one(
    'expandDims',
    ['ExpandDims'],
    matrix,
    (x) => tf.expandDims(x, 1),
    (x) => nd.reshape(x, [3, 1, 4]),
  ),
  one(
    'squeeze',
    ['Reshape'],
    numbers([3, 1, 2]),
    (x) => tf.squeeze(x),
    (x) => nd.reshape(x, [3, 2]),
  ),
  one(
    'transpose',
    ['Transpose'],
    cube,
    (x) => tf.transpose(x, [2, 0, 1]),
    (x) => nd.transpose(x, [2, 0, 1]),
  ),
  one(
    'reverse',
    ['Reverse'],
    matrix,
    (x) => tf.reverse(x, 1),
    (x) => nd.take(x, [3, 2, 1, 0], 1),
  ),
  one(
    'slice',
    ['Slice'],
    cube,
    (x) => tf.slice(x, [0, 1, 2], [2, 2, 2]),
    (x) => nd.slice(x, [0, 1, 2], [2, 2, 2]),
  ),
  one(
    'pad',
    ['PadV2'],
    matrix,
    (x) =>
      tf.pad(x, [
        [1, 0],
        [2, 1],
      ]),
    (x) =>
      nd.pad(x, [
        [1, 0],
        [2, 1],
      ]),
  ),
  one(
    'tile',
    ['Tile'],
    cube,
    (x) => tf.tile(x, [2, 1, 3]),
    (x) => nd.tile(x, [2, 1, 3]),
  ),
  one(
    'tile, of five axes',
    ['Tile'],
    numbers([1, 2, 1, 2, 1]),
    (x) => tf.tile(x, [2, 2, 1, 1, 3]),
    (x) => nd.tile(x, [2, 2, 1, 1, 3]),
  ),
  one(
    'broadcastTo',
    ['Tile'],
    numbers([3, 1]),
    (x) => tf.broadcastTo(x, [2, 3, 4]),
    (x) => nd.broadcastTo(x, [2, 3, 4]),
  ),
  two(
    'concat, axis 1',
    ['Concat'],
    [matrix, other],
    (a, b) => tf.concat([a, b], 1),
    (a, b) => nd.concat([a, b], 1),
  ),
  two(
    'stack',
    ['Pack'],
    [matrix, numbers([3, 4], -2, 2, 'second')],
    (a, b) => tf.stack([a, b], 1),
    (a, b) => nd.concat([nd.reshape(a, [3, 1, 4]), nd.reshape(b, [3, 1, 4])], 1),
  ),
  one(
    'split in uneven parts',
    ['SplitV'],
    matrix,
    (x) => {
      const [a, b] = tf.split(x, [1, 3], 1) as [tf.Tensor, tf.Tensor];
      return tf.mul(tf.exp(a), b);
    },
    (x) => nd.mul(nd.map(Math.exp)(nd.slice(x, [0, 0], [3, 1])), nd.slice(x, [0, 1], [3, 3])),
  ),
  one(
    'split, one part of two used',
    ['SplitV'],
    matrix,
    (x) => tf.split(x, 2, 1)[1] as tf.Tensor,
    (x) => nd.slice(x, [0, 2], [3, 2]),
  ),
  one(
    'split in one part',
    ['SplitV'],
    matrix,
    (x) => tf.split(x, 1, 0)[0] as tf.Tensor,
    (x) => x,
  ),
  one(
    'unstack',
    ['Unpack'],
    matrix,
    (x) => {
      const [a, b, c] = tf.unstack(x) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.add(tf.mul(a, b), c);
    },
    (x) => nd.add(nd.mul(pick(x, 0, 0), pick(x, 1, 0)), pick(x, 2, 0)),
  ),
  one(
    'unstack, of one',
    ['Unpack'],
    numbers([1, 3]),
    (x) => tf.unstack(x)[0] as tf.Tensor,
    (x) => nd.reshape(x, [3]),
  ),
  one(
    'gather, axis 1',
    ['GatherV2', 'UnsortedSegmentSum'],
    cube,
    (x) => tf.gather(x, [2, 0, 2], 1),
    (x) => nd.take(x, [2, 0, 2], 1),
  ),
  one(
    'gather, by indices of two axes',
    ['GatherV2'],
    matrix,
    (x) =>
      tf.gather(x, [
        [0, 2],
        [1, 0],
      ]),
    (x) => nd.reshape(nd.take(x, [0, 2, 1, 0], 0), [2, 2, 4]),
  ),
  one(
    'gather, batched',
    ['GatherV2'],
    matrix,
    (x) => tf.gather(x, tf.tensor2d(places.flat(), [3, 2], 'int32'), 1, 1),
    (x) => nd.build([3, 2], ([i, j]) => nd.at(x, [i as number, places[i as number]?.[j as number] as number])),
  ),
  one(
    'unsortedSegmentSum',
    ['UnsortedSegmentSum'],
    matrix,
    (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1], 'int32'), 3),
    (x) => segmentSum(x, [1, 0, 1], 3),
  ),
  two(
    'where, broadcast',
    ['Select'],
    [matrix, numbers([4], -2, 2, 'else')],
    (a, b) => tf.where(tf.tensor2d([1, 0, 1], [3, 1], 'bool'), a, b),
    (a, b) => nd.build([3, 4], ([i, j]) => (i === 1 ? nd.at(b, [j as number]) : nd.at(a, [i as number, j as number]))),
  ),
];
