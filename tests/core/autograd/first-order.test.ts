import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { cases } from './cases/index.ts';
import { flat, scalarOf, tensorOf } from './derivatives.ts';

/** The ops whose stock gradients are wrong at first order, fail there, or are slow; the table test shows ours right. */
const broken = {
  cpu: [
    /^(squaredDifference|minimum|maximum) \[/,
    /^where\((Greater|Less|LessEqual|Equal|NotEqual)\)/,
    /^(logicalAnd|any, all|prod, axis −1|tile|broadcastTo|split in one part|unstack, of one)/,
    /^cumsum, axis [01]/,
    /^matMul, one matrix for a batch/,
    /^avgPool, same/,
  ],
  wasm: [/^(gather|unsortedSegmentSum|conv|fused\.conv2d|depthwiseConv2d|maxPool)/],
};

type F = (...x: tf.Tensor[]) => tf.Tensor;
const stockGradient = (f: F, x: tf.Tensor[]) => flat(tf.engine().gradients(() => f(...x), x).grads);
const ourGradient = (f: F, x: tf.Tensor[]) => flat(valueAndGradient((own: tf.Tensor[]) => f(...own), x).gradient);
const weighted =
  (f: F): F =>
  (...x) =>
    scalarOf(f)(x);

const pair = () => [tf.tensor1d([1, 2, -1, 0]), tf.tensor1d([1, 1, -1, 2])];
const kinks = () => [tf.tensor1d([-6, -1, -0.5, 0, 0.5, 1, 6, 7])];

/** Functions that are linear between kinks, at their kinks. */
const ties: readonly [string, F, () => tf.Tensor[]][] = [
  ['relu', tf.relu as F, kinks],
  ['relu6', tf.relu6 as F, kinks],
  ['leakyRelu', (x) => tf.leakyRelu(x as tf.Tensor, 0.1), kinks],
  ['prelu', (x) => tf.prelu(x as tf.Tensor, tf.scalar(0.3)), kinks],
  ['abs', tf.abs as F, kinks],
  ['sign', tf.sign as F, kinks],
  ['step', ((x) => tf.step(x as tf.Tensor)) as F, kinks],
  ['floor', tf.floor as F, kinks],
  ['clipByValue', (x) => tf.clipByValue(x as tf.Tensor, -1, 0.5), kinks],
  ['minimum', tf.minimum as F, pair],
  ['maximum', tf.maximum as F, pair],
  ['max', (x) => tf.max(x as tf.Tensor, 1), () => [tf.tensor2d([1, 2, 2, 0, 0, 0], [2, 3])]],
  ['min', (x) => tf.min(x as tf.Tensor), () => [tf.tensor2d([1, 0, 2, 0, 0, 0], [2, 3])]],
  [
    'where(≥)',
    (x, y) => tf.where(tf.greaterEqual(x as tf.Tensor, y as tf.Tensor), x as tf.Tensor, tf.neg(y as tf.Tensor)),
    pair,
  ],
  ['maxPool', (x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'same'), () => [tf.zeros([1, 3, 3, 2])]],
];

/** Integers in, as tfjs's own tests have them. */
const integers: readonly [string, F][] = [
  ['squaredDifference', tf.squaredDifference as F],
  ['maximum', tf.maximum as F],
  ['minimum', tf.minimum as F],
  ['pow', tf.pow as F],
  ['mul', tf.mul as F],
  ['sub', tf.sub as F],
];

onEachBackend('at first order', (backend) => {
  const isBroken = (op: string) =>
    [...broken.cpu, ...(backend === 'wasm' ? broken.wasm : [])].some((each) => each.test(op));

  it.each(cases.filter(({ op }) => !isBroken(op)))('the gradient of $op is tfjs’s, to the bit', ({ f, inputs }) => {
    const x = inputs.map(tensorOf);
    expect(ourGradient(weighted(f), x)).toEqual(stockGradient(weighted(f), x));
  });

  it.each(ties.filter(([op]) => backend === 'cpu' || op !== 'maxPool'))(
    '%s at ties is tfjs’s, to the bit',
    (_, f, x) => {
      // Sums in whose gradient every entry of dy differs.
      const g: F = (...inputs) => {
        const y = f(...inputs);
        return tf.sum(tf.mul(y, tf.reshape(tf.range(1, y.size + 1), y.shape)));
      };
      // tfjs has no gradient for most comparisons: there the tie is what the table says.
      expect(ourGradient(g, x())).toEqual(stockGradient(g, x()));
    },
  );

  it.each(ties)('%s has no curvature at ties', (_, f, at) => {
    const x = at();
    const g = (own: tf.Tensor[]) => tf.sum(tf.mul(f(...own), 3));
    const product = flat(hvp(g, x)(x.map((tensor) => tf.onesLike(tensor))));
    expect(product.every((each) => each === 0)).toBe(true);
  });

  it.each(integers)('%s of int32 tensors is tfjs’s, to the bit', (_, f) => {
    const x = [tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([2, 2, 1], 'int32')];
    const g: F = (...inputs) => tf.sum(tf.cast(f(...inputs), 'float32'));
    const computed = [x[0] as tf.Tensor];
    const fixed: F = (a) => g(a as tf.Tensor, x[1] as tf.Tensor);
    expect(ourGradient(fixed, computed)).toEqual(stockGradient(fixed, computed));
  });
});

describe('tfjs itself', () => {
  it('gathers wrong elements along batch axes on WebAssembly, but not inside the functions here', async () => {
    const gathered = async (backend: string) => {
      await tf.setBackend(backend);
      const x = tf.tensor2d([0, 1, 2, 10, 11, 12, 20, 21, 22], [3, 3]);
      return [...tf.gather(x, tf.tensor2d([1, 1, 2, 0, 2, 1], [3, 2], 'int32'), 1, 1).dataSync()];
    };
    const right = [1, 1, 12, 10, 22, 21];
    expect(await gathered('cpu')).toEqual(right);
    expect(await gathered('wasm')).not.toEqual(right);
    const inside: number[] = [];
    const x = tf.tensor2d([0, 1, 2, 10, 11, 12, 20, 21, 22], [3, 3]);
    valueAndGradient((own: tf.Tensor) => {
      const rows = tf.gather(own, tf.tensor2d([1, 1, 2, 0, 2, 1], [3, 2], 'int32'), 1, 1);
      inside.push(...rows.dataSync());
      return tf.sum(rows);
    }, x);
    expect(inside).toEqual(right);
    expect(await gathered('wasm')).not.toEqual(right);
  });
});
