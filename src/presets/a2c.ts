import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 500_000,
  hyperparameters: { entropyCoefficient: 0, learningRate: linear(7e-4) },
  provenance: 'rl-baselines3-zoo’s A2C on CartPole-v1 with an annealed learning rate; checked on seeds 101 to 110',
};

export const a2cPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
  {
    env: 'Acrobot-v1',
    envs: 8,
    totalSteps: 500_000,
    hyperparameters: { entropyCoefficient: 0 },
    provenance:
      'rl-baselines3-zoo’s, without its normalisation and with half its environments; checked on seeds 101 to 103',
  },
  {
    env: 'MountainCar-v0',
    envs: 16,
    totalSteps: 1_000_000,
    hyperparameters: {
      rolloutSteps: 32,
      lambda: 0.98,
      entropyCoefficient: 0,
      normalizeAdvantages: true,
      normalizeObservations: true,
      normalizeRewards: true,
    },
    provenance: 'rl-baselines3-zoo’s environments and normalisation, with longer rollouts; chosen on seeds 101 to 103',
  },
  {
    env: 'MountainCarContinuous-v0',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: {
      rolloutSteps: 100,
      learningRate: 1e-3,
      gamma: 0.999,
      lambda: 0.95,
      entropyCoefficient: 0,
      normalizeAdvantages: true,
      normalizeObservations: true,
    },
    provenance:
      'rl-baselines3-zoo’s environments and rollouts, without its state-dependent exploration; chosen on seeds 101 to 105',
  },
  {
    env: 'Pendulum-v1',
    envs: 8,
    totalSteps: 1_000_000,
    hyperparameters: {
      rolloutSteps: 32,
      learningRate: linear(3e-3),
      gamma: 0.9,
      lambda: 0.95,
      entropyCoefficient: 0,
      maxGradientNorm: 5,
      normalizeAdvantages: true,
      normalizeRewards: true,
    },
    provenance:
      'rl-baselines3-zoo’s γ, without its state-dependent exploration; longer rollouts, larger steps and a wider clipping of ' +
      'gradients, chosen on seeds 101 to 106 from 16 settings, most of which did not learn the task with every seed',
  },
];
