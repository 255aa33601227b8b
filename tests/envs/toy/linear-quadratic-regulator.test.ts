import { describe, expect, test } from 'vitest';
import { LinearQuadraticRegulator, type LinearSystem, make, optimalGain } from '../../../src/envs/index.ts';

const SCALAR: LinearSystem = { A: [[1]], B: [[1]], Q: [[1]], R: [[1]] };
/** A mass that is pushed: position and velocity, one force. */
const MASS: LinearSystem = {
  A: [
    [1, 0.1],
    [0, 1],
  ],
  B: [[0], [0.1]],
  Q: [
    [1, 0],
    [0, 0.1],
  ],
  R: [[0.01]],
};

/** −Σ γᵗ rₜ of u = −K x from a state, without noise. */
function costOf(
  system: LinearSystem,
  gain: readonly (readonly number[])[],
  state: readonly number[],
  gamma: number,
): number {
  const environment = new LinearQuadraticRegulator({ ...system, noise: 0 });
  let { info } = environment.reset({ options: { state } });
  let [total, weight] = [0, 1];
  for (let t = 0; t < 600; t++, weight *= gamma) {
    const x = info.state as number[];
    const action = Float32Array.from(gain, (row) => -row.reduce((sum, k, i) => sum + k * (x[i] as number), 0));
    const step = environment.step(action);
    total -= weight * step.reward;
    info = step.info;
  }
  return total;
}

describe('optimalGain', () => {
  test('is 1/φ at cost φ, the golden ratio, for the scalar system of ones', () => {
    const { gain, cost } = optimalGain(SCALAR);
    expect(cost[0]?.[0]).toBeCloseTo((1 + Math.sqrt(5)) / 2, 12);
    expect(gain[0]?.[0]).toBeCloseTo((Math.sqrt(5) - 1) / 2, 12);
  });

  test('solves γP² + (1 − 2γ)P − 1 = 0 for the same system under a discount', () => {
    const gamma = 0.9;
    const expected = (2 * gamma - 1 + Math.sqrt((1 - 2 * gamma) ** 2 + 4 * gamma)) / (2 * gamma);
    expect(optimalGain({ ...SCALAR, gamma }).cost[0]?.[0]).toBeCloseTo(expected, 12);
  });

  test.each([1, 0.95])('costs xᵀPx in the environment, and any other gain costs more, at γ = %d', (gamma) => {
    const { gain, cost } = optimalGain({ ...MASS, gamma });
    const x = [0.7, -0.4];
    const promised = x.reduce((sum, a, i) => sum + a * x.reduce((s, b, j) => s + b * (cost[i]?.[j] as number), 0), 0);
    const paid = costOf(MASS, gain, x, gamma);
    expect(paid).toBeCloseTo(promised, 5);
    for (const change of [
      [0.3, 0],
      [-0.3, 0],
      [0, 0.3],
      [0, -0.3],
    ]) {
      const other = gain.map((row) => row.map((k, i) => k + (change[i] as number)));
      expect(costOf(MASS, other, x, gamma)).toBeGreaterThan(paid);
    }
  });

  test('takes several controls, and costs what it promises with them', () => {
    const [none, half] = [0, 0.5];
    const pair = {
      A: [
        [1, none],
        [none, 2],
      ],
      B: [
        [1, 1],
        [none, 1],
      ],
      Q: [
        [1, half],
        [half, 1],
      ],
      R: [
        [1, half],
        [half, 2],
      ],
    };
    const { gain, cost } = optimalGain({ ...pair, gamma: 0.9 });
    const x = [0.5, -0.25];
    const promised = x.reduce((sum, a, i) => sum + a * x.reduce((s, b, j) => s + b * (cost[i]?.[j] as number), 0), 0);
    expect(costOf(pair, gain, x, 0.9)).toBeCloseTo(promised, 5);
    expect(gain).toHaveLength(2);
  });

  test('refuses a system that no control holds, matrices that do not fit, and a discount that is none', () => {
    expect(() => optimalGain({ A: [[2]], B: [[0]], Q: [[1]], R: [[1]] })).toThrow('a control that holds it');
    expect(() => optimalGain({ ...SCALAR, B: [[1, 2]] })).toThrow('B must be a 1 × 1 matrix of finite numbers');
    expect(() => optimalGain({ ...SCALAR, gamma: 2 })).toThrow('gamma must be in (0, 1], got 2');
  });
});

describe('LinearQuadraticRegulator', () => {
  test('moves by A x + B u and pays xᵀQx + uᵀRu, worked by hand', () => {
    const environment = new LinearQuadraticRegulator({ ...MASS, noise: 0 });
    environment.reset({ options: { state: [1, 2] } });
    const step = environment.step(Float32Array.of(-3));
    expect((step.info.state as number[])[0]).toBeCloseTo(1.2, 12);
    expect((step.info.state as number[])[1]).toBeCloseTo(1.7, 12);
    expect(step.reward).toBeCloseTo(-(1 + 0.1 * 4 + 0.01 * 9), 12);
  });

  test('adds normal noise of the deviation given', () => {
    const environment = new LinearQuadraticRegulator({ noise: 0.5 });
    environment.reset({ seed: 1, options: { state: [0] } });
    let [square, last] = [0, 0];
    for (let t = 0; t < 20_000; t++) {
      const [x] = environment.step(Float32Array.of(0)).info.state as [number];
      square += (x - last) ** 2;
      last = x;
    }
    expect(Math.abs(Math.sqrt(square / 20_000) - 0.5)).toBeLessThan(0.01);
  });

  test('begins uniformly on [−1, 1) and lasts 50 steps', () => {
    const environment = make('LinearQuadraticRegulator-v0');
    const starts = Array.from({ length: 4000 }, (_, seed) => environment.reset({ seed }).observation[0] as number);
    expect(Math.abs(starts.reduce((sum, x) => sum + x, 0) / 4000)).toBeLessThan(0.04);
    expect(Math.abs(starts.reduce((sum, x) => sum + x * x, 0) / 4000 - 1 / 3)).toBeLessThan(0.02);
    environment.reset();
    for (let t = 1; t < 50; t++) expect(environment.step(Float32Array.of(0)).truncated).toBe(false);
    expect(environment.step(Float32Array.of(0)).truncated).toBe(true);
  });

  test('refuses matrices that do not fit and settings it does not know', () => {
    expect(() => new LinearQuadraticRegulator({ A: [[1, 2]] })).toThrow('A must be a 1 × 1 matrix of finite numbers');
    expect(() => make('LinearQuadraticRegulator-v0', { noice: 1 })).toThrow("did you mean 'noise'?");
  });
});
