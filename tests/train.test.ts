import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { a2c, createAgent, ppo, reinforce } from '../src/agents/index.ts';
import type { Agent } from '../src/core/agent.ts';
import { defineAgent } from '../src/core/agent.ts';
import { type Checkpoint, encodeCheckpoint } from '../src/core/checkpoint.ts';
import type { Environment, ResetResult, Step } from '../src/core/environment.ts';
import {
  gammaHyperparameter,
  networkHyperparameters,
  normalizationHyperparameters,
} from '../src/core/hyperparameters.ts';
import { type ActionSpace, box, discrete } from '../src/core/spaces.ts';
import { type Preset, preset } from '../src/presets/index.ts';
import { type Progress, type TrainSettings, type TrainUpdate, train } from '../src/train.ts';

async function collect(agent: Agent | string, settings: TrainSettings): Promise<TrainUpdate[]> {
  const updates: TrainUpdate[] = [];
  for await (const update of train(agent, settings)) updates.push(update);
  return updates;
}

const last = <T>(items: readonly T[]): T => items.at(-1) as T;

/** Reward 1 for ever, and nothing to see; what comes out of a step can be changed. */
class Endless implements Environment {
  readonly observationSpace = box(-1, 1, [1]);
  readonly actionSpace: ActionSpace = discrete(2);
  readonly #limit: number;
  readonly #change: (step: Step, t: number) => Step;
  #t = 0;

  constructor(limit: number, change = (step: Step, _t: number) => step) {
    this.#limit = limit;
    this.#change = change;
  }

  reset(): ResetResult {
    this.#t = 0;
    return { observation: Float32Array.of(1), info: {} };
  }

  step(): Step {
    this.#t += 1;
    const truncated = this.#t === this.#limit;
    const step = { observation: Float32Array.of(1), reward: 1, terminated: false, truncated, info: {} };
    return this.#change(step, this.#t);
  }
}

describe('truncation', () => {
  const value = async (agent: Agent, change?: (step: Step) => Step) => {
    const { checkpoint, policy } = last(
      await collect(agent, { env: () => new Endless(5, change), envs: 4, totalSteps: 6000, backend: 'cpu' }),
    );
    const { createActorCritic, Random } = await import('../src/index.ts');
    const { observationSpace, actionSpace } = policy;
    const random = new Random(0);
    const twin = createActorCritic({ ...agent.hyperparameters, observationSpace, actionSpace, random });
    twin.parameters.values.set(checkpoint.parameters);
    return twin.valueFunction.predict(Float32Array.of(1), 1)[0] as number;
  };
  const tuned = { gamma: 0.9, lambda: 0.9, hidden: [8], learningRate: 0.03 };
  const critics = [
    ['a2c', a2c({ ...tuned, optimizer: 'adam', maxGradientNorm: 100 })],
    ['ppo', ppo({ ...tuned, rolloutSteps: 16, minibatchSize: 64, maxGradientNorm: 100 })],
  ] as const;

  it.each(critics)('is bootstrapped by %s: reward 1 for ever at γ = 0.9 is worth 10', async (_, agent) => {
    expect(Math.abs((await value(agent)) - 10)).toBeLessThan(0.2);
  });

  it.each(critics)(
    'is not termination to %s: the same task cut by terminations is worth far less',
    async (_, agent) => {
      const terminate = (step: Step) => ({ ...step, terminated: step.truncated, truncated: false });
      expect(await value(agent, terminate)).toBeLessThan(4.1);
    },
  );
});

describe('the same seed', () => {
  const agents = {
    reinforce: reinforce({ hidden: [8] }),
    a2c: a2c({ hidden: [8], normalizeObservations: true }),
    ppo: ppo({ rolloutSteps: 32, minibatchSize: 64, epochs: 2, hidden: [8], normalizeRewards: true }),
  };
  const trace = async (agent: Agent, settings: TrainSettings) => {
    const seen: unknown[] = [];
    for await (const { progress, checkpoint } of train(agent, settings)) {
      const { seconds: _, ...rest } = progress;
      seen.push([rest, encodeCheckpoint(checkpoint)]);
    }
    return seen;
  };

  it.each(
    Object.entries(agents).flatMap(([name, agent]) =>
      ['CartPole-v1', 'Pendulum-v1'].flatMap((env) => [1, 8].map((envs) => [name, env, envs, agent] as const)),
    ),
  )('gives the same run, to the bit: %s in %s, %d environments', async (_, env, envs, agent) => {
    const settings = { env, envs, totalSteps: 1000, seed: 5 };
    const first = await trace(agent, settings);
    expect(await trace(agent, settings)).toEqual(first);
    expect(await trace(agent, { ...settings, seed: 6 })).not.toEqual(first);
  });
});

describe('progress', () => {
  it('counts steps, updates and episodes, and ends exactly at the total', async () => {
    const updates = await collect(a2c({ rolloutSteps: 16, hidden: [4] }), {
      env: 'CartPole-v1',
      envs: 2,
      totalSteps: 1000,
    });
    const steps = updates.map(({ progress }) => progress.step);
    expect(steps.slice(0, 3)).toEqual([32, 64, 96]);
    expect(last(steps)).toBe(1000);
    expect(updates.map(({ progress }) => progress.update)).toEqual(steps.map((__, i) => i + 1));
    const finished = updates.flatMap(({ progress }) => progress.finished);
    expect(last(updates).progress.episodes).toBe(finished.length);
    const recent = finished.slice(-100).map((episode) => episode.return);
    expect(last(updates).progress.returnMean).toBeCloseTo(recent.reduce((a, b) => a + b, 0) / recent.length, 10);
  });

  it('has no mean return before an episode has ended', async () => {
    const [first] = await collect(a2c({ rolloutSteps: 2, hidden: [4] }), {
      env: 'CartPole-v1',
      envs: 2,
      totalSteps: 4,
    });
    expect(first?.progress).toMatchObject({
      episodes: 0,
      finished: [],
      returnMean: Number.NaN,
      lengthMean: Number.NaN,
    });
  });

  it.each([
    ['reinforce', ['learningRate', 'surrogate', 'entropy', 'gradientNorm', 'valueLoss', 'explainedVariance']],
    ['a2c', ['learningRate', 'surrogate', 'valueLoss', 'entropy', 'explainedVariance', 'gradientNorm']],
    [
      'ppo',
      [
        ...['learningRate', 'clipRange', 'surrogate', 'valueLoss', 'entropy', 'approximateKl', 'clipFraction'],
        ...['gradientNorm', 'explainedVariance', 'gradientSteps'],
      ],
    ],
  ])('of %s has the same diagnostics on every update, all of them numbers', async (name, diagnostics) => {
    const updates = await collect(createAgent(name, { hidden: [4] }), {
      env: 'CartPole-v1',
      envs: 2,
      totalSteps: 1200,
    });
    for (const { progress } of updates) {
      expect(Object.keys(progress.diagnostics)).toEqual(diagnostics);
      for (const [key, x] of Object.entries(progress.diagnostics)) expect(x, key).toBeTypeOf('number');
    }
  });

  it('stops after the update under way when its signal is aborted', async () => {
    const controller = new AbortController();
    const seen: Progress[] = [];
    const settings = { env: 'CartPole-v1', envs: 2, totalSteps: 1e9, signal: controller.signal };
    for await (const { progress } of train(a2c({ hidden: [4] }), settings)) {
      seen.push(progress);
      if (progress.update === 3) controller.abort();
    }
    expect(seen.length).toBe(3);
  });
});

describe('a checkpoint', () => {
  const agent = a2c({ rolloutSteps: 8, hidden: [4], normalizeObservations: true, normalizeRewards: true });
  const settings = { env: 'CartPole-v1', envs: 2, totalSteps: 64 };

  it('is one value, however often it is read', async () => {
    for await (const update of train(agent, settings)) expect(update.checkpoint).toBe(update.checkpoint);
  });

  it('is the same whether every one is read or only the last, and after the run as before', async () => {
    const texts: string[] = [];
    for await (const { checkpoint } of train(agent, settings)) texts.push(encodeCheckpoint(checkpoint));
    expect(encodeCheckpoint(last(await collect(agent, settings)).checkpoint)).toBe(last(texts));
  });

  it('that is first read when a later update has begun is refused, and one that was read stays', async () => {
    const updates: TrainUpdate[] = [];
    for await (const update of train(agent, settings)) {
      updates.push(update);
      if (updates.length === 2) encodeCheckpoint(update.checkpoint);
    }
    expect(() => updates[0]?.checkpoint).toThrow(
      'checkpoint of update 1: must be read before the next update begins to learn; once read it stays as it is',
    );
    expect(updates[1]?.checkpoint.update).toBe(2);
    expect(() => updates[2]?.checkpoint).toThrow('checkpoint of update 3');
    expect(updates[3]?.checkpoint.update).toBe(4);
  });

  it('of the last good update is still whole where the environments fail in the next rollout', async () => {
    const fail = (step: Step, t: number) => ({ ...step, reward: t === 30 ? Number.NaN : 1 });
    const run = train(agent, { env: () => new Endless(50, fail), envs: 2, totalSteps: 1000 });
    const texts: string[] = [];
    let latest: TrainUpdate | undefined;
    await expect(async () => {
      for await (const update of run) {
        latest = update;
        // The third is not read yet when the fourth rollout fails, and shows what the third left all the same.
        if (update.progress.update < 3) texts.push(encodeCheckpoint(update.checkpoint));
      }
    }).rejects.toThrow('the reward must be a finite number');
    expect(latest?.progress.update).toBe(3);
    const twin = train(agent, { env: () => new Endless(50), envs: 2, totalSteps: 1000 });
    let expected: Checkpoint | undefined;
    for await (const { progress, checkpoint } of twin) {
      expected = checkpoint;
      if (progress.update === 3) break;
    }
    // All but the environments, which had gone on.
    const collector = { steps: 48, environments: [] };
    expect((latest as TrainUpdate).checkpoint).toEqual({ ...expected, collector });
  });

  it('has the stream of each environment’s actions', async () => {
    const { checkpoint } = last(await collect(agent, { ...settings, seed: 9 }));
    const names = checkpoint.collector.environments.map(({ actions }) => actions.name);
    expect(names).toEqual(['9/actions/0', '9/actions/1']);
  });
});

describe('tensors', () => {
  it.each(['cpu', 'wasm'] as const)('are as many after update 1000 as after update 10, on %s', async (backend) => {
    const counts: number[] = [];
    const agent = a2c({ rolloutSteps: 2, hidden: [4], normalizeObservations: true });
    const settings = { env: 'CartPole-v1', envs: 2, totalSteps: 4000, backend };
    for await (const _ of train(agent, settings)) counts.push(tf.memory().numTensors);
    expect(counts.length).toBe(1000);
    expect(counts[999]).toBe(counts[9]);
  });

  it.each([
    ['ppo', { rolloutSteps: 8, minibatchSize: 8, epochs: 2, sharedTrunk: true, valueClipRange: 0.2 }],
    ['reinforce', {}],
    ['reinforce', { baseline: false }],
  ])('do not pile up under %s %o', async (name, hyperparameters) => {
    const counts: number[] = [];
    const agent = createAgent(name, { ...hyperparameters, hidden: [4] });
    for await (const _ of train(agent, { env: 'Pendulum-v1', envs: 1, totalSteps: 4000 }))
      counts.push(tf.memory().numTensors);
    expect(new Set(counts.slice(1)).size).toBe(1);
  });
});

describe('what is not a number', () => {
  const run = async (change: (step: Step, t: number) => Step) => {
    const updates: TrainUpdate[] = [];
    const settings = { env: () => new Endless(50, change), envs: 2, totalSteps: 1000 };
    try {
      for await (const update of train(a2c({ rolloutSteps: 10, hidden: [4] }), settings)) updates.push(update);
    } catch (error) {
      return { updates, message: (error as Error).message };
    }
    throw new Error('the run did not stop');
  };

  it('stops the run where a reward is, with the step', async () => {
    const { updates, message } = await run((step, t) => ({ ...step, reward: t === 15 ? Number.NaN : 1 }));
    expect(updates.length).toBe(1);
    expect(message).toBe('environment 0: the reward must be a finite number (at step 15 of episode 1), got NaN');
  });

  it('stops the run where an observation is, with the step', async () => {
    const bad = { observation: Float32Array.of(Number.NaN) };
    const { message } = await run((step, t) => (t === 15 ? { ...step, ...bad } : step));
    expect(message).toContain('environment 0: an observation must be made of finite numbers (at step 15');
    expect(message).toContain('got NaN at index 0');
  });

  it('stops the run where a loss is, with the step, and keeps the last good parameters', async () => {
    let poisoned = false;
    const network = {
      layout: [{ name: 'weight', shape: [1, 2], offset: 0 }],
      apply: ([weight]: tf.Tensor[], x: tf.Tensor) =>
        tf.mul(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), poisoned ? Number.NaN : 1),
    };
    const updates: TrainUpdate[] = [];
    const settings = { env: () => new Endless(50), envs: 2, totalSteps: 1000, policyNetwork: network };
    await expect(async () => {
      for await (const update of train(a2c({ rolloutSteps: 10 }), settings)) {
        updates.push(update);
        poisoned = true;
      }
    }).rejects.toThrow('a2c at step 40: loss: must be a finite number, got NaN');
    expect(last(updates).policy.parameters.values.every(Number.isFinite)).toBe(true);
  });
});

describe('settings that cannot work', () => {
  const discreteOnly = defineAgent({
    name: 'discrete-only',
    summary: 'for a test',
    actionKinds: ['discrete'],
    hyperparameters: { ...networkHyperparameters, ...normalizationHyperparameters, gamma: gammaHyperparameter },
    collect: () => ({ steps: 1 }),
    start: () => {
      throw new Error('never started');
    },
  }).create();

  it.each([
    [{ env: 'CartPol-v1' }, "environment: there is no 'CartPol-v1': did you mean 'CartPole-v1'?"],
    [{ env: 'CartPole-v1', envs: 0 }, 'train: envs: must be a whole number ≥ 1, got 0'],
    [{ env: 'CartPole-v1', totalSteps: 1.5 }, 'train: totalSteps: must be a whole number ≥ 1, got 1.5'],
    [{ env: 'CartPole-v1', seed: -1 }, 'train: seed: must be a whole number ≥ 0, got -1'],
    [
      { env: 'CartPole-v1', backend: 'gpu' as 'cpu' },
      "backend: must be one of wasm, cpu, tensorflow, webgl, got 'gpu'",
    ],
    [{ env: 'Pendulum-v1' }, 'discrete-only: learns discrete actions only, got box([1], −2 … 2)'],
  ])('are refused before anything runs: %o', async (settings, message) => {
    await expect(collect(discreteOnly, settings)).rejects.toThrow(message);
  });

  it.each([
    ['pppo', {}, "agent: there is no 'pppo': did you mean 'ppo'?"],
    ['ppo', { clipRnage: 0.1 }, "ppo: there is no hyperparameter 'clipRnage': did you mean 'clipRange'?"],
    ['ppo', { gamma: 1.5 }, 'ppo: gamma: must be a number on [0, 1], got 1.5'],
    ['ppo', { epochs: '4' }, "ppo: epochs: must be a whole number ≥ 1, got '4'"],
    ['ppo', { hidden: 64 }, 'ppo: hidden: must be a list of whole numbers ≥ 1, such as [64,64], got 64'],
    [
      'ppo',
      { activation: 'tan' },
      'ppo: activation: must be one of linear, tanh, relu, sigmoid, elu, softplus, silu, gelu',
    ],
    ['a2c', { learningRate: 'linear:x' }, 'a2c: learningRate: must be a number ≥ 0, or a schedule of such'],
    ['a2c', { learningRate: -1 }, 'got -1'],
    ['reinforce', { baseline: 1 }, 'reinforce: baseline: must be true or false, got 1'],
  ])('are refused by the agent: %s %o', (name, hyperparameters, message) => {
    expect(() => createAgent(name, hyperparameters)).toThrow(message);
  });

  it('are compile errors too, where the compiler can see them', () => {
    // @ts-expect-error: did you mean 'clipRange'?
    expect(() => ppo({ clipRnage: 0.1 })).toThrow("did you mean 'clipRange'?");
    // @ts-expect-error: a number is wanted
    expect(() => ppo({ epochs: 'many' })).toThrow("must be a whole number ≥ 1, got 'many'");
  });
});

describe('an agent by its name', () => {
  it('is configured by its preset for the environment', async () => {
    const tuned = preset('ppo', 'CartPole-v1') as Preset;
    const { rolloutSteps } = tuned.hyperparameters as { rolloutSteps: number };
    expect(rolloutSteps).not.toBe(ppo().hyperparameters.rolloutSteps);
    for await (const { progress, checkpoint } of train('ppo', { env: 'CartPole-v1' })) {
      expect(progress.step).toBe(tuned.envs * rolloutSteps);
      expect(progress.totalSteps).toBe(tuned.totalSteps);
      expect(checkpoint.agent.hyperparameters).toMatchObject(tuned.hyperparameters);
      break;
    }
  });
});
