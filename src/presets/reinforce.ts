import type { TaskPreset } from './preset.ts';

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
];
