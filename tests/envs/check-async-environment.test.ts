import { describe, expect, it } from 'vitest';
import type { AsyncEnvironment } from '../../src/core/async-environment.ts';
import type { Environment } from '../../src/core/environment.ts';
import { CartPole, checkAsyncEnvironment, checkEnvironment, make, timeLimit } from '../../src/envs/index.ts';
import { delayed } from '../core/delayed-environment.ts';

const settings = { steps: 60, seed: 3 };

/** A cart-pole that answers later, with other members in place of its own. */
function changed(
  change: (inner: AsyncEnvironment<'discrete'>, plain: CartPole) => object,
): AsyncEnvironment<'discrete'> {
  const plain = new CartPole();
  const inner = delayed(plain);
  return { ...inner, ...change(inner, plain) };
}

describe('checkAsyncEnvironment', () => {
  it.each(['CartPole-v1', 'Pendulum-v1', 'Taxi-v4', 'DictIdentity-v0'])(
    'passes what keeps the contract: %s',
    async (id) => {
      await checkAsyncEnvironment(delayed(make(id)), settings);
      await checkAsyncEnvironment(() => delayed(make(id)), settings);
      await checkAsyncEnvironment(async () => delayed(make(id)), settings);
    },
  );

  it('closes what it made, and what it was given not', async () => {
    let [made, closed] = [0, 0];
    const create = () => {
      made += 1;
      return changed(() => ({
        async close() {
          closed += 1;
        },
      }));
    };
    await checkAsyncEnvironment(create, settings);
    expect([made, closed]).toEqual([2, 2]);
    await expect(
      checkAsyncEnvironment(() => ({ ...create(), step: async () => 3 as never }), settings),
    ).rejects.toThrow();
    expect([made, closed]).toEqual([3, 3]);
    await checkAsyncEnvironment(create(), settings);
    expect([made, closed]).toEqual([4, 3]);
  });

  it.each<[string, (inner: AsyncEnvironment<'discrete'>, plain: CartPole) => object, string]>([
    ['a reset that does not promise', (_, plain) => ({ reset: () => plain.reset() }), 'reset must promise its result'],
    [
      'a step that does not promise',
      (_, plain) => ({ step: (action: number) => plain.step(action) }),
      'step must promise its result',
    ],
    ['no step', () => ({ step: undefined }), 'step must be a function, got undefined'],
    ['a step before the first reset', () => ({ step: async () => ({}) }), 'step() before the first reset() must throw'],
    [
      'a reward that is none',
      (inner) => ({ step: async (action: number) => ({ ...(await inner.step(action)), reward: '1' }) }),
      "step 1: the reward must be a number, got '1'",
    ],
    [
      'a seed that is ignored',
      (inner) => ({ reset: () => inner.reset() }),
      'reset: two rollouts under one seed and with the same actions must be equal',
    ],
    [
      'a state that is not restored',
      () => ({ restoreState: async () => {} }),
      'reset: after restoreState the same steps must follow as after saveState',
    ],
    [
      'a step after the end',
      (inner) => {
        let last: unknown;
        return {
          async step(action: number) {
            if ((last as { terminated?: boolean })?.terminated === true) return last;
            last = await inner.step(action);
            return last;
          },
          async reset(request: object) {
            last = undefined;
            return inner.reset(request);
          },
        };
      },
      'step() after the end of an episode must throw an error',
    ],
  ])('refuses %s', async (_, change, message) => {
    await expect(checkAsyncEnvironment(changed(change), settings)).rejects.toThrow(`checkEnvironment: ${message}`);
  });

  it('refuses what makes no environment', async () => {
    await expect(checkAsyncEnvironment(async () => undefined as never, settings)).rejects.toThrow(
      'checkEnvironment: an environment must be an object',
    );
  });

  it('says what an environment rejects with in the midst', async () => {
    const lost = () => Promise.reject(new Error('connection lost'));
    await expect(
      checkAsyncEnvironment(
        changed(() => ({ reset: lost })),
        settings,
      ),
    ).rejects.toThrow('connection lost');
  });
});

describe('checkEnvironment', () => {
  it('refuses an asynchronous environment, and leaves no rejection behind', () => {
    const environment = delayed(timeLimit(new CartPole(), 5)) as unknown as Environment;
    expect(() => checkEnvironment(environment)).toThrow(
      'checkEnvironment: step must return its result itself: an asynchronous environment is for checkAsyncEnvironment, got a promise',
    );
  });
});
