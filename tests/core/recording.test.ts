import { describe, expect, test } from 'vitest';
import type { Environment, Frame } from '../../src/core/environment.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import { InputError } from '../../src/core/input-error.ts';
import { createPolicy, type Policy } from '../../src/core/policy.ts';
import { recordEpisode } from '../../src/core/recording.ts';
import { make } from '../../src/envs/index.ts';
import { type CountingOptions, countingEnvironment } from './counting-environment.ts';

/** A counting environment whose picture is its step: one pixel, red by the step that it shows. */
function drawn(options: CountingOptions = {}): { environment: Environment<'discrete'>; draws: number[] } {
  const inner = countingEnvironment(options);
  const draws: number[] = [];
  let step = 0;
  const environment: Environment<'discrete'> = {
    ...inner,
    reset(request) {
      step = 0;
      return inner.reset(request);
    },
    step(action, into) {
      step += 1;
      return inner.step(action, into);
    },
    render() {
      draws.push(step);
      return { width: 1, height: 1, pixels: Uint8ClampedArray.of(step, 0, 0, 255) };
    },
  };
  return { environment, draws };
}

function policyFor({ observationSpace, actionSpace }: Environment<'discrete'>): Policy<'discrete'> {
  return createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });
}

describe('recordEpisode', () => {
  test('draws the first state and that after each step, with the return until then', () => {
    const { environment } = drawn({ length: 4 });
    const recorded = [...recordEpisode(policyFor(environment), environment)];
    expect(recorded.map(({ frame }) => frame.pixels[0])).toEqual([0, 1, 2, 3, 4]);
    expect(recorded.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    expect(recorded.map((each) => each.return)).toEqual([0, 1, 3, 6, 10]);
    expect(recorded.map(({ terminated }) => terminated)).toEqual([false, false, false, false, true]);
    expect(recorded.some(({ truncated }) => truncated)).toBe(false);
  });

  test('draws every n-th state, the first and the last, and no other', () => {
    const { environment, draws } = drawn({ length: 8, truncates: true });
    const recorded = [...recordEpisode(policyFor(environment), environment, { every: 3 })];
    expect(recorded.map(({ step }) => step)).toEqual([0, 3, 6, 8]);
    expect(draws).toEqual([0, 3, 6, 8]);
    expect(recorded.at(-1)).toMatchObject({ return: 36, terminated: false, truncated: true });
  });

  test('ends after maxSteps, the episode not being over', () => {
    const { environment } = drawn({ length: 100 });
    const recorded = [...recordEpisode(policyFor(environment), environment, { maxSteps: 5, every: 2 })];
    expect(recorded.map(({ step }) => step)).toEqual([0, 2, 4, 5]);
    expect(recorded.at(-1)).toMatchObject({ terminated: false, truncated: false });
  });

  test('steps and draws only when the next picture is asked for', () => {
    const { environment, draws } = drawn();
    const frames = recordEpisode(policyFor(environment), environment);
    expect(draws).toEqual([]);
    frames.next();
    frames.next();
    expect(draws).toEqual([0, 1]);
  });

  test('takes no action that is forbidden', () => {
    const actions: number[] = [];
    const { environment } = drawn({ length: 20, mask: (step) => Uint8Array.of(0, step % 2, 1 - (step % 2)) });
    const step = (action: number) => {
      actions.push(action);
      return environment.step(action);
    };
    const watched = { ...environment, step };
    for (const _ of recordEpisode(policyFor(environment), watched, { deterministic: false }));
    expect(actions).toEqual(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 2 : 1)));
  });

  test('shows the episodes that evaluate measures, for the same seed', () => {
    const environment = make('CartPole-v1');
    const { observationSpace, actionSpace } = environment;
    const policy = () => createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });
    for (const deterministic of [true, false]) {
      const { episodes } = evaluate(policy(), make('CartPole-v1'), { episodes: 2, seed: 6, deterministic });
      const player = policy();
      const seen = [{ seed: 6 }, {}].map((seed) =>
        [...recordEpisode(player, environment, { ...seed, deterministic })].at(-1),
      );
      expect(seen.map((last) => [last?.return, last?.step])).toEqual(episodes.map((e) => [e.return, e.length]));
    }
  });

  test('begins in the state that it is told to', () => {
    const environment = make('CartPole-v1');
    const { observationSpace, actionSpace } = environment;
    const policy = createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });
    const first = recordEpisode(policy, environment, { options: { state: [0.7, 0, 0.2, 0] } }).next().value?.frame;
    environment.reset({ options: { state: [0.7, 0, 0.2, 0] } });
    expect(first).toEqual(environment.render?.());
  });

  test('refuses an environment without render, and settings that are no numbers of steps, at once', () => {
    const plain = countingEnvironment();
    const { environment } = drawn();
    const policy = policyFor(environment);
    expect(() => recordEpisode(policy, plain)).toThrow(InputError);
    expect(() => recordEpisode(policy, plain)).toThrow(
      'recording: the environment must have a render() that draws it, got none',
    );
    expect(() => recordEpisode(policy, environment, { every: 0 })).toThrow(
      'recording: every: must be a whole number ≥ 1, got 0',
    );
    expect(() => recordEpisode(policy, environment, { every: Infinity })).toThrow('got Infinity');
    expect(() => recordEpisode(policy, environment, { maxSteps: 1.5 })).toThrow('recording: maxSteps: must be');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['too few bytes', { width: 2, height: 2, pixels: new Uint8ClampedArray(12) }],
    ['half a pixel', { width: 1.5, height: 2, pixels: new Uint8ClampedArray(12) }],
    ['a list of numbers', { width: 1, height: 1, pixels: [0, 0, 0, 0] }],
  ])('refuses a picture that is %s', (_, frame) => {
    const { environment } = drawn();
    const broken = { ...environment, render: () => frame as Frame };
    const start = () => recordEpisode(policyFor(environment), broken).next();
    expect(start).toThrow(InputError);
    expect(start).toThrow(/^render\(\): must return a frame \{ width, height, pixels \}/);
  });
});
