import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/core/evaluation.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { make } from '../../src/envs/index.ts';

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

  it('cuts episodes off where it is told to, and otherwise runs the same ones', () => {
    const lengths = (maxEpisodeSteps?: number) =>
      evaluate(policy, environment, { episodes: 6, seed: 4, ...(maxEpisodeSteps && { maxEpisodeSteps }) });
    expect(lengths(5).episodes).toEqual(new Array(6).fill({ return: 5, length: 5 }));
    expect(lengths(500)).toEqual(lengths());
    expect(() => lengths(0.5)).toThrow('evaluate: maxEpisodeSteps: must be a whole number ≥ 1, got 0.5');
  });

  it('refuses a number of episodes that is none', () => {
    expect(() => evaluate(policy, environment, { episodes: 0 })).toThrow(
      'evaluate: episodes: must be a whole number ≥ 1, got 0',
    );
  });
});
