import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, globalNorm } from '../../../src/core/autograd/clip-gradient.ts';
import { adam } from '../../../src/core/optimizers/adam.ts';
import { Ascent } from '../../../src/core/optimizers/ascent.ts';
import type { Optimizer } from '../../../src/core/optimizers/optimizer.ts';
import { rmsprop } from '../../../src/core/optimizers/rmsprop.ts';
import { sgd } from '../../../src/core/optimizers/sgd.ts';
import { layoutOf } from '../../../src/core/parameters.ts';
import { Random } from '../../../src/core/random.ts';
import { relativeError } from '../../reference/float64.ts';

/** The steps for a sequence of one-dimensional gradients at learning rate 0.1. */
function steps<S extends Readonly<Record<string, number | Float32Array>>>(rule: Optimizer<S>, gradients: number[]) {
  let state = rule.init(1);
  return gradients.map((g) => {
    const update = rule.update(Float32Array.of(g), state, 0.1);
    state = update.state;
    return update.step[0] as number;
  });
}

describe('stochastic gradient ascent', () => {
  it('steps along the gradient', () => {
    expect(steps(sgd(), [1, -2])).toEqual([Math.fround(0.1), Math.fround(-0.2)]);
  });

  it('with momentum adds a decaying velocity: v = 1, 1.9, 0.71', () => {
    const [a, b, c] = steps(sgd({ momentum: 0.9 }), [1, 1, -1]) as [number, number, number];
    expect(a).toBeCloseTo(0.1, 7);
    expect(b).toBeCloseTo(0.19, 7);
    expect(c).toBeCloseTo(0.071, 7);
  });
});

describe('RMSProp', () => {
  it('divides by the root of the mean square, ε inside', () => {
    const [a, b] = steps(rmsprop({ decay: 0.5, epsilon: 0.01 }), [1, 2]) as [number, number];
    expect(a).toBeCloseTo(0.1 / Math.sqrt(0.5 + 0.01), 6);
    expect(b).toBeCloseTo((0.1 * 2) / Math.sqrt(0.25 + 2 + 0.01), 6);
  });
});

describe('Adam', () => {
  it('takes a first step of the learning rate, whatever the gradient’s size', () => {
    for (const g of [1e-3, 1, 1e3]) expect(steps(adam({ epsilon: 1e-12 }), [g])[0]).toBeCloseTo(0.1, 6);
  });

  it('agrees with three steps worked out in float64', () => {
    const gradients = [0.5, -0.2, 0.9];
    let [m, v] = [0, 0];
    const expected = gradients.map((g, i) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      return (0.1 * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-5);
    });
    steps(adam(), gradients).forEach((step, i) => {
      expect(step).toBeCloseTo(expected[i] as number, 6);
    });
  });
});

describe.each([
  ['sgd', sgd({ momentum: 0.5 }) as Optimizer],
  ['rmsprop', rmsprop() as Optimizer],
  ['adam', adam() as Optimizer],
])('%s', (_, rule) => {
  const layout = layoutOf([{ name: 'x', shape: [2] }]);

  it('climbs −(x − 1)² − 10 (y + 2)² to its top', () => {
    const ascent = new Ascent({ values: Float32Array.of(5, 5), layout }, rule);
    const { values } = ascent.parameters;
    for (let i = 0; i < 8000; i++) {
      const [x, y] = values as unknown as [number, number];
      ascent.step(Float32Array.of(-2 * (x - 1), -20 * (y + 2)), 0.02 / (1 + i / 400));
    }
    expect(values[0]).toBeCloseTo(1, 2);
    expect(values[1]).toBeCloseTo(-2, 2);
  });

  it('continues from a saved state as if it had never stopped', () => {
    const gradients = [0.3, -1, 2, 0.1].map((g) => Float32Array.of(g, -g));
    const whole = new Ascent({ values: new Float32Array(2), layout }, rule);
    for (const g of gradients) whole.step(g, 0.1);
    const first = new Ascent({ values: new Float32Array(2), layout }, rule);
    for (const g of gradients.slice(0, 2)) first.step(g, 0.1);
    const saved = { values: first.parameters.values.slice(), state: first.state() };
    first.step(Float32Array.of(9, 9), 0.1);
    const second = new Ascent({ values: saved.values, layout }, rule, saved.state);
    for (const g of gradients.slice(2)) second.step(g, 0.1);
    expect(second.parameters.values).toEqual(whole.parameters.values);
  });

  it.each([1, 2, 3, 4, 131])('takes the steps of its definition by a kernel, clipping too: %d parameters', (size) => {
    const random = new Random(`steps ${size}`);
    const normals = () => Float32Array.from({ length: size }, () => random.normal());
    const large = layoutOf([{ name: 'x', shape: [size] }]);
    const start = normals();
    const { climb: _, ...defined } = rule;
    const byKernel = new Ascent({ values: start.slice(), layout: large }, rule);
    const byDefinition = new Ascent({ values: start.slice(), layout: large }, defined);
    for (let i = 0; i < 40; i++) {
      const gradient = normals();
      const maxNorm = i % 2 === 0 ? Infinity : 0.5;
      const norms = [byKernel, byDefinition].map((ascent) => ascent.step(gradient, 0.01, maxNorm));
      expect(norms[0]).toBeCloseTo(norms[1] as number, 10);
    }
    const moved = (ascent: Ascent) => ascent.parameters.values.map((x, i) => x - (start[i] as number));
    expect(relativeError(moved(byKernel), moved(byDefinition))).toBeLessThan(1e-5);
    for (const [name, value] of Object.entries(byDefinition.state())) {
      const own = byKernel.state()[name];
      if (typeof value === 'number') expect(own).toBe(value);
      else expect(relativeError(own as Float32Array, value)).toBeLessThan(1e-5);
    }
  });

  it('refuses a gradient that is not finite, and leaves the parameters as they were', () => {
    const ascent = new Ascent({ values: Float32Array.of(1, 2), layout }, rule);
    const before = ascent.state();
    expect(() => ascent.step(Float32Array.of(0, Number.NaN), 0.1)).toThrow('gradient: must be finite, got NaN');
    expect(() => ascent.step(Float32Array.of(Infinity, 0), 0.1)).toThrow('gradient: must be finite, got Infinity');
    expect([...ascent.parameters.values]).toEqual([1, 2]);
    expect(ascent.state()).toEqual(before);
  });
});

describe('clipping by the global norm', () => {
  it('scales a longer gradient to the maximum and leaves a shorter one', () => {
    expect([...clipByGlobalNorm(Float32Array.of(3, 4), 1)]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect([...clipByGlobalNorm(Float32Array.of(3, 4), 5)]).toEqual([3, 4]);
    expect(globalNorm(Float32Array.of(3, 4))).toBe(5);
  });

  it('is what a step uses, and it reports the norm before', () => {
    const ascent = new Ascent({ values: new Float32Array(2), layout: layoutOf([{ name: 'x', shape: [2] }]) }, sgd());
    expect(ascent.step(Float32Array.of(30, 40), 1, 0.5)).toBe(50);
    expect(globalNorm(ascent.parameters.values)).toBeCloseTo(0.5, 6);
  });
});
