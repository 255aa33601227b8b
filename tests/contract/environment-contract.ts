import { describe, expect, test } from 'vitest';
import type { Environment, Info, Step } from '../../src/core/environment.ts';
import { InputError } from '../../src/core/input-error.ts';
import { Random } from '../../src/core/random.ts';
import { containsFlat, flatSize, sample } from '../../src/core/spaces.ts';
import { checkEnvironment } from '../../src/envs/check-environment.ts';

/** What of the contract an environment is excused from, or promises beyond it. */
export interface ContractOptions {
  /** Whether it writes into `into` and returns it, as built-in ones do; true unless given. */
  readonly writesInto?: boolean;
  /** Whether it takes `options.state` and reports `info.state`, as built-in ones do; true unless given. */
  readonly setsState?: boolean;
}

/** Every fact that holds of any environment, as a suite. */
export function environmentContract(name: string, create: () => Environment, options: ContractOptions = {}): void {
  const { writesInto = true, setsState = true } = options;

  describe(name, () => {
    test('passes the environment check, alone and from a function', () => {
      expect(() => checkEnvironment(create())).not.toThrow();
      expect(() => checkEnvironment(create, { steps: 50, seed: 3 })).not.toThrow();
    });

    test('refuses a step before the first reset', () => {
      const environment = create();
      expect(() => environment.step(anAction(environment))).toThrow(/call reset\(\) before step\(\)/);
    });

    test('begins the same episode for the same seed, and goes on with its own stream without one', () => {
      const environment = create();
      const first = environment.reset({ seed: 7 }).observation;
      const second = environment.reset().observation;
      expect(environment.reset({ seed: 7 }).observation).toEqual(first);
      expect(environment.reset().observation).toEqual(second);
      expect(create().reset({ seed: 7 }).observation).toEqual(first);
    });

    test('without any seed begins as from seed 0', () => {
      expect(create().reset().observation).toEqual(create().reset({ seed: 0 }).observation);
    });

    test('returns observations of its space, finite rewards and booleans, all along', () => {
      for (const { observation, reward, terminated, truncated, info } of walk(create(), 300)) {
        expect(observation).toHaveLength(flatSize(create().observationSpace));
        expect(Number.isFinite(reward)).toBe(true);
        expect([typeof terminated, typeof truncated, typeof info]).toEqual(['boolean', 'boolean', 'object']);
      }
    });

    test('refuses an action outside of its space, naming it', () => {
      const environment = create();
      environment.reset({ seed: 1 });
      for (const action of wrongActions(environment)) {
        expect(() => environment.step(action as number)).toThrow(InputError);
      }
    });

    if (writesInto) intoContract(create);
    if (setsState) stateContract(create);
    if (create().saveState !== undefined) savedStateContract(create);
  });
}

function intoContract(create: () => Environment): void {
  test('writes observations into the array it is given, and returns it', () => {
    const [alone, given] = [create(), create()];
    const into = new Float32Array(flatSize(given.observationSpace));
    expect(given.reset({ seed: 5, into }).observation).toBe(into);
    expect(into).toEqual(alone.reset({ seed: 5 }).observation);
    const action = anAction(alone);
    const expected = alone.step(action).observation;
    expect(given.step(action, into).observation).toBe(into);
    expect(into).toEqual(expected);
  });
}

function stateContract(create: () => Environment): void {
  test('sets its state exactly, and goes on from there alike, used or not', () => {
    const [one, fresh, used] = [create(), create(), create()];
    const { observation, info } = one.reset({ seed: 11 });
    const state = info.state as number[];
    playOn(used, { random: new Random('before'), over: true }, 7);
    const [steps, again] = [fresh, used].map((environment) => {
      // Under the same seed all else is the same too, such as a landscape; under another one at least the state is.
      expect(environment.reset({ seed: 11, options: { state } })).toEqual({ observation, info });
      const twin = environment.reset({ seed: 5, options: { state } });
      expect(twin.info.state).toEqual(state);
      expect(twin.info.state).not.toBe(state);
      return playOn(environment, { random: new Random('state'), over: false, mask: twin.info.actionMask }, 30);
    });
    expect(again).toEqual(steps);
  });

  test('reports a fresh state at each step, in plain numbers', () => {
    const environment = create();
    const first = environment.reset({ seed: 2 }).info.state as number[];
    const kept = [...first];
    const { info } = environment.step(anAction(environment));
    expect(Array.isArray(info.state)).toBe(true);
    expect(info.state).not.toBe(first);
    expect(first).toEqual(kept);
  });

  test('hands its state out for good: writing to it changes nothing', () => {
    const [written, left] = [create(), create()];
    const spoil = ({ info }: { info: Info }) => {
      (info.state as number[]).fill(99);
      info.actionMask?.fill(9);
    };
    const action = anAction(left);
    spoil(written.reset({ seed: 2 }));
    left.reset({ seed: 2 });
    const { terminated, truncated } = left.step(action);
    spoil(written.step(action));
    const [after, expected] = [written, left].map((environment) =>
      terminated || truncated ? environment.reset() : environment.step(action),
    );
    expect(after).toEqual(expected);
  });

  test('refuses a state of the wrong length or with a number that is not finite', () => {
    const environment = create();
    const size = (environment.reset().info.state as number[]).length;
    const wrong = [new Array(size + 1).fill(0), new Array(size).fill(NaN), 'state', [], null];
    for (const state of wrong) {
      expect(() => environment.reset({ options: { state } })).toThrow(/options\.state must be/);
    }
  });
}

/** What holds of any environment that has `saveState` and `restoreState`. */
export function savedStateContract(create: () => Environment): void {
  test.each([0, 1, 2, 7, 206])('goes on bit for bit from what it saved after %i calls', (calls) => {
    const [original, used] = [create(), create()];
    used.reset({ seed: 9 });
    playOn(used, { random: new Random('other'), over: false }, 11);
    const play: Play = { random: new Random('play'), over: true };
    playOn(original, play, calls);
    const saved = original.saveState?.();
    const text = JSON.stringify(saved);
    const kept = copyOf(play);
    const expected = playOn(original, play, 300);
    expect(JSON.stringify(saved)).toBe(text);
    for (const environment of [create(), used, original]) {
      environment.restoreState?.(JSON.parse(text));
      expect(playOn(environment, copyOf(kept), 300)).toEqual(expected);
    }
  });

  test('refuses a step where the saved one would', () => {
    const [ended, running] = [create(), create()];
    const fresh = create().saveState?.();
    running.reset();
    running.restoreState?.(JSON.parse(JSON.stringify(fresh)));
    expect(() => running.step(anAction(running))).toThrow(/call reset\(\) before step\(\)/);
    const play: Play = { random: new Random('end'), over: true };
    playOn(ended, play, 1);
    for (let calls = 0; calls < 2000 && !play.over; calls++) playOn(ended, play, 1);
    if (!play.over) return;
    running.restoreState?.(JSON.parse(JSON.stringify(ended.saveState?.())));
    expect(() => running.step(anAction(running))).toThrow(/call reset\(\)/);
  });

  test('refuses to go on from what is no saved state', () => {
    for (const wrong of [undefined, null, 3, {}, [], { environment: {}, wrapper: {} }]) {
      expect(() => create().restoreState?.(wrong)).toThrow(InputError);
    }
  });
}

/** What the player of an environment must know to go on: its own randomness, and what the last call returned. */
interface Play {
  random: Random;
  /** Whether a reset comes next. */
  over: boolean;
  mask?: Uint8Array;
}

function copyOf(play: Play): Play {
  return { ...play, random: Random.from(play.random.state()) };
}

/** Random steps, and resets where they are due: everything that so many calls return, infos included. */
function playOn(environment: Environment, play: Play, calls: number): unknown[] {
  return Array.from({ length: calls }, () => {
    const { over, mask, random } = play;
    const result = over ? environment.reset() : environment.step(sample(environment.actionSpace, random, mask));
    const { terminated = false, truncated = false } = result as Partial<Step>;
    play.over = terminated || truncated;
    play.mask = result.info.actionMask?.slice();
    return result;
  });
}

/** Random steps, with a reset after each end. */
function walk(environment: Environment, steps: number): Step[] {
  const random = new Random('walk');
  environment.reset({ seed: 1 });
  return Array.from({ length: steps }, () => {
    const step = environment.step(sample(environment.actionSpace, random));
    const { observationSpace: space } = environment;
    expect(containsFlat(space, step.observation)).toBe(true);
    if (step.terminated || step.truncated) environment.reset();
    return step;
  });
}

function anAction({ actionSpace }: Environment) {
  return sample(actionSpace, new Random('action'));
}

function wrongActions({ actionSpace: space }: Environment): unknown[] {
  if (space.kind === 'discrete') return [-1, space.n, 0.5, NaN, undefined];
  const size = flatSize(space);
  if (space.kind !== 'box') {
    const most = space.kind === 'multiBinary' ? 1 : Math.max(...space.nvec) - 1;
    const wrong = [new Int32Array(size + 1), new Int32Array(size).fill(-1), new Int32Array(size).fill(most + 1)];
    return [...wrong, new Float32Array(size), 0, undefined];
  }
  return [new Float32Array(size + 1), new Float32Array(size).fill(NaN), undefined];
}
