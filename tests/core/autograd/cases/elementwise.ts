import * as tf from '@tensorflow/tfjs';
import type { ListedKernel } from '../../../../src/core/autograd/rules/index.ts';
import { add, map, mul, type NdArray, square, zip } from '../ndarray.ts';
import { type Case, exactly, numbers } from './case.ts';

/** erf x = 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / n! (2n + 1) */
function erf(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; n < 80; n++) {
    sum += term / (2 * n + 1);
    term *= -(x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const [ALPHA, SCALE] = [1.6732632423543772, 1.0507009873554805];

function unary(
  op: string,
  kernels: readonly ListedKernel[],
  f: (x: tf.Tensor) => tf.Tensor,
  reference: (x: number) => number,
  input: NdArray = numbers([3, 4], -2, 2, op),
): Case {
  return { op, kernels, inputs: [input], f, reference: map(reference) };
}

const positive = numbers([3, 4], 0.3, 3, 'positive');
const edges = exactly([6], -30, -3, -1e-3, 1e-3, 3, 30);

const unaries: readonly Case[] = [
  unary('neg', ['Neg'], tf.neg, (x) => -x),
  unary('square', ['Square'], tf.square, (x) => x * x),
  unary('sqrt', ['Sqrt'], tf.sqrt, Math.sqrt, positive),
  unary('sqrt, near 0', ['Sqrt'], tf.sqrt, Math.sqrt, exactly([2], 0.02, 0.05)),
  unary('rsqrt', ['Rsqrt'], tf.rsqrt, (x) => 1 / Math.sqrt(x), positive),
  unary('reciprocal', ['Reciprocal'], tf.reciprocal, (x) => 1 / x, positive),
  unary('abs', ['Abs'], tf.abs, Math.abs),
  unary('exp', ['Exp'], tf.exp, Math.exp),
  unary('expm1', ['Expm1'], tf.expm1, Math.expm1),
  unary('log', ['Log'], tf.log, Math.log, positive),
  unary('log1p', ['Log1p'], tf.log1p, Math.log1p, numbers([5], -0.8, 3)),
  unary('sin', ['Sin'], tf.sin, Math.sin),
  unary('cos', ['Cos'], tf.cos, Math.cos),
  unary('tanh', ['Tanh'], tf.tanh, Math.tanh),
  unary('tanh, saturated', ['Tanh'], tf.tanh, Math.tanh, exactly([4], -20, -1, 1, 20)),
  unary('sigmoid', ['Sigmoid'], tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  unary('sigmoid, saturated', ['Sigmoid'], tf.sigmoid, (x) => 1 / (1 + Math.exp(-x)), edges),
  unary('softplus', ['Softplus'], tf.softplus, (x) => Math.log1p(Math.exp(x))),
  unary('softplus, saturated', ['Softplus'], tf.softplus, (x) => Math.log1p(Math.exp(x)), edges),
  unary('erf', ['Erf'], tf.erf, erf),
  unary('relu', ['Relu', 'Step'], tf.relu, (x) => Math.max(0, x)),
  unary('relu6', ['Relu6'], tf.relu6, (x) => Math.min(6, Math.max(0, x)), numbers([8], -4, 9)),
  unary(
    'leakyRelu',
    ['LeakyRelu'],
    (x) => tf.leakyRelu(x, 0.3),
    (x) => (x > 0 ? x : 0.3 * x),
  ),
  unary('elu', ['Elu', 'EluGrad'], tf.elu, (x) => (x > 0 ? x : Math.expm1(x))),
  unary('selu', ['Selu'], tf.selu, (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x))),
  unary(
    'gelu, by erf',
    ['Erf'],
    (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
    (x) => (x / 2) * (1 + erf(x * Math.SQRT1_2)),
  ),
  unary(
    'clipByValue',
    ['ClipByValue'],
    (x) => tf.clipByValue(x, -0.5, 0.8),
    (x) => Math.min(0.8, Math.max(-0.5, x)),
  ),
  unary(
    'cast',
    ['Cast'],
    (x) => tf.cast(x, 'float32'),
    (x) => x,
  ),
  unary(
    'clone',
    ['Identity'],
    (x) => tf.clone(x),
    (x) => x,
  ),
  unary(
    'sign',
    ['Sign'],
    (x) => tf.mul(tf.sign(x), tf.square(x)),
    (x) => Math.sign(x) * x * x,
  ),
  unary(
    'step',
    ['Step'],
    (x) => tf.mul(tf.step(x), tf.square(x)),
    (x) => (x > 0 ? x * x : 0),
  ),
  unary(
    'floor',
    ['Floor'],
    (x) => tf.mul(tf.floor(x), x),
    (x) => Math.floor(x) * x,
  ),
  unary(
    'ceil',
    ['Ceil'],
    (x) => tf.mul(tf.ceil(x), x),
    (x) => Math.ceil(x) * x,
  ),
  unary(
    'round',
    ['Round'],
    (x) => tf.mul(tf.round(x), x),
    (x) => Math.round(x) * x,
  ),
  unary(
    'zerosLike',
    ['ZerosLike'],
    (x) => tf.add(tf.zerosLike(x), tf.square(x)),
    (x) => x * x,
  ),
  unary(
    'onesLike',
    ['OnesLike'],
    (x) => tf.mul(tf.onesLike(x), tf.square(x)),
    (x) => x * x,
  ),
];

const [wide, row, column] = [numbers([3, 4], -2, 2, 'a'), numbers([4], -2, 2, 'b'), numbers([3, 1], -2, 2, 'c')];

function binary(
  op: string,
  kernels: readonly ListedKernel[],
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  reference: (a: number, b: number) => number,
  pairs: readonly (readonly [NdArray, NdArray])[] = [
    [wide, row],
    [column, row],
  ],
): Case[] {
  return pairs.map(([a, b]) => ({
    op: `${op} [${a.shape}] [${b.shape}]`,
    kernels,
    inputs: [a, b],
    f,
    reference: zip(reference),
  }));
}

const twos = numbers([4], 0.4, 2, 'away from 0');
const binaries: readonly Case[] = [
  ...binary('add', ['Add'], tf.add, (a, b) => a + b),
  ...binary('sub', ['Sub'], tf.sub, (a, b) => a - b),
  ...binary('mul', ['Multiply'], tf.mul, (a, b) => a * b),
  ...binary('div', ['RealDiv'], tf.div, (a, b) => a / b, [
    [wide, twos],
    [column, twos],
    [row, numbers([3, 1], 0.4, 2, 'divisor')],
  ]),
  ...binary('squaredDifference', ['SquaredDifference'], tf.squaredDifference, (a, b) => (a - b) ** 2),
  ...binary('minimum', ['Minimum'], tf.minimum, Math.min),
  ...binary('maximum', ['Maximum'], tf.maximum, Math.max),
  ...binary('pow', ['Pow'], tf.pow, (a, b) => a ** b, [
    [numbers([3, 4], 0.3, 2, 'base'), row],
    [numbers([3, 1], 0.3, 2, 'base'), row],
  ]),
  ...binary('prelu', ['Prelu'], tf.prelu, (a, b) => (a > 0 ? a : a * b), [[wide, row]]),
  ...binary('mul, of scalars', ['Multiply'], tf.mul, (a, b) => a * b, [[exactly([], 0.5), exactly([], -1.5)]]),
];

const comparisons: readonly Case[] = (
  [
    ['Greater', tf.greater, (a, b) => a > b],
    ['GreaterEqual', tf.greaterEqual, (a, b) => a >= b],
    ['Less', tf.less, (a, b) => a < b],
    ['LessEqual', tf.lessEqual, (a, b) => a <= b],
    ['Equal', tf.equal, (a, b) => a === b],
    ['NotEqual', tf.notEqual, (a, b) => a !== b],
  ] as [ListedKernel, typeof tf.greater, (a: number, b: number) => boolean][]
).map(([kernel, compare, holds]) => ({
  op: `where(${kernel})`,
  kernels: [kernel, 'Select'],
  inputs: [wide, row],
  f: (a, b) =>
    tf.where(
      compare(a as tf.Tensor, b as tf.Tensor),
      tf.mul(a as tf.Tensor, b as tf.Tensor),
      tf.square(a as tf.Tensor),
    ),
  reference: zip((a, b) => (holds(a, b) ? a * b : a * a)),
}));

const bool = (x: tf.Tensor) => tf.greater(x, 0);
const logic: readonly Case[] = [
  unary(
    'logicalAnd, logicalOr, logicalNot',
    ['LogicalAnd', 'LogicalOr', 'LogicalNot'],
    (x) =>
      tf.mul(
        tf.cast(tf.logicalOr(tf.logicalAnd(bool(x), tf.less(x, 1)), tf.logicalNot(tf.greater(x, -1))), 'float32'),
        tf.square(x),
      ),
    (x) => ((x > 0 && x < 1) || !(x > -1) ? x * x : 0),
  ),
  {
    op: 'any, all',
    kernels: ['Any', 'All'],
    inputs: [wide],
    f: (x = tf.scalar(0)) =>
      tf.mul(tf.square(x), tf.add(tf.cast(tf.any(bool(x)), 'float32'), tf.cast(tf.all(bool(x)), 'float32'))),
    reference: square,
  },
  {
    op: 'addN',
    kernels: ['AddN'],
    inputs: [wide, numbers([3, 4], -2, 2, 'second'), numbers([3, 4], -2, 2, 'third')],
    f: (...x) => tf.addN(x),
    reference: (...x) => x.reduce((a, b) => add(a, b)),
  },
  {
    op: 'pow, of a base ≤ 0 to whole powers',
    kernels: ['Pow'],
    inputs: [exactly([4], -2, -0.5, 0, 1.5)],
    f: (x = tf.scalar(0)) => tf.add(tf.pow(x, 3), tf.add(tf.pow(x, 1), tf.pow(x, 2))),
    reference: map((x) => x ** 3 + x ** 2 + x),
  },
  {
    op: 'sub, div and mul of one tensor with itself',
    kernels: ['Sub', 'RealDiv', 'Multiply'],
    inputs: [positive],
    f: (x = tf.scalar(0)) => tf.div(tf.mul(x, tf.mul(x, x)), tf.sub(tf.mul(x, 3), x)),
    reference: (x) => map((each) => (each * each) / 2)(mul(x as NdArray, { shape: [], data: [1] })),
  },
];

export const elementwise: readonly Case[] = [...unaries, ...binaries, ...comparisons, ...logic];
