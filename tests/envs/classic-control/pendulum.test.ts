import { describe, expect, test } from 'vitest';
import { Pendulum } from '../../../src/envs/index.ts';
import { expectUncorrelated, expectUniform, startingStates } from './moments.ts';

function stepFrom(state: readonly number[], torque: number, settings = {}) {
  const environment = new Pendulum(settings);
  environment.reset({ options: { state } });
  return environment.step(Float32Array.of(torque));
}

describe('Pendulum', () => {
  test('moves by θ̇ + (15 sin θ + 3u) Δt, then θ + θ̇ Δt, worked by hand', () => {
    const [angle, velocity] = stepFrom([Math.PI / 2, 0.5], 1).info.state as [number, number];
    expect(velocity).toBeCloseTo(0.5 + (15 + 3) * 0.05, 12);
    expect(angle).toBeCloseTo(Math.PI / 2 + 1.4 * 0.05, 12);
  });

  test('pays θ² + 0.1 θ̇² + 0.001 u², with the state from before the step', () => {
    expect(stepFrom([1, 2], 1.5).reward).toBeCloseTo(-(1 + 0.4 + 0.00225), 7);
    expect(stepFrom([0, 0], 0).reward).toBeCloseTo(0, 15);
    expect(stepFrom([Math.PI, 8], 2).reward).toBeCloseTo(-16.2736044, 7);
  });

  test('counts the angle from upright, by whole turns', () => {
    expect(stepFrom([2 * Math.PI + 0.5, 0], 0).reward).toBeCloseTo(-0.25, 12);
    expect(stepFrom([-6 * Math.PI - 0.5, 0], 0).reward).toBeCloseTo(-0.25, 12);
    expect(stepFrom([Math.PI + 0.1, 0], 0).reward).toBeCloseTo(-((Math.PI - 0.1) ** 2), 12);
  });

  test('clips the torque, for the motion and for what it costs', () => {
    const [strong, most] = [stepFrom([1, 0], 50), stepFrom([1, 0], 2)];
    expect(strong.info.state).toEqual(most.info.state);
    expect(strong.reward).toBe(most.reward);
    expect(stepFrom([1, 0], -Infinity).info.state).toEqual(stepFrom([1, 0], -2).info.state);
  });

  test('is never faster than 8 rad/s', () => {
    expect((stepFrom([Math.PI / 2, 7.9], 2).info.state as number[])[1]).toBe(8);
    expect((stepFrom([-Math.PI / 2, -7.9], -2).info.state as number[])[1]).toBe(-8);
  });

  test('takes another gravity', () => {
    const [, velocity] = stepFrom([Math.PI / 2, 0], 0, { gravity: 4 }).info.state as [number, number];
    expect(velocity).toBeCloseTo(1.5 * 4 * 0.05, 12);
  });

  test('refuses a torque that is no number, and a vector of another length', () => {
    const environment = new Pendulum();
    environment.reset();
    expect(() => environment.step(Float32Array.of(NaN))).toThrow('Pendulum: an action must be 1 numbers, none NaN');
    expect(() => environment.step(new Float32Array(2))).toThrow('got Float32Array(2) [0, 0]');
  });

  test('starts uniform on [−π, π) with a velocity uniform on [−1, 1)', () => {
    const [angles, velocities] = startingStates(new Pendulum()) as [number[], number[]];
    expectUniform(angles, -Math.PI, Math.PI);
    expectUniform(velocities, -1, 1);
    expectUncorrelated(angles, velocities);
  });
});
