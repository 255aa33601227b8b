import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/core/spaces.ts';
import { make, registration } from '../../../src/envs/index.ts';

interface Episode {
  readonly policy: string;
  readonly initialState: readonly number[];
  readonly initialObservation: readonly number[];
  readonly actions: readonly number[];
  /** `[steps × size]` */
  readonly observations: readonly number[];
  readonly rewards: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly finalState: readonly number[];
}

interface Bounds {
  readonly low: readonly string[];
  readonly high: readonly string[];
}

interface Recording {
  readonly id: string;
  readonly maxEpisodeSteps: number;
  readonly rewardThreshold: number | null;
  readonly observationSpace: Bounds;
  readonly actionSpace: { readonly n: number } | Bounds;
  readonly episodes: readonly Episode[];
}

/** How far an observation may lie from Gymnasium's, absolutely: 0 is the same bits. */
const tolerances: Readonly<Record<string, number>> = {
  'CartPole-v0': 0,
  'CartPole-v1': 0,
  'MountainCar-v0': 0,
  'MountainCarContinuous-v0': 0,
  'Pendulum-v1': 0,
  'Acrobot-v1': 1e-6,
};

function recordingOf(id: string): Recording {
  return JSON.parse(readFileSync(new URL(`../../fixtures/gymnasium/${id}.json`, import.meta.url), 'utf8'));
}

function toNumbers(values: readonly string[]): number[] {
  return values.map((text) => Number(text.replace('inf', 'Infinity')));
}

/** Replays an episode from its recorded state with its recorded actions. */
function replay(id: string, episode: Episode) {
  const environment = make(id);
  const first = environment.reset({ options: { state: episode.initialState } });
  const steps = episode.actions.map((action) => {
    const given: Action = environment.actionSpace.kind === 'box' ? Float32Array.of(action) : action;
    return environment.step(given);
  });
  return { first, steps };
}

function largestDifference(ours: ArrayLike<number>, theirs: readonly number[]): number {
  return theirs.reduce((most, value, i) => Math.max(most, Math.abs(Math.fround(value) - (ours[i] as number))), 0);
}

describe.each(Object.entries(tolerances))('%s is Gymnasium’s', (id, tolerance) => {
  const recording = recordingOf(id);

  test('with its spaces, time limit and threshold', () => {
    const environment = make(id);
    const observations = environment.observationSpace;
    if (observations.kind !== 'box') throw new Error('a box is expected');
    expect(largestDifference(observations.low.map(finite), toNumbers(recording.observationSpace.low).map(finite))).toBe(
      0,
    );
    expect(
      largestDifference(observations.high.map(finite), toNumbers(recording.observationSpace.high).map(finite)),
    ).toBe(0);
    const actions = environment.actionSpace;
    if ('n' in recording.actionSpace) expect(actions).toMatchObject({ kind: 'discrete', n: recording.actionSpace.n });
    else if (actions.kind === 'box') {
      expect([...actions.low]).toEqual(toNumbers(recording.actionSpace.low));
      expect([...actions.high]).toEqual(toNumbers(recording.actionSpace.high));
    } else throw new Error('a box of actions is expected');
    expect(registration(id).maxEpisodeSteps).toBe(recording.maxEpisodeSteps);
    expect(registration(id).rewardThreshold ?? null).toBe(recording.rewardThreshold);
  });

  test.each(recording.episodes)('over a whole episode: $policy', (episode) => {
    const { first, steps } = replay(id, episode);
    const size = first.observation.length;
    expect(largestDifference(first.observation, episode.initialObservation)).toBe(0);
    for (const [t, { observation, reward, terminated, truncated }] of steps.entries()) {
      const expected = episode.observations.slice(t * size, (t + 1) * size);
      expect(largestDifference(observation, expected), `observation of step ${t}`).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(reward - (episode.rewards[t] as number)), `reward of step ${t}`).toBeLessThanOrEqual(1e-12);
      const last = t === steps.length - 1;
      expect([terminated, truncated], `end at step ${t}`).toEqual([
        last && episode.terminated,
        last && episode.truncated,
      ]);
    }
    const state = steps.at(-1)?.info.state as number[];
    for (const [i, value] of episode.finalState.entries()) expect(state[i]).toBeCloseTo(value, 6);
  });
});

test('the recordings hold a CartPole that is balanced for 500 steps, and ends of both kinds', () => {
  const { episodes } = recordingOf('CartPole-v1');
  expect(episodes.map(({ actions }) => actions.length)).toContain(500);
  for (const id of ['CartPole-v1', 'MountainCar-v0', 'MountainCarContinuous-v0', 'Acrobot-v1']) {
    const ends = recordingOf(id).episodes;
    expect(ends.some(({ terminated }) => terminated)).toBe(true);
    expect(ends.some(({ truncated }) => truncated)).toBe(true);
  }
});

/** A number that can be subtracted, for any bound. */
function finite(bound: number): number {
  return Math.abs(bound) === Infinity ? Math.sign(bound) * 1e30 : bound;
}
