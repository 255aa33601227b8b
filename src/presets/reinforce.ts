import type { TaskPreset } from './preset.ts';

export const reinforcePresets: readonly TaskPreset[] = [
  {
    env: 'CartPole-v0',
    envs: 8,
    totalSteps: 300_000,
    hyperparameters: {},
    provenance: 'the agent’s own defaults, with the baseline; checked on seed 101',
  },
];
