import { describe, expect, test } from 'vitest';
import { MountainCar, MountainCarContinuous } from '../../../src/envs/index.ts';
import { expectUniform, startingStates } from './moments.ts';

function carFrom(state: readonly number[], action: number) {
  const environment = new MountainCar();
  environment.reset({ options: { state } });
  return environment.step(action);
}

function forceFrom(state: readonly number[], action: number) {
  const environment = new MountainCarContinuous();
  environment.reset({ options: { state } });
  return environment.step(Float32Array.of(action));
}

describe('MountainCar', () => {
  test('moves by v + 0.001 (a − 1) − 0.0025 cos 3x, worked by hand at x = 0', () => {
    const [position, velocity] = carFrom([0, 0.01], 2).info.state as [number, number];
    expect(velocity).toBeCloseTo(0.01 + 0.001 - 0.0025, 15);
    expect(position).toBeCloseTo(0.0085, 15);
  });

  test('coasting at the bottom stays there', () => {
    const [position, velocity] = carFrom([-Math.PI / 6, 0], 1).info.state as [number, number];
    expect(velocity).toBeCloseTo(0, 15);
    expect(position).toBeCloseTo(-Math.PI / 6, 15);
  });

  test('is never faster than 0.07, and stops dead at the left wall', () => {
    expect((carFrom([-0.5, 0.07], 2).info.state as number[])[1]).toBe(0.07);
    expect(carFrom([-1.19, -0.07], 0).info.state).toEqual([-1.2, 0]);
  });

  test('terminates at 0.5 moving to the right, not to the left, and always earns −1', () => {
    expect(carFrom([0.48, 0.03], 2)).toMatchObject({ terminated: true, reward: -1 });
    expect(carFrom([0.55, -0.02], 0)).toMatchObject({ terminated: false, reward: -1 });
    expect(carFrom([0.4, 0.03], 2)).toMatchObject({ terminated: false, reward: -1 });
  });

  test('starts at rest, uniform on [−0.6, −0.4)', () => {
    const [positions, velocities] = startingStates(new MountainCar()) as [number[], number[]];
    expectUniform(positions, -0.6, -0.4);
    expect(velocities.every((velocity) => velocity === 0)).toBe(true);
  });
});

describe('MountainCarContinuous', () => {
  test('moves by v + 0.0015 a − 0.0025 cos 3x, in float32', () => {
    const [position, velocity] = forceFrom([0, 0.01], 0.5).info.state as [number, number];
    expect(velocity).toBeCloseTo(0.01 + 0.00075 - 0.0025, 9);
    expect(velocity).toBe(Math.fround(velocity));
    expect(position).toBe(Math.fround(position));
  });

  test('clips the force for the motion and charges the action as it was given', () => {
    const [strong, most] = [forceFrom([-0.5, 0], 5), forceFrom([-0.5, 0], 1)];
    for (const i of [0, 1]) expect(strong.observation[i]).toBeCloseTo(most.observation[i] as number, 8);
    expect(strong.reward).toBeCloseTo(-2.5, 12);
    expect(most.reward).toBeCloseTo(-0.1, 12);
    expect(forceFrom([-0.5, 0], 0).reward).toBe(0);
  });

  test('earns 100 on the step that reaches 0.45, less what it cost', () => {
    expect(forceFrom([0.44, 0.03], 1)).toMatchObject({ terminated: true, reward: 100 - 0.1 });
    expect(forceFrom([0.47, -0.03], 0)).toMatchObject({ terminated: false, reward: 0 });
  });

  test('stops dead at the left wall, at −1.2 in float32', () => {
    expect(forceFrom([-1.19, -0.07], -1).info.state).toEqual([Math.fround(-1.2), 0]);
  });

  test('starts at rest, uniform on [−0.6, −0.4)', () => {
    const [positions, velocities] = startingStates(new MountainCarContinuous()) as [number[], number[]];
    expectUniform(positions, -0.6, -0.4);
    expect(velocities.every((velocity) => velocity === 0)).toBe(true);
  });
});
