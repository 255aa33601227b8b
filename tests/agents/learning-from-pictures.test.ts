import { describe, expect, it } from 'vitest';
import { createAgent } from '../../src/agents/index.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, policyFrom } from '../../src/core/checkpoint.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import { make } from '../../src/envs/index.ts';
import { train } from '../../src/train.ts';

/** The last checkpoint of a run in Catch. */
async function learn(agent: string, hyperparameters: Record<string, unknown>, totalSteps: number): Promise<Checkpoint> {
  let checkpoint: Checkpoint | undefined;
  const settings = { hidden: [32], ...hyperparameters };
  for await (const update of train(createAgent(agent, settings), { env: 'Catch-v0', envs: 8, totalSteps, seed: 1 })) {
    if (update.progress.step === update.progress.totalSteps) checkpoint = update.checkpoint;
  }
  if (checkpoint === undefined) throw new Error('no update');
  return checkpoint;
}

describe('a convolutional policy learns to catch every ball, and its checkpoint is all that it takes,', () => {
  const ppo = { learningRate: 0.003, rolloutSteps: 36, minibatchSize: 96, epochs: 4 };

  it.each([
    ['ppo', ppo, 14_400],
    ['ppo', { ...ppo, sharedTrunk: true }, 14_400],
    ['a2c', { learningRate: 0.003, rolloutSteps: 9 }, 28_800],
  ] as const)('by %s %o', async (agent, hyperparameters, totalSteps) => {
    const checkpoint = decodeCheckpoint(encodeCheckpoint(await learn(agent, hyperparameters, totalSteps)));
    expect(checkpoint.ownNetwork).toBe(false);
    const policy = policyFrom(checkpoint);
    expect(policy.parameters.layout.slice(0, 2)).toEqual([
      { name: 'conv0/weight', shape: [3, 3, 1, 16], offset: 0 },
      { name: 'conv0/bias', shape: [16], offset: 144 },
    ]);
    expect(evaluate(policy, make('Catch-v0'), { episodes: 50 }).minimum).toBe(1);
  });
});

it('TRPO learns from pictures too, by Fisher products through the convolutions', async () => {
  const hyperparameters = { rolloutSteps: 36, maxKl: 0.05, valueEpochs: 2 };
  const policy = policyFrom(await learn('trpo', hyperparameters, 8640));
  expect(evaluate(policy, make('Catch-v0'), { episodes: 50 }).mean).toBeGreaterThan(0.5);
});
