import { describe, expect, it } from 'vitest';
import { createAgent } from '../../src/agents/index.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, policyFrom } from '../../src/core/checkpoint.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import type { Policy } from '../../src/core/policy.ts';
import { train } from '../../src/train.ts';
import { signpost } from './signpost.ts';

/** What a run has learned, and its last checkpoint. */
async function learn(agent: string, hyperparameters: Record<string, unknown>, totalSteps: number) {
  const settings = { env: signpost, envs: 8, totalSteps, seed: 1 };
  let last: { policy: Policy; checkpoint: Checkpoint } | undefined;
  for await (const { policy, checkpoint } of train(createAgent(agent, { hidden: [], ...hyperparameters }), settings)) {
    last = { policy, checkpoint };
  }
  if (last === undefined) throw new Error('no update');
  return last;
}

const ppo = { rolloutSteps: 60, minibatchSize: 120, epochs: 4, learningRate: 0.003 };

describe('a policy with a memory', () => {
  it.each([
    ['reinforce', { recurrent: 'gru', rolloutEpisodes: 4, learningRate: 0.01 }],
    ['reinforce', { recurrent: 'lstm', rolloutEpisodes: 4, learningRate: 0.01, baseline: false }],
    ['a2c', { recurrent: 'lstm', rolloutSteps: 15, learningRate: 0.005, optimizer: 'adam' }],
    ['a2c', { recurrent: 'gru', rolloutSteps: 15, learningRate: 0.005, optimizer: 'adam', sharedTrunk: true }],
    ['ppo', { recurrent: 'gru', ...ppo }],
    ['ppo', { recurrent: 'lstm', ...ppo, sharedTrunk: true }],
  ] as const)('remembers for six steps what the sign said: %s %o', async (agent, hyperparameters) => {
    const { policy } = await learn(agent, { recurrentUnits: 16, ...hyperparameters }, 30_000);
    expect(evaluate(policy, signpost(), { episodes: 100 }).minimum).toBe(1);
  });

  it('is made anew from a checkpoint, hyperparameters and numbers alone', async () => {
    const { policy, checkpoint } = await learn('ppo', { recurrent: 'lstm', recurrentUnits: 5, ...ppo }, 2_000);
    const copy = policyFrom(decodeCheckpoint(encodeCheckpoint(checkpoint)));
    expect(copy.stateSize).toBe(10);
    const [theirs, ours] = [policy.actor(1), copy.actor(1)];
    for (const x of [1, 0, 0, 1])
      expect(ours.omega(Float32Array.of(x, 0))).toEqual(theirs.omega(Float32Array.of(x, 0)));
  });
});

describe('a policy without a memory', () => {
  it('can but guess', async () => {
    const { policy } = await learn('ppo', { ...ppo, hidden: [16] }, 30_000);
    const { mean } = evaluate(policy, signpost(), { episodes: 1000, deterministic: false });
    // Five standard deviations of a mean of 1000 tosses of a coin.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 1000));
  });
});

describe('agents that learn without sequences', () => {
  it.each(['npg', 'trpo'])('have no memory to set: %s', (agent) => {
    expect(() => createAgent(agent, { recurrent: 'gru' })).toThrow(`${agent}: there is no hyperparameter 'recurrent'`);
  });
});

it('a cell is one of those that there are', () => {
  expect(() => createAgent('ppo', { recurrent: 'rnn' })).toThrow(
    "ppo: recurrent: must be one of gru, lstm, or null for none, got 'rnn'",
  );
});
