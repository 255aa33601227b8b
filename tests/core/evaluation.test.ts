import { describe, expect, it } from 'vitest';
import { evaluate, statisticsOf } from '../../src/core/evaluation.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { make } from '../../src/envs/index.ts';

describe('statistics of returns', () => {
  it('agree with numbers worked by hand', () => {
    const { mean, standardDeviation, median, minimum, maximum } = statisticsOf([4, 1, 3, 2]);
    expect([mean, median, minimum, maximum]).toEqual([2.5, 2.5, 1, 4]);
    expect(standardDeviation).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });

  it('have an interval close to the normal one for a large sample', () => {
    const sample = Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 10);
    const { mean, standardDeviation, interval } = statisticsOf(sample);
    const half = (1.96 * standardDeviation) / 20;
    expect(interval[0]).toBeCloseTo(mean - half, 0);
    expect(interval[1]).toBeCloseTo(mean + half, 0);
    expect(interval[0]).toBeLessThan(mean);
    expect(interval[1]).toBeGreaterThan(mean);
  });

  it('of one number are that number', () => {
    const { mean, standardDeviation, interval } = statisticsOf([7]);
    expect([mean, standardDeviation, ...interval]).toEqual([7, 0, 7, 7]);
  });
});

describe('an evaluation', () => {
  const environment = make('CartPole-v1');
  const { observationSpace, actionSpace } = environment;
  const policy = createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });

  it('runs whole episodes and reports each', () => {
    const seen: number[] = [];
    const { episodes, mean, lengthMean } = evaluate(policy, environment, {
      episodes: 5,
      onEpisode: (episode, index) => seen.push(episode.return, index),
    });
    expect(episodes.length).toBe(5);
    expect(seen).toEqual(episodes.flatMap((episode, i) => [episode.return, i]));
    expect(mean).toBe(lengthMean);
    expect(mean).toBeGreaterThan(5);
  });

  it('is the same for the same seed, and another for another', () => {
    const lengths = (seed: number) =>
      evaluate(policy, environment, { episodes: 10, seed }).episodes.map((e) => e.length);
    expect(lengths(1)).toEqual(lengths(1));
    expect(lengths(2)).not.toEqual(lengths(1));
  });

  it('refuses a number of episodes that is none', () => {
    expect(() => evaluate(policy, environment, { episodes: 0 })).toThrow(
      'evaluate: episodes: must be a whole number ≥ 1, got 0',
    );
  });
});
