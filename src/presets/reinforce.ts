import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const identity = {
  envs: 8,
  totalSteps: 32_000,
  hyperparameters: { gamma: 0, rolloutEpisodes: 1, learningRate: linear(1e-2) },
  provenance: 'one-step returns, for nothing follows from an action; checked on seeds 101 to 103',
};

export const reinforcePresets: readonly TaskPreset[] = [
  {
    env: 'CartPole-v0',
    envs: 8,
    totalSteps: 300_000,
    hyperparameters: {},
    provenance: 'the agent’s own defaults, with the baseline; checked on seed 101',
  },
  {
    env: 'CartPole-v1',
    envs: 8,
    totalSteps: 500_000,
    hyperparameters: { learningRate: 3e-3 },
    provenance: 'the agent’s own defaults and a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'Acrobot-v1',
    envs: 8,
    totalSteps: 500_000,
    hyperparameters: { learningRate: 3e-3, normalizeObservations: true },
    provenance: 'as on CartPole-v1, with normalised observations; checked on seeds 101 to 103',
  },
  {
    env: 'MountainCar-v0',
    envs: 8,
    totalSteps: 500_000,
    hyperparameters: { learningRate: 5e-3, normalizeObservations: true },
    provenance: 'as on Acrobot-v1, with a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'MountainCarContinuous-v0',
    envs: 4,
    totalSteps: 200_000,
    hyperparameters: { learningRate: 3e-3, normalizeObservations: true },
    provenance: 'the best of three settings on seeds 101 to 103',
  },
  {
    env: 'Pendulum-v1',
    envs: 8,
    totalSteps: 1_000_000,
    hyperparameters: { learningRate: 3e-3, gamma: 0.9, normalizeRewards: true },
    provenance:
      'γ as of the other agents; an annealed learning rate over 500,000 steps did not learn; seeds 101 to 103',
  },
  { env: 'Identity-v0', ...identity },
  { env: 'MultiIdentity-v0', ...identity },
  { env: 'BinaryIdentity-v0', ...identity },
  { env: 'BoxIdentity-v0', ...identity },
  {
    env: 'DictIdentity-v0',
    ...identity,
    hyperparameters: { ...identity.hyperparameters, normalizeObservations: true },
  },
  {
    env: 'TwoState-v0',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: { learningRate: 3e-3 },
    provenance: 'a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'LinearQuadraticRegulator-v0',
    envs: 8,
    totalSteps: 200_000,
    hyperparameters: { learningRate: 3e-3, normalizeRewards: true },
    provenance: 'reward scaling and a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'Catch-v0',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: { rolloutEpisodes: 4, learningRate: 3e-3 },
    provenance: 'batches of 32 episodes and a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'FrozenLake-v1',
    envs: 8,
    totalSteps: 400_000,
    hyperparameters: { rolloutEpisodes: 8, learningRate: 2e-3 },
    provenance: 'batches of 64 episodes; chosen on seeds 101 to 103 from three settings',
  },
  {
    env: 'Taxi-v4',
    envs: 16,
    totalSteps: 600_000,
    hyperparameters: { rolloutEpisodes: 2, learningRate: 3e-3 },
    provenance: 'batches of 32 episodes and a larger learning rate; checked on seed 101',
  },
  {
    env: 'Blackjack-v1',
    envs: 8,
    totalSteps: 200_000,
    hyperparameters: { rolloutEpisodes: 8, learningRate: 3e-3, gamma: 1 },
    provenance: 'no discount, and batches of 64 episodes; checked on seeds 101 to 103',
  },
  {
    env: 'PartialCartPole-v1',
    envs: 8,
    totalSteps: 400_000,
    hyperparameters: { recurrent: 'gru', recurrentUnits: 32, learningRate: 3e-3 },
    provenance: 'a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'TMaze-v0',
    envs: 16,
    totalSteps: 400_000,
    hyperparameters: {
      recurrent: 'gru',
      recurrentUnits: 32,
      rolloutEpisodes: 4,
      learningRate: 5e-3,
      entropyCoefficient: linear(0.15),
    },
    provenance:
      'an entropy bonus that ends, so that it does not settle on one arm, and batches of 64 episodes; the best of four settings on seeds 101 to 103',
  },
];
