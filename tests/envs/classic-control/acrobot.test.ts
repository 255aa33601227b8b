import { describe, expect, test } from 'vitest';
import { Acrobot } from '../../../src/envs/index.ts';
import { expectUncorrelated, expectUniform, startingStates } from './moments.ts';

function stepFrom(state: readonly number[], action: number) {
  const environment = new Acrobot();
  environment.reset({ options: { state } });
  return environment.step(action);
}

describe('Acrobot', () => {
  test('hanging at rest stays at rest without a torque', () => {
    for (const value of stepFrom([0, 0, 0, 0], 1).info.state as number[]) expect(value).toBeCloseTo(0, 12);
  });

  test('shows cosines, sines and velocities of its state', () => {
    const { observation } = new Acrobot().reset({ options: { state: [0.3, -0.7, 1, -2] } });
    const expected = [Math.cos(0.3), Math.sin(0.3), Math.cos(-0.7), Math.sin(-0.7), 1, -2];
    for (const [i, value] of expected.entries()) expect(observation[i]).toBeCloseTo(value, 6);
  });

  test('is the same seen in a mirror', () => {
    const one = stepFrom([0.1, -0.2, 0.3, 0.4], 2).info.state as number[];
    const other = stepFrom([-0.1, 0.2, -0.3, -0.4], 0).info.state as number[];
    for (const [i, value] of one.entries()) expect(other[i]).toBeCloseTo(-value, 12);
  });

  test('keeps its energy without a torque, as a fourth-order step should', () => {
    // T + V of two links of mass 1, length 1, centre 0.5 and inertia 1, with g = 9.8
    const energyOf = ([a, b, u, v]: readonly number[]) => {
      const [first, second, s1, s2] = [a, b, u, v] as [number, number, number, number];
      const d1 = 0.25 + 1.25 + Math.cos(second) + 2;
      const d2 = 0.25 + 0.5 * Math.cos(second) + 1;
      const kinetic = 0.5 * d1 * s1 * s1 + d2 * s1 * s2 + 0.5 * 1.25 * s2 * s2;
      return kinetic - 9.8 * (1.5 * Math.cos(first) + 0.5 * Math.cos(first + second));
    };
    const environment = new Acrobot();
    let { info } = environment.reset({ options: { state: [0.5, 0.3, 0, 0] } });
    const start = energyOf(info.state as number[]);
    for (let t = 0; t < 50; t++) info = environment.step(1).info;
    expect(energyOf(info.state as number[])).toBeCloseTo(start, 1);
  });

  test('wraps angles to [−π, π] and bounds velocities to ±4π and ±9π', () => {
    const [angle, , fast, faster] = stepFrom([3.1, 0, 40, -90], 1).info.state as [number, number, number, number];
    expect(Math.abs(angle)).toBeLessThanOrEqual(Math.PI);
    expect([fast, faster].map(Math.abs)).toEqual([4 * Math.PI, 9 * Math.PI]);
    const far = stepFrom([1000, -1000, 0, 0], 1).info.state as number[];
    for (const value of far.slice(0, 2)) expect(Math.abs(value)).toBeLessThanOrEqual(Math.PI);
  });

  test('terminates with the free end more than 1 m up, for a reward of 0 instead of −1', () => {
    expect(stepFrom([Math.PI, 0, 0, 0], 1)).toMatchObject({ terminated: true, reward: 0 });
    expect(stepFrom([0, 0, 0, 0], 1)).toMatchObject({ terminated: false, reward: -1 });
  });

  test('starts with four independent float32, uniform on [−0.1, 0.1)', () => {
    const variables = startingStates(new Acrobot());
    for (const values of variables) {
      expectUniform(values, -0.1, 0.1);
      expect(values.every((value) => value === Math.fround(value))).toBe(true);
    }
    expectUncorrelated(variables[0] as number[], variables[3] as number[]);
  });
});
