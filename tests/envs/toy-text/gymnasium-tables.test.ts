import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CliffWalking,
  FrozenLake,
  make,
  registration,
  Taxi,
  type Transition,
  type TransitionTable,
} from '../../../src/envs/index.ts';

interface Table {
  readonly name: string;
  /** How many outcomes each action of each state has; they lie one after the other in the lists below. */
  readonly counts: readonly number[];
  readonly distinct: readonly number[];
  /** Indices into `distinct`. */
  readonly probabilities: readonly number[];
  readonly next: readonly number[];
  readonly rewards: readonly number[];
  readonly terminated: readonly number[];
  readonly startStates: readonly number[];
  readonly startProbabilities: readonly number[];
  readonly actionMasks?: readonly string[];
}

interface Recording {
  readonly id: string;
  readonly maxEpisodeSteps: number | null;
  readonly rewardThreshold: number | null;
  readonly tables: readonly Table[];
  /** State, action, next state, reward, and whether the passenger has still not changed his mind then. */
  readonly fickleSteps?: Readonly<Record<string, readonly (readonly [number, number, number, number, boolean])[]>>;
}

function recordingOf(id: string): Recording {
  return JSON.parse(readFileSync(new URL(`../../fixtures/gymnasium/${id}.json`, import.meta.url), 'utf8'));
}

function outcomesOf(table: Table): Transition[][] {
  let first = 0;
  return table.counts.map((count) => {
    const indices = Array.from({ length: count }, (_, i) => first + i);
    first += count;
    return indices.map((i) => ({
      probability: table.distinct[table.probabilities[i] as number] as number,
      next: table.next[i] as number,
      reward: table.rewards[i] as number,
      terminated: table.terminated[i] === 1,
    }));
  });
}

/** Ours, by id and name of the recorded table. */
const ours: Readonly<Record<string, Readonly<Record<string, () => FrozenLake | CliffWalking | Taxi>>>> = {
  'FrozenLake-v1': {
    slippery: () => new FrozenLake(),
    'not slippery': () => new FrozenLake({ slippery: false }),
    'own map': () => new FrozenLake({ map: ['FSFHG', 'GHFFS', 'FFSFF'], successRate: 0.7 }),
  },
  'FrozenLake8x8-v1': {
    slippery: () => new FrozenLake({ map: '8x8' }),
    'not slippery': () => new FrozenLake({ map: '8x8', slippery: false }),
  },
  'CliffWalking-v1': { 'not slippery': () => new CliffWalking() },
  'CliffWalkingSlippery-v1': { slippery: () => new CliffWalking({ slippery: true }) },
  'Taxi-v4': { dry: () => new Taxi(), rainy: () => new Taxi({ rainy: true }) },
};

describe.each(Object.keys(ours))('%s', (id) => {
  const recording = recordingOf(id);

  test('has Gymnasium’s time limit and threshold', () => {
    expect(registration(id).maxEpisodeSteps ?? null).toBe(recording.maxEpisodeSteps);
    expect(registration(id).rewardThreshold ?? null).toBe(recording.rewardThreshold);
  });

  test.each(recording.tables)('$name: has Gymnasium’s whole transition table, number by number', (table) => {
    const environment = ours[id]?.[table.name]?.() as FrozenLake;
    const expected = outcomesOf(table);
    const { n } = environment.actionSpace;
    expect(environment.transitions.flat()).toEqual(expected);
    expect(environment.transitions).toHaveLength(expected.length / n);
    expect(environment.observationSpace).toEqual({ kind: 'discrete', n: expected.length / n });
    expect(environment.starts.map(({ state }) => state)).toEqual(table.startStates);
    for (const { probability } of environment.starts) expect(table.startProbabilities).toEqual([probability]);
  });
});

test('a made environment has the map and the ground of its id', () => {
  const walk = (id: string, state: number, action: number) => {
    const environment = make(id);
    environment.reset({ options: { state: [state] } });
    return environment.step(action).observation[0];
  };
  expect(make('FrozenLake-v1').observationSpace).toEqual({ kind: 'discrete', n: 16 });
  expect(make('FrozenLake8x8-v1').observationSpace).toEqual({ kind: 'discrete', n: 64 });
  expect(make('FrozenLake8x8-v1', { map: '4x4' }).observationSpace).toEqual({ kind: 'discrete', n: 16 });
  const slid = new Set(
    Array.from({ length: 60 }, (_, seed) => {
      const environment = make('CliffWalkingSlippery-v1');
      environment.reset({ seed, options: { state: [17] } });
      return environment.step(0).observation[0];
    }),
  );
  expect(slid).toEqual(new Set([5, 16, 18]));
  expect(walk('CliffWalking-v1', 17, 0)).toBe(5);
});

describe('Taxi', () => {
  const { tables, fickleSteps = {} } = recordingOf('Taxi-v4');

  test('allows the actions that Gymnasium’s mask allows, in each of the 500 states', () => {
    const taxi = new Taxi();
    const masks = Array.from(
      { length: 500 },
      (_, state) => taxi.reset({ options: { state: [state] } }).info.actionMask,
    );
    expect(masks.map((mask) => mask?.join(''))).toEqual(tables[0]?.actionMasks);
    taxi.reset({ options: { state: [3] } });
    expect(taxi.step(0).info.actionMask?.join('')).toBe(tables[0]?.actionMasks?.[103]);
  });

  test('rains as hard as it is told to', () => {
    const [drizzle, rain] = [new Taxi({ rainy: true, rainyProbability: 0.5 }), new Taxi({ rainy: true })];
    const expected = rain.transitions.map((actions) =>
      actions.map((outcomes) =>
        outcomes.length === 1
          ? outcomes
          : outcomes.map((outcome, i) => ({ ...outcome, probability: i === 0 ? 0.5 : 0.25 })),
      ),
    );
    expect(drizzle.transitions).toEqual(expected);
  });

  test.each(Object.entries(fickleSteps))(
    '%s, with a fickle passenger: takes every step that Gymnasium took',
    (name, steps) => {
      const { transitions } = new Taxi({ rainy: name === 'rainy', fickle: true });
      for (const [state, action, next, reward, fickle] of steps) {
        const outcomes = transitions[500 + state]?.[action] ?? [];
        const found = outcomes.find((outcome) => outcome.next === next + (fickle ? 500 : 0));
        expect(found?.reward, `${state} by ${action} to ${next}`).toBe(reward);
        // He changes his mind on each drive with him, to each of three destinations, and at no other time.
        const changes = outcomes.filter((outcome) => outcome.next < 500).length;
        expect(changes % 3).toBe(0);
        expect(changes > 0).toBe(steps.some(([s, a, , , later]) => s === state && a === action && !later));
      }
    },
  );

  test('with a fickle passenger is as without him once he has changed his mind, or will not', () => {
    const [fickle, steady] = [new Taxi({ fickle: true, fickleProbability: 0.25 }), new Taxi()];
    expect(fickle.transitions.slice(0, 500)).toEqual(steady.transitions);
    const share = (from: number) =>
      fickle.starts.reduce((sum, { state, probability }) => sum + (state >= from ? probability : 0), 0);
    expect(share(500)).toBeCloseTo(0.25, 12);
    expect(share(0)).toBeCloseTo(1, 12);
    fickle.reset({ options: { state: [503] } });
    expect(fickle.step(4).observation).toEqual(Float32Array.of(19));
    const { observation, info } = fickle.step(0);
    expect([116, 117, 118]).toContain(observation[0]);
    expect(info.state).toEqual([observation[0]]);
    expect(sums(fickle.transitions).every((sum) => Math.abs(sum - 1) < 1e-12)).toBe(true);
  });

  test('has no settings in its version 3, and is version 4 without any', () => {
    expect(() => make('Taxi-v3', { rainy: true })).toThrow("Taxi-v3: there is no setting 'rainy': it takes none");
    const [old, current] = [make('Taxi-v3'), make('Taxi-v4')];
    expect(old.reset({ seed: 3 })).toEqual(current.reset({ seed: 3 }));
    for (let t = 0; t < 100; t++) expect(old.step(t % 6)).toEqual(current.step(t % 6));
  });
});

function sums(transitions: TransitionTable): number[] {
  return transitions.flat().map((outcomes) => outcomes.reduce((sum, { probability }) => sum + probability, 0));
}
