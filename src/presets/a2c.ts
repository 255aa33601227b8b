import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 500_000,
  hyperparameters: { entropyCoefficient: 0 },
  provenance: 'rl-baselines3-zoo’s A2C on CartPole-v1, unchanged',
};

export const a2cPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
];
