import { describe, expect, test } from 'vitest';
import { CartPole, make } from '../../../src/envs/index.ts';
import { expectUncorrelated, expectUniform, startingStates } from './moments.ts';

function stepFrom(state: readonly number[], action: number) {
  const environment = new CartPole();
  environment.reset({ options: { state } });
  return environment.step(action);
}

describe('CartPole', () => {
  test('pushed from rest upright accelerates by 9.756 m/s² and turns by −14.634 rad/s², worked by hand', () => {
    // a = F/M − ml θ̈ / M with θ̈ = −(F/M) / (l (4/3 − m/M)), F = 10, M = 1.1, m = 0.1, l = 0.5
    const turn = -(10 / 1.1) / (0.5 * (4 / 3 - 0.1 / 1.1));
    const push = 10 / 1.1 - (0.05 * turn) / 1.1;
    const [x, velocity, angle, spin] = stepFrom([0, 0, 0, 0], 1).info.state as [number, number, number, number];
    expect([x, angle]).toEqual([0, 0]);
    expect(velocity).toBeCloseTo(0.02 * push, 12);
    expect(spin).toBeCloseTo(0.02 * turn, 12);
    expect([push, turn].map((value) => Number(value.toFixed(3)))).toEqual([9.756, -14.634]);
  });

  test('is the same seen in a mirror', () => {
    const right = stepFrom([0.3, -0.2, 0.05, 0.1], 1).info.state as number[];
    const left = stepFrom([-0.3, 0.2, -0.05, -0.1], 0).info.state as number[];
    expect(left).toEqual(right.map((value) => -value));
  });

  test('moves by the velocities from before the step, as explicit Euler does', () => {
    const [x, , angle] = stepFrom([1, 2, 0.1, -0.5], 0).info.state as [number, number, number, number];
    expect(x).toBe(1 + 0.02 * 2);
    expect(angle).toBe(0.1 + 0.02 * -0.5);
  });

  test.each([
    ['the cart beyond 2.4 m', [2.39, 1, 0, 0]],
    ['the cart beyond −2.4 m', [-2.39, -1, 0, 0]],
    ['the pole beyond 12°', [0, 0, 0.2, 1]],
    ['the pole beyond −12°', [0, 0, -0.2, -1]],
  ])('terminates with %s, and still earns 1', (_, state) => {
    expect(stepFrom(state, 0)).toMatchObject({ reward: 1, terminated: true, truncated: false });
  });

  test('goes on at the limits themselves', () => {
    expect(stepFrom([2.4, 0, 0, 0], 0).terminated).toBe(false);
    expect(stepFrom([0, 0, (12 * 2 * Math.PI) / 360, 0], 0).terminated).toBe(false);
  });

  test('refuses a step after the pole fell', () => {
    const environment = new CartPole();
    environment.reset({ options: { state: [3, 0, 0, 0] } });
    environment.step(0);
    expect(() => environment.step(0)).toThrow('CartPole: the episode is over: call reset() to begin the next one');
  });

  test('refuses actions that are no push, saying which there are', () => {
    const environment = new CartPole();
    environment.reset();
    expect(() => environment.step(2)).toThrow('CartPole: an action must be a whole number from 0 to 1, got 2');
    expect(() => environment.step(0.5)).toThrow('got 0.5');
  });

  test('starts with four independent numbers, uniform on [−0.05, 0.05)', () => {
    const variables = startingStates(new CartPole());
    for (const values of variables) expectUniform(values, -0.05, 0.05);
    for (const [i, values] of variables.entries()) {
      for (const others of variables.slice(i + 1)) expectUncorrelated(values, others);
    }
  });

  test('lasts 200 steps as v0 and 500 as v1, where it is balanced', () => {
    for (const [id, length] of [
      ['CartPole-v0', 200],
      ['CartPole-v1', 500],
    ] as const) {
      const environment = make(id);
      let { observation } = environment.reset({ seed: 5 });
      let [steps, total, over] = [0, 0, false];
      while (!over) {
        const [x, velocity, angle, spin] = observation as unknown as [number, number, number, number];
        const step = environment.step(0.1 * x + 0.3 * velocity + 5 * angle + spin > 0 ? 1 : 0);
        over = step.terminated || step.truncated;
        expect(step.terminated).toBe(false);
        observation = step.observation;
        [steps, total] = [steps + 1, total + step.reward];
      }
      expect([steps, total]).toEqual([length, length]);
    }
  });
});
