import { describe, expect, it } from 'vitest';
import { a2c, ppo, reinforce } from '../../src/agents/index.ts';
import type { Agent } from '../../src/core/agent.ts';
import { encodeCheckpoint } from '../../src/core/checkpoint.ts';
import { mlp } from '../../src/core/networks/mlp.ts';
import { CartPole, register } from '../../src/envs/index.ts';
import { workerCollector } from '../../src/node/worker-collector.ts';
import { type TrainSettings, train } from '../../src/train.ts';

/** All that a run yields, but for the clock. */
async function trace(agent: Agent, settings: TrainSettings): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const { progress, checkpoint } of train(agent, settings)) {
    const { seconds: _, ...rest } = progress;
    seen.push([rest, encodeCheckpoint(checkpoint)]);
  }
  return seen;
}

const agents = {
  reinforce: reinforce({ hidden: [8], rolloutEpisodes: 2 }),
  ppo: ppo({ rolloutSteps: 48, minibatchSize: 64, epochs: 2 }),
  a2c: a2c({ hidden: [16, 5], sharedTrunk: true }),
  squashed: ppo({ rolloutSteps: 48, distribution: 'squashed-gaussian', entropyCoefficient: 0.01 }),
  gsde: a2c({ logStd: 'gsde', gsdeSteps: 3, rolloutSteps: 20, sharedTrunk: true }),
  gru: ppo({ hidden: [8], recurrent: 'gru', recurrentUnits: 9, rolloutSteps: 48, minibatchSize: 64, epochs: 1 }),
  lstm: reinforce({ hidden: [], recurrent: 'lstm', recurrentUnits: 5 }),
};

describe('a run whose environments are shared out among threads', () => {
  it.each([
    ['reinforce', 'CartPole-v1', 5, 2],
    ['reinforce', 'Pendulum-v1', 3, 3],
    ['ppo', 'CartPole-v1', 8, 2],
    ['ppo', 'Pendulum-v1', 4, 2],
    ['a2c', 'CartPole-v1', 3, 1],
    ['ppo', 'MultiIdentity-v0', 4, 2],
    ['a2c', 'BinaryIdentity-v0', 3, 2],
    ['ppo', 'DictIdentity-v0', 4, 2],
    ['squashed', 'Pendulum-v1', 4, 2],
    ['gsde', 'Pendulum-v1', 4, 2],
    ['gru', 'CartPole-v1', 5, 2],
    ['lstm', 'CartPole-v1', 3, 2],
  ] as const)('is the same, to the bit: %s in %s, %d environments, %d workers', async (name, env, envs, workers) => {
    const settings = { env, envs, totalSteps: 3000, seed: 5 };
    const alone = await trace(agents[name], settings);
    expect(await trace(agents[name], { ...settings, collector: workerCollector({ workers }) })).toEqual(alone);
    expect(alone.length).toBeGreaterThan(1);
  });
});

describe('a run is not shared out, and says what to do,', () => {
  const refused = async (agent: Agent, settings: Partial<TrainSettings>, workers = 2) => {
    const run = train(agent, { env: 'CartPole-v1', envs: 4, collector: workerCollector({ workers }), ...settings });
    await run.next();
  };

  it.each([
    ['normalizeObservations', { normalizeObservations: true }],
    ['normalizeRewards', { normalizeRewards: true }],
  ])('where %s follows all of its environments', async (name, hyperparameters) => {
    await expect(refused(ppo(hyperparameters), {})).rejects.toThrow(
      `workers: cannot share out the environments of a run with ${name}, which follows every step of all of them in ` +
        `turn: set ${name}=false, or take 1 worker`,
    );
  });

  it('where there are more workers than environments, or no whole number of them', async () => {
    await expect(refused(ppo(), {}, 5)).rejects.toThrow(
      'workers: must be at most the 4 environments that they share out: take fewer workers, or more envs, got 5',
    );
    for (const workers of [0, 1.5]) {
      await expect(refused(ppo(), {}, workers)).rejects.toThrow(`workers: must be a whole number ≥ 1, got ${workers}`);
    }
  });

  it('where the policy’s network is the user’s own', async () => {
    const policyNetwork = mlp({ inputs: 4, outputs: 2, hidden: [3], activation: 'relu' });
    await expect(refused(ppo(), { policyNetwork })).rejects.toThrow('workers: cannot run a policy network of your own');
  });

  it('where a thread could not make the environment', async () => {
    await expect(refused(ppo(), { env: () => new CartPole() })).rejects.toThrow(
      'workers: need an environment that each thread can make: its id, after loadEnvironment where it is your own, got a function',
    );
    register({ id: 'Here-v0', create: () => new CartPole() });
    await expect(refused(ppo(), { env: 'Here-v0' })).rejects.toThrow(
      'workers: need Here-v0 in a file that each thread can load: load it by loadEnvironment(file)',
    );
  });

  it('where the agent’s policy is no standard one', async () => {
    const odd: Agent = { ...agents.ppo, hyperparameters: { ...agents.ppo.hyperparameters, hidden: [3] } };
    await expect(refused(odd, {})).rejects.toThrow('workers: can run the standard policy network only');
  });
});
