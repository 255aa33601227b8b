import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/core/environment.ts';
import { box } from '../../../src/core/spaces.ts';
import { CartPole, clipAction, LinearQuadraticRegulator, Pendulum, rescaleAction } from '../../../src/envs/index.ts';

/** An environment that shows the action it received, with these bounds. */
function showing(low: readonly number[], high: readonly number[]): Environment<'box'> {
  const result = (action: ArrayLike<number>) => ({ observation: Float32Array.from(action), info: {} });
  return {
    observationSpace: box(-Infinity, Infinity, [low.length]),
    actionSpace: box(low, high),
    reset: () => result(low),
    step: (action) => ({ ...result(action), reward: 0, terminated: false, truncated: false }),
  };
}

describe('clipAction', () => {
  test('clips each element to its own bounds, and takes any action', () => {
    const environment = clipAction(showing([-1, 0], [1, 3]));
    expect([...environment.actionSpace.low]).toEqual([-Infinity, -Infinity]);
    expect([...environment.step(Float32Array.of(-5, 5)).observation]).toEqual([-1, 3]);
    expect([...environment.step(Float32Array.of(0.5, -1)).observation]).toEqual([0.5, 0]);
  });

  test('leaves the caller’s action as it is', () => {
    const action = Float32Array.of(9, 9);
    clipAction(showing([-1, 0], [1, 3])).step(action);
    expect([...action]).toEqual([9, 9]);
  });

  test('passes NaN on, to be refused by the environment, and refuses a wrong length', () => {
    const environment = clipAction(new Pendulum());
    environment.reset();
    expect(() => environment.step(Float32Array.of(NaN))).toThrow('Pendulum: an action must be 1 numbers, none NaN');
    expect(() => environment.step(new Float32Array(2))).toThrow('clipAction: an action must have 1 numbers, got 2');
  });

  test('refuses actions that are not vectors', () => {
    const cartPole = new CartPole() as unknown as Environment<'box'>;
    expect(() => clipAction(cartPole)).toThrow('clipAction: the action space must be a box, got discrete(2)');
  });
});

describe('rescaleAction', () => {
  test('maps new bounds onto old ones, linearly, worked by hand', () => {
    const environment = rescaleAction(showing([-2, 0], [2, 10]));
    expect([...environment.actionSpace.low, ...environment.actionSpace.high]).toEqual([-1, -1, 1, 1]);
    expect([...environment.step(Float32Array.of(-1, -1)).observation]).toEqual([-2, 0]);
    expect([...environment.step(Float32Array.of(1, 1)).observation]).toEqual([2, 10]);
    expect([...environment.step(Float32Array.of(0.5, 0)).observation]).toEqual([1, 5]);
  });

  test('takes bounds of one’s own, one for each element', () => {
    const environment = rescaleAction(showing([-2, 0], [2, 10]), [0, 100], [1, 200]);
    expect([...environment.step(Float32Array.of(0.25, 150)).observation]).toEqual([-1, 5]);
  });

  test('leaves what lies outside, outside', () => {
    expect([...rescaleAction(showing([-2], [2])).step(Float32Array.of(3)).observation]).toEqual([6]);
  });

  test('refuses bounds that are infinite or leave no room', () => {
    expect(() => rescaleAction(new LinearQuadraticRegulator())).toThrow('bounds must be finite, and low < high');
    expect(() => rescaleAction(new Pendulum(), -Infinity, 1)).toThrow('bounds must be finite, and low < high');
    expect(() => rescaleAction(new Pendulum(), 1, 1)).toThrow('bounds must be finite, and low < high');
    expect(() => rescaleAction(new Pendulum(), 1, -1)).toThrow('box: low must be ≤ high');
  });
});
