import { describe, expect, it } from 'vitest';
import { type Domain, drawTrial, probes, type SearchSpace } from '../../../src/train/search/search-space.ts';

const SPACE: SearchSpace = {
  activation: { choices: ['tanh', 'relu', [64, 64]] },
  gamma: { uniform: [0.9, 0.99] },
  learningRate: { logUniform: [1e-5, 1e-1] },
  epochs: { integers: [3, 7] },
};

function draws(domain: Domain, count = 4000): unknown[] {
  return Array.from({ length: count }, (_, i) => drawTrial({ x: domain }, 1, i + 1).x);
}

/** The share of the draws that are at most a number; of 4000, its standard error is 0.008 at most. */
function share(values: unknown[], most: number): number {
  return values.filter((value) => (value as number) <= most).length / values.length;
}

describe('a draw', () => {
  it('from a range is uniform on it', () => {
    const values = draws({ uniform: [-2, 6] }) as number[];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(6);
    for (const quantile of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      expect(Math.abs(share(values, -2 + 8 * quantile) - quantile)).toBeLessThan(0.03);
    }
  });

  it('from a logarithmic range is uniform in the logarithm: the median is the geometric mean of the ends', () => {
    const values = draws({ logUniform: [1e-5, 1e-1] }) as number[];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1e-5);
    expect(Math.max(...values)).toBeLessThanOrEqual(1e-1);
    for (const [at, quantile] of [
      [1e-4, 0.25],
      [1e-3, 0.5],
      [1e-2, 0.75],
    ] as const) {
      expect(Math.abs(share(values, at) - quantile)).toBeLessThan(0.03);
    }
  });

  it('from whole numbers has both ends and all between as often', () => {
    const values = draws({ integers: [3, 7] });
    for (const value of [3, 4, 5, 6, 7]) {
      expect(Math.abs(values.filter((each) => each === value).length / values.length - 0.2)).toBeLessThan(0.03);
    }
    expect(new Set(values)).toEqual(new Set([3, 4, 5, 6, 7]));
  });

  it('from choices has each as often', () => {
    const values = draws({ choices: ['a', null, 3, [8]] }).map((value) => JSON.stringify(value));
    for (const value of ['"a"', 'null', '3', '[8]']) {
      expect(Math.abs(values.filter((each) => each === value).length / values.length - 0.25)).toBeLessThan(0.03);
    }
  });

  it('under a schedule is where it begins', () => {
    const { x: plain } = drawTrial({ x: { logUniform: [1e-4, 1e-2] } }, 1, 1);
    const { x: falling } = drawTrial({ x: { logUniform: [1e-4, 1e-2], schedule: 'cosine' } }, 1, 1);
    expect(falling).toEqual({ schedule: 'cosine', from: plain, to: 0 });
  });
});

describe('a trial', () => {
  it('is the same whenever it is drawn', () => {
    const forwards = [1, 2, 3].map((trial) => drawTrial(SPACE, 5, trial));
    const backwards = [3, 2, 1].map((trial) => drawTrial(SPACE, 5, trial)).reverse();
    expect(backwards).toEqual(forwards);
    expect(new Set(forwards.map((trial) => JSON.stringify(trial))).size).toBe(3);
  });

  it('is another under another seed', () => {
    expect(drawTrial(SPACE, 5, 1).gamma).not.toBe(drawTrial(SPACE, 6, 1).gamma);
  });

  it('keeps a value whatever else is searched, and in whatever order', () => {
    const fewer: SearchSpace = { epochs: { integers: [3, 7] }, gamma: { uniform: [0.9, 0.99] } };
    for (let trial = 1; trial <= 20; trial++) {
      const { gamma, epochs } = drawTrial(SPACE, 5, trial);
      expect(drawTrial(fewer, 5, trial)).toEqual({ epochs, gamma });
    }
  });

  it('draws its values apart from one another', () => {
    const space: SearchSpace = { a: { uniform: [-1, 1] }, b: { uniform: [-1, 1] } };
    const products = Array.from({ length: 4000 }, (_, i) => {
      const { a, b } = drawTrial(space, 1, i + 1);
      return (a as number) * (b as number);
    });
    // Of independent values the mean product is 0, with standard error 1/3 / √4000 = 0.0053.
    expect(Math.abs(products.reduce((sum, product) => sum + product, 0) / 4000)).toBeLessThan(0.02);
  });
});

describe('the values by which a domain is checked', () => {
  it('are its choices, its ends, and one inside that is no whole number', () => {
    expect(probes({ choices: ['a', 2] })).toEqual(['a', 2]);
    expect(probes({ integers: [1, 4] })).toEqual([1, 4]);
    for (const ends of [
      [1, 10],
      [1, 3],
      [0, 1e6],
      [-3, 3],
    ] as const) {
      const [low, high, inside, ...none] = probes({ uniform: ends });
      expect([low, high, none]).toEqual([...ends, []]);
      expect(inside).toBeGreaterThan(ends[0]);
      expect(inside).toBeLessThan(ends[1]);
      expect(Number.isInteger(inside)).toBe(false);
    }
    expect(probes({ uniform: [1, 2], schedule: 'linear' })[1]).toEqual({ schedule: 'linear', from: 2, to: 0 });
  });
});
