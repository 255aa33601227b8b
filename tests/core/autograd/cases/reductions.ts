import * as tf from '@tensorflow/tfjs';
import * as nd from '../ndarray.ts';
import { type Case, exactly, type Matrix, numbers } from './case.ts';

const cube = numbers([2, 3, 4], -1.5, 1.5, 'cube');
const matrix = numbers([3, 4], -2, 2, 'matrix');
const max = nd.reduce((xs) => Math.max(...xs));
const min = nd.reduce((xs) => Math.min(...xs));
const product = nd.reduce((xs) => xs.reduce((a, b) => a * b, 1));
const exp = nd.map(Math.exp);
const log = nd.map(Math.log);

/** Running sums along an axis. */
function cumsum(a: nd.NdArray, axis: number, exclusive = false, reverse = false): nd.NdArray {
  const n = a.shape[axis] as number;
  return nd.build(a.shape, (index) => {
    const i = index[axis] as number;
    let total = 0;
    for (let j = 0; j < n; j++) {
      if ((reverse ? j > i : j < i) || (!exclusive && j === i)) {
        total += nd.at(
          a,
          index.map((k, d) => (d === axis ? j : k)),
        );
      }
    }
    return total;
  });
}

const softmax = (a: nd.NdArray) => exp(logSoftmax(a));
const logSoftmax = (a: nd.NdArray) => nd.sub(a, nd.logSumExp(a, [a.shape.length - 1], true));

type One = (x: tf.Tensor) => tf.Tensor;
const one = (
  op: string,
  kernels: Case['kernels'],
  input: nd.NdArray,
  f: One,
  reference: (x: nd.NdArray) => nd.NdArray,
): Case => ({ op, kernels, inputs: [input], f: f as Case['f'], reference: reference as Case['reference'] });

/** (x − mean) / √(variance + ε) over the last axis. */
function layerNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
  return tf.add(tf.mul(normal, scale), offset);
}

function layerNorm64(x: nd.NdArray, scale: nd.NdArray, offset: nd.NdArray): nd.NdArray {
  const centred = nd.sub(x, nd.mean(x, [1], true));
  const variance = nd.mean(nd.square(centred), [1], true);
  const normal = nd.zip((a, b) => a / Math.sqrt(b + 1e-3))(centred, variance);
  return nd.add(nd.mul(normal, scale), offset);
}

export const reductions: readonly Case[] = [
  one(
    'sum, all',
    ['Sum'],
    cube,
    (x) => tf.sum(x),
    (x) => nd.sum(x),
  ),
  one(
    'sum, axes 0 and 2',
    ['Sum'],
    cube,
    (x) => tf.sum(x, [0, 2]),
    (x) => nd.sum(x, [0, 2]),
  ),
  one(
    'mean, axis 1, kept',
    ['Mean'],
    cube,
    (x) => tf.mean(x, 1, true),
    (x) => nd.mean(x, [1], true),
  ),
  one(
    'mean, all',
    ['Mean'],
    cube,
    (x) => tf.mean(x),
    (x) => nd.mean(x),
  ),
  one(
    'max, axis 1',
    ['Max'],
    cube,
    (x) => tf.max(x, 1),
    (x) => max(x, [1]),
  ),
  one(
    'max, all',
    ['Max'],
    cube,
    (x) => tf.max(x),
    (x) => max(x),
  ),
  one(
    'min, axes 0 and 2, kept',
    ['Min'],
    cube,
    (x) => tf.min(x, [0, 2], true),
    (x) => min(x, [0, 2], true),
  ),
  one(
    'prod, axis 1',
    ['Prod'],
    cube,
    (x) => tf.prod(x, 1),
    (x) => product(x, [1]),
  ),
  one(
    'prod, axis −1',
    ['Prod'],
    matrix,
    (x) => tf.prod(x, -1, true),
    (x) => product(x, [1], true),
  ),
  one(
    'prod, axes 0 and 1',
    ['Prod'],
    cube,
    (x) => tf.prod(x, [0, 1]),
    (x) => product(x, [0, 1]),
  ),
  one(
    'prod, with zeros',
    ['Prod'],
    exactly([3, 3], 1, 2, 0, 0, 3, 0, 4, 5, 6),
    (x) => tf.prod(x, 1),
    (x) => product(x, [1]),
  ),
  one(
    'cumsum, axis 0',
    ['Cumsum'],
    cube,
    (x) => tf.cumsum(x, 0),
    (x) => cumsum(x, 0),
  ),
  one(
    'cumsum, axis 1, exclusive',
    ['Cumsum'],
    cube,
    (x) => tf.cumsum(x, 1, true),
    (x) => cumsum(x, 1, true),
  ),
  one(
    'cumsum, axis 2, reverse',
    ['Cumsum'],
    cube,
    (x) => tf.cumsum(x, 2, false, true),
    (x) => cumsum(x, 2, false, true),
  ),
  one(
    'logSumExp, axis 1',
    ['Max', 'Equal'],
    matrix,
    (x) => tf.logSumExp(x, 1),
    (x) => nd.logSumExp(x, [1]),
  ),
  one(
    'logSumExp, large',
    ['Max', 'Equal'],
    exactly([3], 500, 501, 499.5),
    (x) => tf.logSumExp(x),
    (x) => nd.add(nd.logSumExp(nd.sub(x, nd.scalar(500))), nd.scalar(500)),
  ),
  one('softmax', ['Softmax'], cube, (x) => tf.softmax(x), softmax),
  one('logSoftmax', ['logSoftmax__op'], matrix, (x) => tf.logSoftmax(x), logSoftmax),
  one(
    'softmax, entropy',
    ['Softmax'],
    matrix,
    (x) => tf.sum(tf.mul(tf.softmax(x), tf.logSoftmax(x)), 1),
    (x) => nd.sum(nd.mul(softmax(x), logSoftmax(x)), [1]),
  ),
  one(
    'oneHot of argMax and argMin',
    ['ArgMax', 'ArgMin', 'OneHot'],
    matrix,
    (x) => {
      const best = tf.oneHot(tf.argMax(x, 1) as tf.Tensor1D, 4);
      const worst = tf.oneHot(tf.argMin(x, 1) as tf.Tensor1D, 4);
      return tf.sum(tf.mul(tf.add(best, worst), tf.square(x)), 1);
    },
    (x) => nd.add(nd.square(max(x, [1])), nd.square(min(x, [1]))),
  ),
  {
    op: 'layer normalisation',
    kernels: ['Mean', 'Sqrt', 'RealDiv'],
    inputs: [matrix, numbers([4], 0.5, 2, 'scale'), numbers([4], -1, 1, 'offset')],
    f: layerNorm as Case['f'],
    reference: layerNorm64 as Case['reference'],
  },
  {
    op: 'batchNorm',
    kernels: ['FusedBatchNorm', 'Tile'],
    inputs: [
      numbers([3, 2, 1, 4], -2, 2, 'batch'),
      numbers([4], -1, 1, 'mean'),
      numbers([4], 0.5, 2, 'variance'),
      numbers([4], -1, 1, 'offset'),
      numbers([4], 0.5, 2, 'scale'),
    ],
    f: ((x: tf.Tensor, mean: tf.Tensor1D, variance: tf.Tensor1D, offset: tf.Tensor1D, scale: tf.Tensor1D) =>
      tf.batchNorm(x, mean, variance, offset, scale, 1e-3)) as Case['f'],
    reference: ((x: nd.NdArray, mean: nd.NdArray, variance: nd.NdArray, offset: nd.NdArray, scale: nd.NdArray) => {
      const normal = nd.zip((a, b) => a / Math.sqrt(b + 1e-3))(nd.sub(x, mean), variance);
      return nd.add(nd.mul(normal, scale), offset);
    }) as Case['reference'],
  },
  {
    op: 'batchNorm, of its own moments',
    kernels: ['FusedBatchNorm', 'Mean'],
    inputs: [numbers([4, 3], -2, 2, 'rows'), numbers([3], 0.5, 2, 'scale')],
    f: ((x: Matrix, scale: tf.Tensor1D) => {
      const { mean, variance } = tf.moments(x, 0);
      return tf.batchNorm2d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, tf.zeros([3]) as tf.Tensor1D, scale, 1e-2);
    }) as Case['f'],
    reference: ((x: nd.NdArray, scale: nd.NdArray) => {
      const centred = nd.sub(x, nd.mean(x, [0], true));
      const variance = nd.mean(nd.square(centred), [0], true);
      return nd.mul(nd.zip((a, b) => a / Math.sqrt(b + 1e-2))(centred, variance), scale);
    }) as Case['reference'],
  },
  one(
    'log of mean of exp',
    ['Exp', 'Mean', 'Log'],
    matrix,
    (x) => tf.log(tf.mean(tf.exp(x), 0)),
    (x) => log(nd.mean(exp(x), [0])),
  ),
];
