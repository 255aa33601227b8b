import { describe, expect, test } from 'vitest';
import { BipedalWalker, make } from '../../../src/envs/index.ts';

describe('BipedalWalker', () => {
  test('has the spaces of its task', () => {
    const { actionSpace, observationSpace } = new BipedalWalker();
    expect([actionSpace.low.length, observationSpace.low.length]).toEqual([4, 24]);
    expect(observationSpace.high[1]).toBe(5);
    expect([...observationSpace.low.slice(14)]).toEqual(new Array(10).fill(-1));
  });

  test('sees the flat start pad by its lidar: h / cos(0.15 i) of 160/30 m, at most 1', () => {
    const environment = make('BipedalWalker-v3');
    const { observation, info } = environment.reset({ seed: 1 });
    const height = (info.state as number[])[1] as number;
    const above = height - 400 / 30 / 4;
    for (let i = 0; i < 7; i++) {
      const expected = Math.min(above / Math.cos(0.15 * i) / (160 / 30), 1);
      expect(observation[14 + i]).toBeCloseTo(expected, 2);
    }
    // High up, no ray reaches the ground.
    const high = environment.reset({ seed: 1, options: { state: [5, 12, 0, 0, 0, 0] } }).observation;
    expect([...high.slice(14)]).toEqual(new Array(10).fill(1));
  });

  test('rewards by 130/30 a metre and −5 a radian, less 0.028 for each whole torque', () => {
    const environment = make('BipedalWalker-v3');
    let last = environment.reset({ seed: 2 }).info.state as number[];
    const phi = ([x = 0, , , , angle = 0]: number[]) => (130 * x) / 30 - 5 * Math.abs(angle);
    const actions = [
      [0, 0, 0, 0],
      [1, -1, 1, 1],
      [3, 0.5, 0, -0.25],
    ].map((action) => Float32Array.from(action));
    for (const [i, cost] of [0, 4, 1.75].entries()) {
      const { reward, info } = environment.step(actions[i] as Float32Array);
      const state = info.state as number[];
      expect(reward).toBeCloseTo(phi(state) - phi(last) - 0.028 * cost, 9);
      last = state;
    }
  });

  test('ends with −100 on a fall, and with its last reward at the far end', () => {
    const environment = make('BipedalWalker-v3');
    environment.reset({ seed: 1 });
    let step = environment.step(new Float32Array(4));
    while (!step.terminated && !step.truncated) step = environment.step(new Float32Array(4));
    expect(step).toMatchObject({ reward: -100, terminated: true });
    environment.reset({ seed: 1, options: { state: [(190 * 14) / 30 - 0.05, 9, 5, 0, 0, 0] } });
    const end = environment.step(new Float32Array(4));
    expect(end.terminated).toBe(true);
    expect(end.reward).toBeGreaterThan(0);
  });
});
