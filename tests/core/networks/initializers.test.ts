import { describe, expect, it } from 'vitest';
import { constant, glorotUniform, heNormal, orthogonal } from '../../../src/core/networks/initializers.ts';
import { Random } from '../../../src/core/random.ts';

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
