import { describe, expect, test } from 'vitest';
import { CartPole, load, make, makeVector, register, registered, registration } from '../../src/envs/index.ts';

const create = () => new CartPole();

describe('register', () => {
  test('makes an environment known to make and to registered', () => {
    register({ id: 'Known-v0', create, maxEpisodeSteps: 4, rewardThreshold: 3 });
    expect(registered().map(({ id }) => id)).toContain('Known-v0');
    expect(registration('Known-v0')).toMatchObject({ id: 'Known-v0', maxEpisodeSteps: 4, rewardThreshold: 3 });
    expect(make('Known-v0').actionSpace).toEqual({ kind: 'discrete', n: 2 });
  });

  test('refuses an id that is taken', () => {
    expect(() => register({ id: 'CartPole-v1', create })).toThrow(
      "register: 'CartPole-v1' is registered already: choose another id",
    );
  });

  test.each([
    [{ id: '', create }, "register: id must be a name without spaces, got ''"],
    [{ id: 'My Game', create }, "id must be a name without spaces, got 'My Game'"],
    [{ id: 'A-v0', create: 3 }, 'register A-v0: create must be a function that returns an environment, got 3'],
    [{ id: 'A-v0', create, maxEpisodeSteps: 0 }, 'maxEpisodeSteps must be a whole number ≥ 1, got 0'],
    [{ id: 'A-v0', create, maxEpisodeSteps: 1.5 }, 'maxEpisodeSteps must be a whole number ≥ 1, got 1.5'],
    [{ id: 'A-v0', create, rewardThreshold: NaN }, 'rewardThreshold must be a number, got NaN'],
    [{ id: 'A-v0', create, load: true }, 'load must be a function that returns a promise, got true'],
  ])('refuses %j', (malformed, message) => {
    expect(() => register(malformed as unknown as Parameters<typeof register>[0])).toThrow(message);
  });
});

describe('make', () => {
  test('says what an unknown id may have meant, and lists all where nothing is near', () => {
    expect(() => make('CartPole-v2')).toThrow("environment: there is no 'CartPole-v2': did you mean 'CartPole-v");
    expect(() => make('cartpole-v1')).toThrow("did you mean 'CartPole-v1'?");
    expect(() => make('Qbert')).toThrow(/known: .*Pendulum-v1/);
  });

  test('truncates at the registered limit, at another one, or never', () => {
    const stepsOf = (environment: ReturnType<typeof make>, most: number) => {
      environment.reset({ seed: 1 });
      for (let t = 1; t <= most; t++) if (environment.step(Float32Array.of(0)).truncated) return t;
      return Infinity;
    };
    expect(stepsOf(make('Pendulum-v1'), 1000)).toBe(200);
    expect(stepsOf(make('Pendulum-v1', { maxEpisodeSteps: 7 }), 1000)).toBe(7);
    expect(stepsOf(make('Pendulum-v1', { maxEpisodeSteps: Infinity }), 1000)).toBe(Infinity);
    expect(() => make('Pendulum-v1', { maxEpisodeSteps: 0 })).toThrow(
      'maxEpisodeSteps must be a whole number ≥ 1, got 0',
    );
  });

  test('hands its other settings to the environment, which refuses those it does not know', () => {
    expect(() => make('Pendulum-v1', { gravity: 3 })).not.toThrow();
    expect(() => make('Pendulum-v1', { gravty: 3 })).toThrow("there is no setting 'gravty': did you mean 'gravity'?");
    expect(() => make('Pendulum-v1', { gravity: '3' })).toThrow("Pendulum: gravity must be a finite number, got '3'");
    expect(() => make('CartPole-v1', { gravity: 3 })).toThrow("CartPole: there is no setting 'gravity': it takes none");
  });
});

describe('load', () => {
  test('must be awaited before an environment that needs it can be made', async () => {
    let started = 0;
    const start = async () => {
      started += 1;
    };
    register({ id: 'Engine-v0', create, load: start });
    expect(() => make('Engine-v0')).toThrow("Engine-v0: is not loaded: call await load('Engine-v0') first");
    await Promise.all([load('Engine-v0'), load('Engine-v0')]);
    await load('Engine-v0');
    expect(started).toBe(1);
    expect(make('Engine-v0').actionSpace.kind).toBe('discrete');
  });

  test('can be tried again after it failed', async () => {
    let failing = true;
    const start = async () => {
      if (failing) throw new Error('no network');
    };
    register({ id: 'Flaky-v0', create, load: start });
    await expect(load('Flaky-v0')).rejects.toThrow('no network');
    expect(() => make('Flaky-v0')).toThrow('is not loaded');
    failing = false;
    await load('Flaky-v0');
    expect(() => make('Flaky-v0')).not.toThrow();
  });

  test('returns at once where nothing is needed, and refuses an unknown id', async () => {
    await expect(load('CartPole-v1')).resolves.toBeUndefined();
    await expect(load('CartPol-v1')).rejects.toThrow("did you mean 'CartPole-v1'?");
  });
});

test('makeVector makes members by id, with settings, or by a function', () => {
  expect(makeVector('CartPole-v1', 3).count).toBe(3);
  expect(makeVector(create, 2).count).toBe(2);
  expect(() => makeVector('Pendulum-v1', 2, { gravty: 1 })).toThrow("did you mean 'gravity'?");
});
