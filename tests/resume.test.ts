import { describe, expect, it } from 'vitest';
import { createAgent, ppo } from '../src/agents/index.ts';
import type { Agent } from '../src/core/agent.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../src/core/checkpoint.ts';
import { box, discrete } from '../src/core/spaces.ts';
import { make } from '../src/envs/index.ts';
import { type TrainSettings, train } from '../src/train.ts';

/** A run's checkpoints after each update, as text, and its figures without the clock. */
async function record(agent: Agent, settings: TrainSettings) {
  const checkpoints: string[] = [];
  const figures: unknown[] = [];
  for await (const { progress, checkpoint } of train(agent, settings)) {
    const { seconds: _, ...rest } = progress;
    figures.push(rest);
    checkpoints.push(encodeCheckpoint(checkpoint));
  }
  return { checkpoints, figures };
}

const agents: Readonly<Record<string, Record<string, unknown>>> = {
  reinforce: { rolloutEpisodes: 1, hidden: [8] },
  a2c: { rolloutSteps: 9, hidden: [8] },
  npg: { rolloutSteps: 40, hidden: [8], valueEpochs: 2 },
  trpo: { rolloutSteps: 40, hidden: [8], valueEpochs: 2 },
  ppo: { rolloutSteps: 32, epochs: 2, minibatchSize: 24, hidden: [8], clipRange: 'linear:0.2:0.05' },
};

const cases: Readonly<Record<string, { env: string; set: Record<string, unknown> }>> = {
  discrete: { env: 'CartPole-v1', set: {} },
  continuous: { env: 'Pendulum-v1', set: {} },
  'several values of a dict': { env: 'DictIdentity-v0', set: { normalizeObservations: true } },
  bits: { env: 'BinaryIdentity-v0', set: {} },
  squashed: { env: 'BoxIdentity-v0', set: { distribution: 'squashed-gaussian' } },
  'with noise that is held': { env: 'Pendulum-v1', set: { logStd: 'gsde', gsdeSteps: 4, initialLogStd: -1 } },
  remembering: { env: 'CartPole-v1', set: { recurrent: 'lstm', recurrentUnits: 6 } },
  normalised: { env: 'MountainCarContinuous-v0', set: { normalizeObservations: true, normalizeRewards: true } },
};

/** A shorter time limit, so that episodes end within a few updates, and others go on over them. */
const envOf = (id: string) => () => make(id, { maxEpisodeSteps: 45 });

describe('a run that is resumed', () => {
  const combinations = Object.keys(agents)
    .flatMap((agent) => Object.keys(cases).map((name) => [agent, name] as const))
    .filter(([agent, name]) => name !== 'remembering' || !['npg', 'trpo'].includes(agent));

  it.each(combinations)('%s, %s, goes on from every update with the same bits', async (name, kind) => {
    const { env, set } = cases[kind] as (typeof cases)[string];
    const agent = createAgent(name, { ...agents[name], ...set });
    const settings = { env: envOf(env), envs: 3, totalSteps: 700, seed: 5 };
    const whole = await record(agent, settings);
    expect(whole.checkpoints.length).toBeGreaterThan(3);
    for (let update = 1; update < whole.checkpoints.length; update += 2) {
      const resume = decodeCheckpoint(whole.checkpoints[update - 1] as string);
      const rest = await record(createAgent(name, { ...agents[name], ...set }), { ...settings, resume });
      expect(rest.checkpoints).toEqual(whole.checkpoints.slice(update));
      expect(rest.figures).toEqual(whole.figures.slice(update));
    }
  });
});

describe('a checkpoint from which a run cannot go on as it would have', () => {
  const agent = ppo({ hidden: [4], rolloutSteps: 8, epochs: 1 });
  const settings = { env: 'CartPole-v1', envs: 2, totalSteps: 64, seed: 1 };
  const refusal =
    (given: Agent, changed: Partial<TrainSettings>, change: Partial<Checkpoint> = {}) =>
    async () => {
      const { checkpoints } = await record(agent, { ...settings, totalSteps: 16 });
      const resume = { ...decodeCheckpoint(checkpoints[0] as string), ...change };
      await record(given, { ...settings, ...changed, resume });
    };

  it.each([
    [
      'another agent',
      createAgent('a2c', { hidden: [4] }),
      {},
      "resume: agent: must be that of the checkpoint, 'ppo', got 'a2c'",
    ],
    [
      'another learning rate',
      ppo({ hidden: [4], rolloutSteps: 8, epochs: 1, learningRate: 1 }),
      {},
      'resume: learningRate: must be that of the checkpoint, 0.0003, got 1',
    ],
    ['another number of environments', agent, { envs: 3 }, 'resume: envs: must be that of the checkpoint, 2, got 3'],
    ['another task', agent, { env: 'MountainCar-v0' }, 'resume: observationSpace: must be that of the checkpoint'],
    [
      'another seed',
      agent,
      { seed: 2 },
      "random: a state of the stream '2/learner/minibatches', got '1/learner/minibatches'",
    ],
  ] as const)('is refused: of %s', async (_, given, changed, message) => {
    await expect(refusal(given, changed)).rejects.toThrow(message);
  });

  it('is refused: with an optimiser of another kind', async () => {
    const run = refusal(agent, {}, { optimizers: { actorCritic: { velocity: new Float32Array(4) } } });
    await expect(run).rejects.toThrow(/state of adam: count, mean \[\d+\], meanSquare \[\d+\], got velocity \[4\]/);
  });
});

describe('environments that cannot save their state', () => {
  /** A counter that is shown to the policy and cannot be saved. */
  class Counter {
    readonly observationSpace = box(0, 1000, [1]);
    readonly actionSpace = discrete(2);
    #t = 0;
    reset() {
      this.#t = 0;
      return { observation: Float32Array.of(0), info: {} };
    }
    step() {
      this.#t += 1;
      return {
        observation: Float32Array.of(this.#t),
        reward: 1,
        terminated: false,
        truncated: this.#t === 30,
        info: {},
      };
    }
  }

  it('begin new episodes, and the steps are counted on', async () => {
    const agent = ppo({ hidden: [4], rolloutSteps: 10, epochs: 1 });
    const settings = { env: () => new Counter(), envs: 2, totalSteps: 120, seed: 1 };
    const { checkpoints } = await record(agent, settings);
    const resume = decodeCheckpoint(checkpoints[1] as string);
    expect(resume.collector.environments.map(({ saved }) => saved)).toEqual([undefined, undefined]);
    const rest = await record(agent, { ...settings, resume });
    const steps = rest.figures.map((figure) => (figure as { step: number }).step);
    expect(steps).toEqual([60, 80, 100, 120]);
    // An episode of 30 steps that begins at step 20 of its environment ends at step 50; uninterrupted, one ended at 30.
    const finished = rest.figures.flatMap((figure) => (figure as { finished: { step: number }[] }).finished);
    expect(finished.map(({ step }) => step)).toEqual([100, 100]);
  });
});
