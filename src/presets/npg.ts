import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 200_000,
  hyperparameters: {},
  provenance: 'the agent’s own defaults; checked on seed 101',
};

export const npgPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
  {
    env: 'Acrobot-v1',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 256, normalizeObservations: true },
    provenance: 'as TRPO’s preset for this task',
  },
  {
    env: 'MountainCar-v0',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: {
      rolloutSteps: 400,
      maxKl: 0.04,
      lambda: 0.97,
      valueEpochs: 20,
      normalizeObservations: true,
      normalizeRewards: true,
    },
    provenance: 'as TRPO’s preset for this task; checked on seeds 101 to 105',
  },
  {
    env: 'MountainCarContinuous-v0',
    envs: 1,
    totalSteps: 50_000,
    hyperparameters: { rolloutSteps: 1000, maxKl: 0.02, gamma: 0.999, lambda: 0.95, normalizeObservations: true },
    provenance: 'as TRPO’s preset for this task; checked on seeds 101 to 105',
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
    provenance: 'as TRPO’s preset for this task; checked on seed 101',
  },
];
