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
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 512, normalizeObservations: true },
    provenance: 'as TRPO’s preset for this task; checked on seed 102',
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
