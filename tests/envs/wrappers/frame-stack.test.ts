import { describe, expect, test } from 'vitest';
import { box } from '../../../src/core/spaces.ts';
import {
  CartPole,
  frameStack,
  Identity,
  Pendulum,
  selectObservation,
  timeLimit,
  transformObservation,
} from '../../../src/envs/index.ts';
import { countingEnvironment } from '../../core/counting-environment.ts';

describe('frameStack', () => {
  test('shows the last observations, the oldest first, the episode’s first in place of those before it', () => {
    const stack = frameStack(selectObservation(countingEnvironment(), [2]), 3);
    const seen = [[...stack.reset().observation]];
    for (let t = 0; t < 4; t++) seen.push([...stack.step(0).observation]);
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ]);
  });

  test('forgets the episode before', () => {
    const stack = timeLimit(frameStack(new CartPole(), 2), 3);
    for (let episode = 0; episode < 3; episode++) {
      const { observation } = stack.reset();
      expect(observation.subarray(0, 4)).toEqual(observation.subarray(4));
      stack.step(0);
      stack.step(1);
    }
  });

  test('pads with zeros where it is told to, within bounds that then hold zero', () => {
    const space = box([1, -5], [2, -3]);
    const positive = transformObservation(new CartPole(), () => [1.5, -4], space);
    const stack = frameStack(positive, 2, { padding: 'zero' });
    expect([...stack.reset().observation]).toEqual([0, 0, 1.5, -4]);
    expect([...stack.step(0).observation]).toEqual([1.5, -4, 1.5, -4]);
    expect([...stack.reset().observation]).toEqual([0, 0, 1.5, -4]);
    expect(stack.observationSpace).toEqual(box([0, -5, 0, -5], [2, 0, 2, 0]));
    expect(frameStack(positive, 2).observationSpace).toEqual(box([1, -5, 1, -5], [2, -3, 2, -3]));
  });

  test('joins the channels of pictures, pixel by pixel', () => {
    let frame = 0;
    const numbered = () => [1, 2, 3, 4, 5, 6, 7, 8].map((pixel) => 10 * pixel + frame);
    const pictures = transformObservation(new CartPole(), numbered, box(0, 255, [2, 2, 2]));
    const stack = frameStack(pictures, 2);
    expect(stack.observationSpace).toEqual(box(0, 255, [2, 2, 4]));
    stack.reset();
    frame = 1;
    expect([...stack.step(0).observation]).toEqual([10, 20, 11, 21, 30, 40, 31, 41, 50, 60, 51, 61, 70, 80, 71, 81]);
  });

  test('refuses what it cannot stack', () => {
    expect(() => frameStack(new CartPole(), 0)).toThrow('frameStack: count must be a whole number ≥ 1, got 0');
    expect(() => frameStack(new Identity(), 2)).toThrow('the observation space must be a box, got discrete(4)');
    const padding = 'last' as 'zero';
    expect(() => frameStack(new CartPole(), 2, { padding })).toThrow("padding must be 'first' or 'zero'");
  });

  test('refuses a state of another number of frames', () => {
    const [two, three] = [frameStack(new Pendulum(), 2), frameStack(new Pendulum(), 3)];
    two.reset();
    expect(() => three.restoreState?.(two.saveState?.())).toThrow(
      'frameStack: restoreState takes what was saved with 3',
    );
  });
});
