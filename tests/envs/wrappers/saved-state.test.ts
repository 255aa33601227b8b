import { describe, expect, test } from 'vitest';
import { EpisodeGuard } from '../../../src/envs/episode-guard.ts';
import {
  CartPole,
  clipAction,
  episodeStatistics,
  make,
  normalizeObservation,
  normalizeReward,
  Pendulum,
  timeLimit,
  wrap,
} from '../../../src/envs/index.ts';
import { countingEnvironment } from '../../core/counting-environment.ts';

/** Through text, as a file would keep it. */
function kept(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state));
}

describe('a wrapper', () => {
  test('has no saved state where its environment has none', () => {
    const bare = countingEnvironment();
    const wrapped = [
      wrap(bare, {}),
      timeLimit(bare, 3),
      episodeStatistics(bare),
      normalizeObservation(bare),
      normalizeReward(bare, { gamma: 1 }),
      timeLimit(episodeStatistics(bare), 3),
    ];
    for (const environment of wrapped) {
      expect([environment.saveState, environment.restoreState]).toEqual([undefined, undefined]);
    }
  });

  test('without a memory saves just what its environment does', () => {
    const environment = new Pendulum();
    environment.reset();
    expect(clipAction(environment).saveState?.()).toEqual(environment.saveState());
    expect(wrap(environment, {}).saveState?.()).toEqual(environment.saveState());
  });

  test('counts on towards its limit', () => {
    const [original, fresh] = [timeLimit(new Pendulum(), 3), timeLimit(new Pendulum(), 3)];
    original.reset();
    original.step(Float32Array.of(0));
    original.step(Float32Array.of(0));
    fresh.restoreState?.(kept(original.saveState?.()));
    expect(fresh.step(Float32Array.of(0)).truncated).toBe(true);
    expect(() => fresh.step(Float32Array.of(0))).toThrow('the episode is over');
  });

  test('adds up the episode that was begun elsewhere', () => {
    const [original, fresh] = [episodeStatistics(make('CartPole-v1')), episodeStatistics(make('CartPole-v1'))];
    original.reset({ seed: 4 });
    for (let t = 0; t < 5; t++) original.step(1);
    fresh.restoreState?.(kept(original.saveState?.()));
    let step = fresh.step(1);
    while (!step.terminated) step = fresh.step(1);
    expect(step.info.episode?.length).toBe(step.info.episode?.return);
    expect(step.info.episode?.length).toBeGreaterThan(6);
  });

  test('restores its statistics into the normaliser that it has, frozen or not', () => {
    const [original, fresh] = [normalizeObservation(new CartPole()), normalizeObservation(new CartPole())];
    original.reset();
    original.step(0);
    original.normalizer.frozen = true;
    fresh.restoreState?.(kept(original.saveState?.()));
    expect(fresh.normalizer.moments.state()).toEqual(original.normalizer.moments.state());
    expect(fresh.normalizer.frozen).toBe(true);
    const other = normalizeObservation(new Pendulum());
    other.reset();
    expect(() => fresh.restoreState?.(other.saveState?.())).toThrow('restoreState takes what saveState of such');
  });
});

test('a state saved under one wrapper is refused by another, and by the environment itself', () => {
  const pole = () => make('CartPole-v1');
  const wrapped = [
    pole(),
    episodeStatistics(pole()),
    normalizeObservation(pole()),
    normalizeReward(pole(), { gamma: 1 }),
  ];
  for (const environment of wrapped) {
    environment.reset();
    for (const other of wrapped) {
      const restore = () => other.restoreState?.(kept(environment.saveState?.()));
      if (other === environment) expect(restore).not.toThrow();
      else
        expect(restore).toThrow(/: restoreState takes what saveState of an environment wrapped like this one returned/);
    }
    expect(() => new CartPole().restoreState(kept(environment.saveState?.()))).toThrow('CartPole: restoreState takes');
  }
});

test('numbers that JSON has none for are restored bit for bit', () => {
  const numbers = [-0, 0, NaN, Infinity, -Infinity, 1.5, -5e-324, 0.1 + 0.2];
  const saved = new EpisodeGuard('original').saveNumbers(numbers);
  expect(new EpisodeGuard('fresh').restoreNumbers(kept(saved), numbers.length)).toEqual(numbers);
});

test('a saved state of another size or with another number is refused', () => {
  const saved = new CartPole().saveState();
  const cartPole = new CartPole();
  const message = 'CartPole: restoreState takes what saveState of such an environment returned, got ';
  expect(() => cartPole.restoreState(new Pendulum().saveState())).toThrow(message);
  expect(() => cartPole.restoreState({ ...saved, numbers: [0, 0, 0, 'zero'] })).toThrow(message);
  expect(() => cartPole.restoreState({ ...saved, phase: 'paused' })).toThrow(message);
  expect(() => cartPole.restoreState({ ...saved, random: { name: '0', generator: {} } })).toThrow(message);
  expect(() => make('Identity-v0').restoreState?.(make('Identity-v0', { values: 9 }).saveState?.())).not.toThrow();
});

test('an index beyond the task’s is refused', () => {
  const [wide, narrow] = [make('Identity-v0', { values: 9 }), make('Identity-v0')];
  wide.reset({ options: { state: [8] } });
  expect(() => narrow.restoreState?.(wide.saveState?.())).toThrow('Identity: restoreState takes what');
});
