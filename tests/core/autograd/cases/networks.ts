import * as tf from '@tensorflow/tfjs';
import * as nd from '../ndarray.ts';
import { type Case, type Matrix, numbers } from './case.ts';

const image = numbers([2, 5, 4, 2], -1.5, 1.5, 'image');
const two = (
  op: string,
  kernels: Case['kernels'],
  inputs: readonly nd.NdArray[],
  f: (...x: tf.Tensor4D[]) => tf.Tensor,
  reference: Case['reference'],
): Case => ({ op, kernels, inputs, f: f as Case['f'], reference });

const turns = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;
const side = (rows: number, columns: number, turned: boolean) => (turned ? [columns, rows] : [rows, columns]);

const products: readonly Case[] = [
  ...turns.map(([a, b]) =>
    two(
      `matMul${a ? ', first transposed' : ''}${b ? ', second transposed' : ''}`,
      ['BatchMatMul'],
      [numbers(side(3, 4, a), -1, 1, 'left'), numbers(side(4, 2, b), -1, 1, 'right')],
      (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, a, b),
      (x, y) => nd.matMul(x as nd.NdArray, y as nd.NdArray, a, b),
    ),
  ),
  two(
    'matMul, batched, second transposed',
    ['BatchMatMul'],
    [numbers([2, 3, 4], -1, 1, 'left'), numbers([2, 2, 4], -1, 1, 'right')],
    (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, false, true),
    (x, y) => nd.matMul(x as nd.NdArray, y as nd.NdArray, false, true),
  ),
  two(
    'matMul, one matrix for a batch',
    ['BatchMatMul'],
    [numbers([2, 3, 4], -1, 1, 'left'), numbers([4, 2], -1, 1, 'right')],
    (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor),
    (x, y) => nd.matMul(x as nd.NdArray, y as nd.NdArray),
  ),
];

const elu = (x: number) => (x > 0 ? x : Math.expm1(x));
const fused: readonly Case[] = (
  [
    ['linear', (x) => x],
    ['relu', (x) => Math.max(0, x)],
    ['relu6', (x) => Math.min(6, Math.max(0, x))],
    ['elu', elu],
    ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
    ['leakyrelu', (x) => (x > 0 ? x : 0.2 * x)],
  ] as ['linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu', (x: number) => number][]
).map(([activation, phi]) =>
  two(
    `fused.matMul, ${activation}`,
    ['BatchMatMul', 'Add'],
    [numbers([3, 4], -1, 1, 'left'), numbers([4, 2], -1, 1, 'right'), numbers([2], -1, 1, 'bias')],
    (a, b, bias) => tf.fused.matMul({ a: a as tf.Tensor, b: b as tf.Tensor, bias: bias as tf.Tensor, activation }),
    (a, b, bias) => nd.map(phi)(nd.add(nd.matMul(a as nd.NdArray, b as nd.NdArray), bias as nd.NdArray)),
  ),
);

const convolutions: readonly Case[] = (
  [
    ['same', 1],
    ['valid', 1],
    ['same', 2],
    ['valid', 2],
  ] as [nd.Padding, number][]
).flatMap(([padding, stride]) => [
  two(
    `conv2d, ${padding}, stride ${stride}`,
    ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'],
    [image, numbers([3, 2, 2, 3], -1, 1, 'filter')],
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding),
    (x, w) => nd.conv2d(x as nd.NdArray, w as nd.NdArray, stride, padding),
  ),
  two(
    `depthwiseConv2d, ${padding}, stride ${stride}`,
    ['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'],
    [image, numbers([3, 2, 2, 2], -1, 1, 'filter')],
    (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding),
    (x, w) => nd.depthwiseConv2d(x as nd.NdArray, w as nd.NdArray, stride, padding),
  ),
  two(
    `maxPool, ${padding}, stride ${stride}`,
    ['MaxPool', 'MaxPoolGrad'],
    [image],
    (x) => tf.maxPool(x as tf.Tensor4D, 2, stride, padding),
    (x) => nd.pool((xs) => Math.max(...xs))(x as nd.NdArray, 2, stride, padding),
  ),
  two(
    `avgPool, ${padding}, stride ${stride}`,
    ['AvgPool', 'AvgPoolGrad'],
    [image],
    (x) => tf.avgPool(x as tf.Tensor4D, 2, stride, padding),
    (x) => nd.pool((xs) => xs.reduce((a, b) => a + b, 0) / xs.length)(x as nd.NdArray, 2, stride, padding),
  ),
]);

const others: readonly Case[] = [
  two(
    'conv1d',
    ['Conv2D', 'Conv2DBackpropFilter'],
    [numbers([2, 6, 2], -1, 1, 'series'), numbers([3, 2, 2], -1, 1, 'filter')],
    (x, w) => tf.conv1d(x as unknown as tf.Tensor3D, w as unknown as tf.Tensor3D, 1, 'same'),
    (x, w) => {
      const [series, filter] = [x as nd.NdArray, w as nd.NdArray];
      const result = nd.conv2d(nd.reshape(series, [2, 1, 6, 2]), nd.reshape(filter, [1, 3, 2, 2]), 1, 'same');
      return nd.reshape(result, [2, 6, 2]);
    },
  ),
  two(
    'fused.matMul, prelu',
    ['BatchMatMul', 'Prelu'],
    [numbers([3, 4], -1, 1, 'left'), numbers([4, 2], -1, 1, 'right'), numbers([2], 0.1, 0.5, 'slope')],
    (a, b, slope) =>
      tf.fused.matMul({
        a: a as tf.Tensor,
        b: b as tf.Tensor,
        activation: 'prelu',
        preluActivationWeights: slope as tf.Tensor,
      }),
    (a, b, slope) =>
      nd.zip((x, alpha) => (x > 0 ? x : x * alpha))(nd.matMul(a as nd.NdArray, b as nd.NdArray), slope as nd.NdArray),
  ),
  two(
    'fused.conv2d, relu',
    ['Conv2D', 'Relu'],
    [image, numbers([3, 2, 2, 3], -1, 1, 'filter'), numbers([3], -1, 1, 'bias')],
    (x, w, bias) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: w as tf.Tensor4D,
        strides: 1,
        pad: 'valid',
        bias: bias as tf.Tensor,
        activation: 'relu',
      }),
    (x, w, bias) =>
      nd.map((each) => Math.max(0, each))(
        nd.add(nd.conv2d(x as nd.NdArray, w as nd.NdArray, 1, 'valid'), bias as nd.NdArray),
      ),
  ),
  two(
    'conv2dTranspose',
    ['Conv2DBackpropInput'],
    [numbers([1, 2, 2, 2], -1, 1, 'small'), numbers([2, 2, 3, 2], -1, 1, 'filter')],
    (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [1, 4, 4, 3], 2, 'valid'),
    (x, w) =>
      nd.build([1, 4, 4, 3], ([b, r, c, d]) => {
        const [row, column] = [r as number, c as number];
        let total = 0;
        for (let k = 0; k < 2; k++) {
          const place = [b as number, Math.floor(row / 2), Math.floor(column / 2), k];
          total += nd.at(x as nd.NdArray, place) * nd.at(w as nd.NdArray, [row % 2, column % 2, d as number, k]);
        }
        return total;
      }),
  ),
];

const UNITS = 3;
const cellInputs = (gates: number) => [
  numbers([2, 2], -1, 1, 'input'),
  numbers([2, UNITS], -1, 1, 'state'),
  numbers([2 + UNITS, gates * UNITS], -1, 1, 'kernel'),
  numbers([gates * UNITS], -1, 1, 'bias'),
];

/** h' + c' of an LSTM cell whose cell state is h as well. */
function lstm(x: Matrix, h: Matrix, kernel: Matrix, bias: tf.Tensor1D): tf.Tensor {
  const [cell, hidden] = tf.basicLSTMCell(tf.scalar(1), kernel, bias, x, h, h);
  return tf.add(cell, hidden);
}

function lstm64(x: nd.NdArray, h: nd.NdArray, kernel: nd.NdArray, bias: nd.NdArray): nd.NdArray {
  const gates = nd.add(nd.matMul(nd.concat([x, h], 1), kernel), bias);
  const gate = (i: number) => nd.slice(gates, [0, i * UNITS], [2, UNITS]);
  const written = nd.mul(nd.sigmoid(gate(0)), nd.tanh(gate(1)));
  const cell = nd.add(nd.mul(h, nd.sigmoid(nd.add(gate(2), nd.scalar(1)))), written);
  return nd.add(cell, nd.mul(nd.tanh(cell), nd.sigmoid(gate(3))));
}

/** z h + (1 − z) tanh(n + r h), with reset gate r and update gate z. */
function gru(x: Matrix, h: Matrix, kernel: Matrix, bias: tf.Tensor1D): tf.Tensor {
  const gates = tf.add(tf.matMul(tf.concat([x, h], 1), kernel), bias);
  const [r, z, n] = tf.split(gates, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const candidate = tf.tanh(tf.add(n, tf.mul(tf.sigmoid(r), h)));
  const update = tf.sigmoid(z);
  return tf.add(tf.mul(update, h), tf.mul(tf.sub(1, update), candidate));
}

function gru64(x: nd.NdArray, h: nd.NdArray, kernel: nd.NdArray, bias: nd.NdArray): nd.NdArray {
  const gates = nd.add(nd.matMul(nd.concat([x, h], 1), kernel), bias);
  const gate = (i: number) => nd.slice(gates, [0, i * UNITS], [2, UNITS]);
  const candidate = nd.tanh(nd.add(gate(2), nd.mul(nd.sigmoid(gate(0)), h)));
  const update = nd.sigmoid(gate(1));
  return nd.add(nd.mul(update, h), nd.mul(nd.sub(nd.scalar(1), update), candidate));
}

const cells: readonly Case[] = [
  {
    op: 'LSTM cell',
    kernels: ['Concat', 'Sigmoid', 'Tanh', 'Slice'],
    inputs: cellInputs(4),
    f: lstm as Case['f'],
    reference: lstm64 as Case['reference'],
  },
  {
    op: 'GRU cell',
    kernels: ['Concat', 'Sigmoid', 'Tanh', 'SplitV'],
    inputs: cellInputs(3),
    f: gru as Case['f'],
    reference: gru64 as Case['reference'],
  },
];

export const networks: readonly Case[] = [...products, ...fused, ...convolutions, ...others, ...cells];
