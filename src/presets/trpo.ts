import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 100_000,
  hyperparameters: {},
  provenance: 'the agent’s own defaults; checked on seeds 101 and 102',
};

export const trpoPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
  {
    env: 'Acrobot-v1',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 512, normalizeObservations: true },
    provenance:
      'rl-baselines3-zoo’s normalisation and batch of 2,048 steps, and the agent’s own defaults; checked on seeds 101 and 102',
  },
  {
    env: 'Pendulum-v1',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: {
      rolloutSteps: 512,
      gamma: 0.9,
      maxKl: linear(0.03, 0.001),
      damping: 0.05,
      valueEpochs: 20,
      valueLearningRate: linear(1e-3, 1e-4),
      normalizeRewards: true,
    },
    provenance:
      'rl-baselines3-zoo’s γ and batch of 2,048 steps, without its state-dependent exploration; the narrowing trust ' +
      'region, damping, value fit and reward scaling chosen on seeds 101, 102 and 103',
  },
];
