import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 100_000,
  hyperparameters: {
    hidden: [32, 32],
    rolloutSteps: 32,
    minibatchSize: 64,
    epochs: 10,
    learningRate: linear(2e-3),
    clipRange: linear(0.2),
    gamma: 0.98,
    lambda: 0.8,
  },
  provenance:
    'rl-baselines3-zoo’s rollouts, γ, λ and annealing; smaller networks and minibatches and a larger learning rate ' +
    'chosen on seeds 101 to 108, for the time until the task is solved',
};

export const ppoPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
  {
    env: 'Pendulum-v1',
    envs: 8,
    totalSteps: 200_000,
    hyperparameters: {
      rolloutSteps: 512,
      minibatchSize: 128,
      epochs: 10,
      learningRate: linear(1e-3),
      gamma: 0.9,
      lambda: 0.95,
      normalizeRewards: true,
    },
    provenance:
      'rl-baselines3-zoo’s γ, λ, epochs and learning rate, without its state-dependent exploration; annealing, ' +
      'minibatch size and reward scaling chosen on seeds 101 and 102',
  },
];
