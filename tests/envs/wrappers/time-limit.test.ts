import { describe, expect, test } from 'vitest';
import { CartPole, Pendulum, timeLimit } from '../../../src/envs/index.ts';
import { countingEnvironment } from '../../core/counting-environment.ts';

describe('timeLimit', () => {
  test('truncates on the step that reaches the limit, and not before', () => {
    const environment = timeLimit(new Pendulum(), 3);
    environment.reset();
    const flags = [1, 2, 3].map(() => environment.step(Float32Array.of(0)).truncated);
    expect(flags).toEqual([false, false, true]);
  });

  test('counts anew after each reset', () => {
    const environment = timeLimit(new Pendulum(), 2);
    for (let episode = 0; episode < 3; episode++) {
      environment.reset();
      expect(environment.step(Float32Array.of(0)).truncated).toBe(false);
      if (episode > 0) expect(environment.step(Float32Array.of(0)).truncated).toBe(true);
    }
  });

  test('sets both flags where the step at the limit terminates as well', () => {
    const environment = timeLimit(countingEnvironment({ length: 3 }), 3);
    environment.reset();
    environment.step(0);
    environment.step(0);
    expect(environment.step(0)).toMatchObject({ terminated: true, truncated: true });
  });

  test('refuses a step after the limit and before the first reset', () => {
    const environment = timeLimit(new CartPole(), 1);
    expect(() => environment.step(0)).toThrow('no episode has begun: call reset() before step()');
    environment.reset();
    environment.step(0);
    expect(() => environment.step(0)).toThrow('the episode is over: call reset() to begin the next one');
    environment.reset();
    expect(() => environment.step(0)).not.toThrow();
  });

  test('stays over where a reset is refused', () => {
    const environment = timeLimit(new CartPole(), 1);
    environment.reset();
    environment.step(0);
    expect(() => environment.reset({ options: { state: [1] } })).toThrow();
    expect(() => environment.step(0)).toThrow('the episode is over');
  });

  test('refuses a limit that is no whole number ≥ 1', () => {
    for (const limit of [0, -1, 1.5, NaN]) {
      expect(() => timeLimit(new CartPole(), limit)).toThrow('timeLimit: maxEpisodeSteps must be a whole number ≥ 1');
    }
  });

  test('passes rendering and closing on', () => {
    const inner = countingEnvironment();
    const frame = { width: 1, height: 1, pixels: new Uint8ClampedArray(4) };
    const environment = timeLimit(Object.assign(inner, { render: () => frame }), 5);
    expect(environment.render?.()).toBe(frame);
    environment.close?.();
    expect(inner.closed).toBe(true);
    expect(timeLimit(countingEnvironment(), 5).render).toBeUndefined();
  });
});
