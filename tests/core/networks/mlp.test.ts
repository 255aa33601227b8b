import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { activationNames, activations } from '../../../src/core/networks/activations.ts';
import { mlp } from '../../../src/core/networks/mlp.ts';
import { initialValues, type Network } from '../../../src/core/networks/network.ts';
import { layoutOf, tensorsOf } from '../../../src/core/parameters.ts';
import { Random } from '../../../src/core/random.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { mlpForward } from '../../reference/float64.ts';

const network = mlp({ inputs: 3, outputs: 2, hidden: [5, 4], activation: 'tanh' });

describe('the flat layout of a multilayer perceptron', () => {
  it('has for each layer the weight [in, out], then the bias', () => {
    expect(network.layout).toEqual([
      { name: 'hidden0/weight', shape: [3, 5], offset: 0 },
      { name: 'hidden0/bias', shape: [5], offset: 15 },
      { name: 'hidden1/weight', shape: [5, 4], offset: 20 },
      { name: 'hidden1/bias', shape: [4], offset: 40 },
      { name: 'output/weight', shape: [4, 2], offset: 44 },
      { name: 'output/bias', shape: [2], offset: 52 },
    ]);
  });

  it('is linear without hidden layers', () => {
    expect(mlp({ inputs: 3, outputs: 1, hidden: [], activation: 'tanh' }).layout.map(({ name }) => name)).toEqual([
      'output/weight',
      'output/bias',
    ]);
  });
});

onEachBackend('a multilayer perceptron', () => {
  it('computes what plain float64 computes', () => {
    const random = new Random('mlp');
    const values = initialValues(network, random).map((x) => x + 0.2 * random.normal());
    const rows = [
      [0.5, -1, 2],
      [0, 0, 0],
      [3, 1, -2],
    ];
    const actual = tf.tidy(() => {
      const output = network.apply(tensorsOf({ values, layout: network.layout }), tf.tensor2d(rows));
      return output.arraySync() as number[][];
    });
    rows.forEach((row, i) => {
      mlpForward(values, network.layout, row).forEach((x, j) => {
        expect(actual[i]?.[j]).toBeCloseTo(x, 5);
      });
    });
  });

  const closedForms: Record<(typeof activationNames)[number], (x: number) => number> = {
    linear: (x) => x,
    tanh: Math.tanh,
    relu: (x) => Math.max(0, x),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    elu: (x) => (x > 0 ? x : Math.expm1(x)),
    softplus: (x) => Math.log1p(Math.exp(x)),
    silu: (x) => x / (1 + Math.exp(-x)),
    // Φ by its Taylor series about 0, exact to 1e-9 on [−3, 3].
    gelu(x) {
      let [term, sum] = [x, x];
      for (let k = 1; k < 60; k++) {
        term *= -(x * x) / (2 * k);
        sum += term / (2 * k + 1);
      }
      return x * (0.5 + sum / Math.sqrt(2 * Math.PI));
    },
  };

  it.each(activationNames)('has the closed form of %s', (name) => {
    const xs = [-3, -1.5, -0.1, 0, 0.1, 1, 2.5, 3];
    const ys = tf.tidy(() => Array.from(activations[name](tf.tensor1d(xs)).dataSync()));
    xs.forEach((x, i) => {
      expect(ys[i]).toBeCloseTo(closedForms[name](x), 5);
    });
  });
});

describe('a network of one’s own', () => {
  const own: Network = {
    layout: layoutOf([
      { name: 'kernel', shape: [4, 3] },
      { name: 'offset', shape: [3] },
    ]),
    apply: (parameters, x) =>
      tf.add(tf.matMul(x as tf.Tensor2D, parameters[0] as tf.Tensor2D), parameters[1] as tf.Tensor),
  };

  it('begins with orthogonal weights and zero vectors, unless it says otherwise', () => {
    const values = initialValues(own, new Random('own'));
    expect(Math.hypot(...values.subarray(0, 12))).toBeCloseTo(Math.sqrt(6), 5);
    expect([...values.subarray(12)]).toEqual([0, 0, 0]);
    const given = { ...own, initialize: () => new Float32Array(15).fill(7) };
    expect(initialValues(given, new Random('own'))[14]).toBe(7);
  });
});

describe('bad settings', () => {
  it('are refused', () => {
    const settings = { inputs: 3, outputs: 1, hidden: [8], activation: 'tanh' } as const;
    expect(() => mlp({ ...settings, hidden: [0] })).toThrow('mlp: layer sizes must be whole numbers ≥ 1, got [3,0,1]');
    expect(() => mlp({ ...settings, activation: 'tan' as 'tanh' })).toThrow(
      'mlp: activation must be one of linear,tanh',
    );
  });
});
