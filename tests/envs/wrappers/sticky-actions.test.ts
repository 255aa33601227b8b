import { describe, expect, test } from 'vitest';
import { CartPole, Pendulum, stickyActions, transformAction, wrap } from '../../../src/envs/index.ts';
import type { Environment } from '../../../src/index.ts';

/** A pole that notes the actions it takes, and never ends. */
function noting(mask?: (t: number) => Uint8Array) {
  const taken: number[] = [];
  const pole = new CartPole();
  const environment: Environment<'discrete'> = wrap(pole, {
    reset: (request) => {
      const result = pole.reset(request);
      if (mask) result.info.actionMask = mask(0);
      return result;
    },
    step(action) {
      taken.push(action);
      const { observation } = pole.reset();
      const info = mask ? { actionMask: mask(taken.length) } : {};
      return { observation, reward: 0, terminated: false, truncated: false, info };
    },
  });
  return { taken, environment };
}

describe('stickyActions', () => {
  test('takes the action before with the given probability', () => {
    const { taken, environment } = noting();
    const sticky = stickyActions(environment, 0.25);
    sticky.reset({ seed: 7 });
    const count = 20_000;
    for (let t = 0; t < count; t++) sticky.step(t);
    const stuck = taken.filter((action, t) => action !== t).length / count;
    expect(Math.abs(stuck - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / count));
    for (const [t, action] of taken.entries()) if (action !== t) expect(action).toBe(taken[t - 1]);
  });

  test('repeats what was taken, not what was chosen', () => {
    const { taken, environment } = noting();
    const sticky = stickyActions(environment, 0.9);
    sticky.reset({ seed: 1 });
    for (let t = 0; t < 200; t++) sticky.step(t);
    const longest = Math.max(...[...new Set(taken)].map((action) => taken.filter((other) => other === action).length));
    expect(longest).toBeGreaterThan(5);
  });

  test('never repeats over the start of an episode', () => {
    const { taken, environment } = noting();
    const sticky = stickyActions(environment, 0.99);
    for (let episode = 0; episode < 50; episode++) {
      sticky.reset();
      sticky.step(episode);
    }
    expect(taken).toEqual(Array.from({ length: 50 }, (_, episode) => episode));
  });

  test('with probability 0 changes nothing, and draws nothing of the environment’s', () => {
    const [plain, sticky] = [new CartPole(), stickyActions(new CartPole(), 0)];
    expect(sticky.reset({ seed: 3 })).toEqual(plain.reset({ seed: 3 }));
    for (let t = 0; t < 5; t++) expect(sticky.step(t % 2)).toEqual(plain.step(t % 2));
    expect(sticky.reset()).toEqual(plain.reset());
  });

  test('takes what was chosen where the action before is masked', () => {
    const { taken, environment } = noting((t) => Uint8Array.of(t % 2 === 0 ? 1 : 0, t % 2));
    const sticky = stickyActions(environment, 0.99);
    sticky.reset({ seed: 1 });
    for (let t = 0; t < 100; t++) sticky.step(t % 2);
    expect(taken).toEqual(Array.from({ length: 100 }, (_, t) => t % 2));
  });

  test('keeps its own copy of a vector that the caller writes into again', () => {
    const torques: number[] = [];
    const pendulum = transformAction(
      new Pendulum(),
      (torque: Float32Array) => {
        torques.push(torque[0] as number);
        return torque;
      },
      new Pendulum().actionSpace,
    );
    const sticky = stickyActions(pendulum, 0.5);
    sticky.reset({ seed: 2 });
    const torque = new Float32Array(1);
    for (let t = 0; t < 100; t++) {
      torque[0] = t;
      sticky.step(torque);
    }
    expect(torques.some((value, t) => value !== t)).toBe(true);
  });

  test.each([-0.1, 1, NaN])('refuses the probability %s', (probability) => {
    expect(() => stickyActions(new CartPole(), probability)).toThrow('the probability must be in [0, 1)');
  });
});
