import { describe, expect, it } from 'vitest';
import { createActorCritic } from '../../../src/core/actor-critic.ts';
import {
  constant,
  glorotUniform,
  heNormal,
  orthogonal,
  uniformByInputs,
} from '../../../src/core/networks/initializers.ts';
import { type LayoutEntry, layoutOf, viewOf } from '../../../src/core/parameters.ts';
import { Random } from '../../../src/core/random.ts';
import { box } from '../../../src/core/spaces.ts';

const random = () => new Random('initializers');

/** WᵀW, for W `[rows, columns]`. */
function gram(w: Float32Array, rows: number, columns: number): number[][] {
  return Array.from({ length: columns }, (_, a) =>
    Array.from({ length: columns }, (_, b) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += (w[i * columns + a] as number) * (w[i * columns + b] as number);
      return sum;
    }),
  );
}

function transposed(w: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: w.length }, (_, k) => w[(k % rows) * columns + Math.floor(k / rows)] as number);
}

describe('orthogonal weights', () => {
  it.each([
    [64, 64],
    [64, 3],
    [4, 64],
    [1, 1],
  ])('%i × %i are orthogonal along the shorter side, with the gain squared on the diagonal', (rows, columns) => {
    const w = orthogonal(Math.SQRT2)([rows, columns], random());
    const product = rows >= columns ? gram(w, rows, columns) : gram(transposed(w, rows, columns), columns, rows);
    product.forEach((row, a) => {
      row.forEach((x, b) => {
        expect(x).toBeCloseTo(a === b ? 2 : 0, 5);
      });
    });
  });

  it('of a convolution are orthogonal over all inputs of a filter', () => {
    const w = orthogonal(1)([3, 3, 2, 4], random());
    gram(w, 18, 4).forEach((row, a) => {
      row.forEach((x, b) => {
        expect(x).toBeCloseTo(Number(a === b), 5);
      });
    });
  });
});

describe('random weights', () => {
  const moments = (w: Float32Array) => {
    const mean = w.reduce((sum, x) => sum + x, 0) / w.length;
    return { mean, variance: w.reduce((sum, x) => sum + (x - mean) ** 2, 0) / w.length };
  };

  it('of Glorot are uniform within √(6 / (in + out))', () => {
    const w = glorotUniform()([300, 100], random());
    const limit = Math.sqrt(6 / 400);
    expect(Math.max(...w)).toBeLessThanOrEqual(limit);
    expect(Math.min(...w)).toBeGreaterThanOrEqual(-limit);
    expect(moments(w).variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });

  it('of He have variance 2 / in', () => {
    const { mean, variance } = moments(heNormal()([200, 150], random()));
    expect(mean).toBeCloseTo(0, 2);
    expect(variance / (2 / 200)).toBeCloseTo(1, 1);
  });

  it('count the receptive field of a convolution as inputs', () => {
    const { variance } = moments(heNormal()([5, 5, 8, 64], random()));
    expect(variance / (2 / 200)).toBeCloseTo(1, 1);
  });

  it('may all be the same', () => {
    expect([...constant(0.5)([3], random())]).toEqual([0.5, 0.5, 0.5]);
  });
});

describe('weights that are uniform by their inputs', () => {
  const layout = layoutOf([
    { name: 'conv0/weight', shape: [3, 3, 4, 500] },
    { name: 'conv0/bias', shape: [500] },
    { name: 'output/weight', shape: [16, 900] },
    { name: 'output/bias', shape: [900] },
  ]);
  const values = uniformByInputs(layout, random());

  it.each([0, 1, 2, 3])('fill ±1/√inputs, biases like the weight before them: tensor %i', (i) => {
    const own = viewOf(values, layout[i] as LayoutEntry);
    const limit = 1 / Math.sqrt(i < 2 ? 36 : 16);
    expect(Math.max(...own)).toBeLessThanOrEqual(limit);
    expect(Math.max(...own)).toBeGreaterThan(0.99 * limit);
    expect(Math.min(...own)).toBeLessThan(-0.99 * limit);
    const variance = own.reduce((sum, x) => sum + x * x, 0) / own.length;
    // Var of x² is 4/45 of the limit to the fourth; five standard errors.
    expect(Math.abs(variance / (limit * limit) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / own.length));
  });
});

describe('initialization of the standard networks', () => {
  const spaces = { observationSpace: box(-1, 1, [25]), actionSpace: box(-1, 1, [2]) } as const;
  const learner = (changes: object) =>
    createActorCritic({ ...spaces, ...changes, initialization: 'uniform', random: random() });
  const tensorsOf = (changes: object) => {
    const { values, layout } = learner(changes).parameters;
    return new Map(layout.map((entry) => [entry.name, [...viewOf(values, entry)]]));
  };

  it.each([
    ['separate networks', {}, ['policy/hidden0/weight', 'value/hidden0/weight', 'value/hidden0/bias']],
    ['one trunk', { sharedTrunk: true }, ['policy/hidden0/weight', 'policy/hidden0/bias']],
    ['a memory', { recurrent: 'gru' }, ['policy/hidden0/weight', 'value/hidden0/bias']],
  ] as const)('uniform reaches every layer: %s', (_, changes, first) => {
    const tensors = tensorsOf({ hidden: [64], ...changes });
    for (const name of first) expect(Math.max(...(tensors.get(name) as number[]).map(Math.abs))).toBeCloseTo(0.2, 1);
    for (const [name, tensor] of tensors) {
      if (!name.endsWith('logStd')) expect(new Set(tensor).size, name).toBeGreaterThan(0.99 * tensor.length);
      if (name.startsWith('value/bias') || name.startsWith('value/output/bias')) {
        expect(Math.abs(tensor[0] as number)).toBeLessThanOrEqual(1 / 8);
      }
    }
  });

  it('uniform keeps the first log σ: of its own, of gSDE, and in the output’s bias where it is predicted', () => {
    expect(tensorsOf({ initialLogStd: -3 }).get('policy/logStd')).toEqual([-3, -3]);
    const gsde = tensorsOf({ initialLogStd: -3, logStd: 'gsde' }).get('policy/noise/logStd') as number[];
    expect([gsde.length, ...new Set(gsde)]).toEqual([128, -3]);
    const [a, b, c, d] = tensorsOf({ initialLogStd: -3, logStd: 'predicted' }).get('policy/output/bias') as [
      number,
      number,
      number,
      number,
    ];
    for (const x of [a, b, c + 3, d + 3]) expect(Math.abs(x)).toBeLessThanOrEqual(1 / 8);
    expect(c).not.toBe(-3);
  });
});
