import { describe, expect, it } from 'vitest';
import { limitAsTermination, measureTraining, trainingCell } from '../../../experiments/runner/training.ts';
import { createAgent, make, train } from '../../../src/index.ts';

const training = {
  agent: 'ppo',
  env: 'CartPole-v1',
  envs: 4,
  totalSteps: 4096,
  hyperparameters: { rolloutSteps: 128 },
};
const silent = () => {};

describe('measureTraining', () => {
  it('measures what train reports', async () => {
    const returns: number[] = [];
    const means: [number, number][] = [];
    const settings = { env: 'CartPole-v1', envs: 4, totalSteps: 4096, seed: 3 };
    for await (const { progress } of train(createAgent('ppo', { rolloutSteps: 128 }), settings)) {
      returns.push(...progress.finished.map((episode) => episode.return));
      means.push([progress.step, progress.returnMean]);
    }
    const { figures, curve = [] } = await measureTraining(training, 3, silent);
    const average = returns.reduce((sum, each) => sum + each, 0) / returns.length;
    const final = returns.slice(-100).reduce((sum, each) => sum + each, 0) / Math.min(100, returns.length);
    expect(figures.average).toBeCloseTo(average, 9);
    expect(figures.final).toBeCloseTo(final, 9);
    for (const [step, value] of curve) {
      expect(value).toBe(means.findLast(([at]) => at <= step)?.[1]);
    }
    expect(curve.at(-1)?.[0]).toBe(4096);
  });

  it('gives the same for the same seed, and another for another', async () => {
    const [one, again, other] = [
      await measureTraining(training, 1, silent),
      await measureTraining(training, 1, silent),
      await measureTraining(training, 2, silent),
    ];
    expect(again).toEqual(one);
    expect(other.figures).not.toEqual(one.figures);
  });

  it('evaluates greedily where it is asked to', async () => {
    const { figures } = await measureTraining({ ...training, greedyEpisodes: 3 }, 1, silent);
    expect(figures.greedy).toBeGreaterThan(8);
  });

  it('learns otherwise where a limit is told as termination, and no otherwise where none is reached', async () => {
    const pendulum = { ...training, env: 'Pendulum-v1' };
    const told = await measureTraining(pendulum, 1, silent);
    const mistold = await measureTraining({ ...pendulum, limitTerminates: true }, 1, silent);
    expect(mistold.figures).not.toEqual(told.figures);
    const short = await measureTraining({ ...training, maxEpisodeSteps: 100_000 }, 1, silent);
    const shortToo = await measureTraining({ ...training, maxEpisodeSteps: 100_000, limitTerminates: true }, 1, silent);
    expect(shortToo).toEqual(short);
  });
});

describe('limitAsTermination', () => {
  it('tells the step at the limit as an end, and no other', () => {
    const environment = limitAsTermination(make('Pendulum-v1', { maxEpisodeSteps: 3 }));
    environment.reset({ seed: 1 });
    const ends = [0, 1, 2].map(() => {
      const { terminated, truncated } = environment.step(Float32Array.of(0));
      return [terminated, truncated];
    });
    expect(ends).toEqual([
      [false, false],
      [false, false],
      [true, false],
    ]);
  });
});

describe('trainingCell', () => {
  it('holds every hyperparameter, so that a default that changes makes another run of it', () => {
    const { settings } = trainingCell('x', training);
    expect(settings.hyperparameters).toMatchObject({ rolloutSteps: 128, epochs: 10, gamma: 0.99 });
  });
});
