import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 100_000,
  hyperparameters: {
    rolloutSteps: 32,
    minibatchSize: 256,
    epochs: 20,
    learningRate: linear(1e-3),
    clipRange: linear(0.2),
    gamma: 0.98,
    lambda: 0.8,
  },
  provenance: 'rl-baselines3-zoo, PPO on CartPole-v1',
};

export const ppoPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
];
