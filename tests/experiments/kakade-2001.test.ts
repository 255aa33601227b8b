import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { follow, regulatorFlows, twoStateFlows } from '../../experiments/kakade-2001/flows.ts';
import { gradientFlow, timeWhen } from '../../experiments/kakade-2001/gradient-flow.ts';
import {
  exactDirections,
  libraryRegulator,
  libraryTwoState,
  sampledDirections,
} from '../../experiments/kakade-2001/library.ts';
import {
  DAMPING,
  type Matrix,
  naturalGradient,
  type Problem,
  solve,
  type Vector,
} from '../../experiments/kakade-2001/problem.ts';
import { regulator, regulatorPolicy } from '../../experiments/kakade-2001/regulator.ts';
import { compute } from '../../experiments/kakade-2001/run.ts';
import { logits, twoState, twoStatePolicy } from '../../experiments/kakade-2001/two-state.ts';
import { conjugateGradient, Random, useBackend } from '../../src/index.ts';

beforeAll(() => useBackend('cpu'));

const START = logits([0.8, 0.1]);
const SCALINGS: readonly Vector[] = [
  [1, 1],
  [0.1, 1],
  [1, 0.1],
  [10, 3],
];

/** ‖x − y‖ / ‖y‖ */
function relativeError(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const differences = Array.from(y, (each, i) => (x[i] as number) - each);
  return Math.hypot(...differences) / Math.hypot(...Array.from(y));
}

function centralDifferences({ objective }: Problem, [x, y]: Vector): Vector {
  const [h, k] = [1e-5 * Math.max(1, Math.abs(x)), 1e-5 * Math.max(1, Math.abs(y))];
  return [
    (objective([x + h, y]) - objective([x - h, y])) / (2 * h),
    (objective([x, y + k]) - objective([x, y - k])) / (2 * k),
  ];
}

describe('the two-state problem', () => {
  const problem = twoState(START);
  const thetas: readonly Vector[] = [START, [0, 0], [3, -1], [-1, 2], [6, 4]];

  it('is in i for 9/11 of the time at the start, and earns 38/55', () => {
    expect(twoStatePolicy(START).stationary[0]).toBeCloseTo(9 / 11, 12);
    expect(problem.objective(START)).toBeCloseTo((9 / 11) * 0.8 + (2 / 11) * 0.2, 12);
  });

  it.each(thetas)('has the gradient of central differences at (%d, %d)', (...theta) => {
    expect(relativeError(problem.gradient(theta), centralDifferences(problem, theta))).toBeLessThan(1e-7);
  });

  it.each(thetas)('has the Fisher matrix of its scores at (%d, %d)', (...theta) => {
    const { stay, go, stationary } = twoStatePolicy(theta);
    const mean = ([0, 1] as const).map((s) => stationary[s] * (stay[s] * go[s] ** 2 + go[s] * stay[s] ** 2));
    expect(problem.fisher(theta)[0][0]).toBeCloseTo(mean[0] as number, 14);
    expect(problem.fisher(theta)[1][1]).toBeCloseTo(mean[1] as number, 14);
  });

  it('has a natural gradient without ρ', () => {
    const { stay, going } = twoStatePolicy(START);
    const expected = [(2 - 3 * stay[1]) / going, (4 - 3 * stay[0]) / going];
    expect(relativeError(naturalGradient(problem, 0)(START), expected)).toBeLessThan(1e-14);
  });

  it('rises at least three times as fast under the natural gradient as under the plain one, from the start on', () => {
    for (const { theta } of twoStateFlows().plain.path) {
      const [plain, natural] = [problem.gradient(theta), naturalGradient(problem, DAMPING)(theta)];
      const rise = ([x, y]: Vector) => plain[0] * x + plain[1] * y;
      expect(rise(natural)).toBeGreaterThan(3.9 * rise(plain));
    }
  });

  it('holds the plain gradient on a plateau of 1 for a million times as long', () => {
    const { plain, natural } = twoStateFlows();
    const plateau = plain.path.filter(({ time }) => time > 1e3 && time < 1e6);
    for (const { theta } of plateau) expect(problem.objective(theta)).toBeCloseTo(1, 2);
    expect(Math.min(...plain.path.map(({ theta }) => twoStatePolicy(theta).stationary[1]))).toBeLessThan(2e-6);
    expect(Math.min(...natural.path.map(({ theta }) => twoStatePolicy(theta).stationary[1]))).toBeGreaterThan(0.05);
    expect((plain.timeTo(1.95) ?? 0) / (natural.timeTo(1.95) ?? Infinity)).toBeGreaterThan(1e6);
  });
});

describe.each(SCALINGS)('the regulator with scales (%d, %d)', (...scales) => {
  const problem = regulator(scales);
  const [x, y] = problem.start;
  const thetas: readonly Vector[] = [
    [x, y],
    [2 * x, 1.5 * y],
    [5 * x, 6 * y],
    [3 * x, 0],
  ];

  it('costs 33.854 at the start, where u = −x/2 with variance 5/8', () => {
    expect(regulatorPolicy(problem.start, scales).gain).toBeCloseTo(-0.5, 12);
    expect(problem.objective(problem.start)).toBeCloseTo((-20 * 1.625) / 0.96, 10);
  });

  it.each(thetas)('has the gradient of central differences at (%d, %d)', (...theta) => {
    expect(relativeError(problem.gradient(theta), centralDifferences(problem, theta))).toBeLessThan(1e-7);
  });

  it('has the Fisher matrix of its scores', () => {
    const sampled = scoresOf(problem.start, scales, 200_000);
    const exact = problem.fisher(problem.start);
    expect(relativeError(sampled.flat(), exact.flat())).toBeLessThan(0.02);
  });

  it('moves the policy as without scales under the natural gradient, unless something is added to F', () => {
    const [s1, s2] = scales;
    const beta = (theta: Vector): Vector => [s1 * theta[0], s2 * theta[1]];
    const unscaled = regulator([1, 1]);
    for (const theta of thetas) {
      const moved = beta(naturalGradient(problem, 0)(theta));
      expect(relativeError(moved, naturalGradient(unscaled, 0)(beta(theta)))).toBeLessThan(1e-12);
      if (s1 === 1 && s2 === 1) continue;
      expect(relativeError(beta(problem.gradient(theta)), unscaled.gradient(beta(theta)))).toBeGreaterThan(0.05);
      const damped = beta(naturalGradient(problem, DAMPING)(theta));
      expect(relativeError(damped, naturalGradient(unscaled, DAMPING)(beta(theta)))).toBeGreaterThan(1e-4);
    }
  });

  it('takes the same time to a cost of 22 under the natural gradient', () => {
    expect(regulatorFlows(scales)['natural, F alone'].timeTo(-22)).toBeCloseTo(0.2114381552, 8);
  });
});

/** The mean of ψψᵀ over states and actions drawn at random, with the scores by their definition. */
function scoresOf(theta: Vector, [s1, s2]: Vector, count: number): Matrix {
  const { gain, variance, spread } = regulatorPolicy(theta, [s1, s2]);
  const random = new Random('scores');
  let [first, mixed, second] = [0, 0, 0];
  for (let n = 0; n < count; n++) {
    const x = Math.sqrt(spread) * random.normal();
    const u = gain * x + Math.sqrt(variance) * random.normal();
    const score = [s1 * (u ** 2 - (gain * x) ** 2 - variance), s2 * x * (u - gain * x)] as const;
    first += score[0] ** 2 / count;
    mixed += (score[0] * score[1]) / count;
    second += score[1] ** 2 / count;
  }
  return [
    [first, mixed],
    [mixed, second],
  ];
}

describe('the library', () => {
  const problems = [libraryTwoState(START), ...SCALINGS.map((scales) => libraryRegulator(scales))];

  it.each(problems)('has the gradient of the closed form: $name', (of) => {
    const { start, gradient } = of.problem;
    expect(relativeError(exactDirections(of, start).plain, gradient(start))).toBeLessThan(1e-5);
  });

  it.each(problems)('has the natural gradient of the dense solve along the natural flow: $name', (of) => {
    for (const { theta } of follow(of.problem, 'natural', 2).path.filter((_, i) => i % 20 === 0)) {
      const expected = naturalGradient(of.problem, DAMPING)(theta);
      expect(relativeError(exactDirections(of, theta).natural, expected)).toBeLessThan(1e-3);
    }
  });

  it.each(problems.slice(0, 2))('comes near it with samples of its environment: $name', (of) => {
    const { natural } = sampledDirections(of, of.problem.start, 20_000);
    const expected = naturalGradient(of.problem, DAMPING)(of.problem.start);
    expect(relativeError(natural, expected)).toBeLessThan(0.05);
  });

  it('solves a quadratic as the dense solve does', () => {
    const matrix: Matrix = [
      [4, 1],
      [1, 3],
    ];
    const product = (v: Float64Array) => matrix.map((row) => row[0] * (v[0] as number) + row[1] * (v[1] as number));
    const { solution } = conjugateGradient(product, Float64Array.of(1, 2), { residualTolerance: 0 });
    expect(solve(matrix, [1, 2])).toEqual([1 / 11, 7 / 11]);
    expect(relativeError(solution, [1 / 11, 7 / 11])).toBeLessThan(1e-12);
  });
});

describe('the integrator', () => {
  const decay = ([x, y]: Vector): Vector => [-x, x - y];

  it('follows a linear system to its exact end', () => {
    const { time, theta } = gradientFlow([1, 0], decay, { end: 3 }).at(-1) ?? { time: 0, theta: [0, 0] };
    expect(time).toBe(3);
    expect(relativeError(theta, [Math.exp(-3), 3 * Math.exp(-3)])).toBeLessThan(1e-7);
  });

  it('gives up where a flow leads to infinity', () => {
    const explode = ([x, y]: Vector): Vector => [x ** 2, y];
    expect(() => gradientFlow([1, 0], explode, { end: 2 })).toThrow(/cannot be followed beyond t = (1|0\.99)/);
  });

  it('finds the time of a level', () => {
    const path = gradientFlow([1, 0], decay, { end: 3 });
    expect(timeWhen(path, decay, ([x]) => -x, -0.5)).toBeCloseTo(Math.LN2, 8);
    expect(timeWhen(path, decay, ([x]) => x, 2)).toBeUndefined();
  });
});

describe('the committed results', () => {
  const folder = new URL('../../experiments/kakade-2001/results/', import.meta.url);

  it('are what a run computes', () => {
    const { files } = compute();
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
    for (const [name, text] of Object.entries(files)) expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
  });
});
