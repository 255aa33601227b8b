import { linear } from '../core/schedules.ts';
import type { TaskPreset } from './preset.ts';

const cartPole = {
  envs: 8,
  totalSteps: 100_000,
  hyperparameters: {
    hidden: [32, 32],
    rolloutSteps: 64,
    minibatchSize: 64,
    epochs: 10,
    learningRate: linear(2e-3),
    clipRange: linear(0.2),
    gamma: 0.99,
    lambda: 0.9,
  },
  provenance:
    'rl-baselines3-zoo’s annealing; networks, rollouts, γ, λ and learning rate chosen from five settings on seeds 111 to 130, ' +
    'on all of which it ends at 500 and is among the fastest',
};

const identity = {
  envs: 8,
  totalSteps: 16_000,
  hyperparameters: { gamma: 0, rolloutSteps: 32, minibatchSize: 64, learningRate: linear(3e-3) },
  provenance: 'one-step returns, for nothing follows from an action; checked on seeds 101 to 103',
};

export const ppoPresets: readonly TaskPreset[] = [
  { env: 'CartPole-v0', ...cartPole },
  { env: 'CartPole-v1', ...cartPole },
  {
    env: 'Acrobot-v1',
    envs: 8,
    totalSteps: 400_000,
    hyperparameters: {
      rolloutSteps: 128,
      minibatchSize: 128,
      epochs: 6,
      learningRate: linear(1e-3),
      normalizeObservations: true,
    },
    provenance: 'chosen on seeds 101 to 103 from two settings of normalised observations; 200,000 steps were 6 worse',
  },
  {
    env: 'MountainCar-v0',
    envs: 8,
    totalSteps: 300_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 64,
      epochs: 10,
      learningRate: linear(1e-3),
      lambda: 0.98,
      normalizeObservations: true,
      normalizeRewards: true,
    },
    provenance:
      'rl-baselines3-zoo’s normalisation and λ, with longer rollouts and a larger learning rate; chosen on seeds 101 to 103',
  },
  {
    env: 'MountainCarContinuous-v0',
    envs: 1,
    totalSteps: 20_000,
    hyperparameters: {
      rolloutSteps: 1000,
      minibatchSize: 64,
      epochs: 10,
      gamma: 0.999,
      normalizeObservations: true,
    },
    provenance:
      'a rollout of about one episode and the agent’s own learning rate; normalised velocities are what makes the first ' +
      'policies swing; checked on seeds 101 to 105',
  },
  {
    env: 'Pendulum-v1',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 64,
      epochs: 10,
      learningRate: linear(1e-3),
      gamma: 0.9,
      lambda: 0.95,
      normalizeRewards: true,
    },
    provenance:
      'rl-baselines3-zoo’s γ, λ, epochs and learning rate, without its state-dependent exploration; annealing, ' +
      'minibatch size, rollouts and reward scaling chosen on seeds 101 to 103',
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
    totalSteps: 50_000,
    hyperparameters: { rolloutSteps: 64, minibatchSize: 128, learningRate: 3e-3 },
    provenance: 'a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'LinearQuadraticRegulator-v0',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 100, minibatchSize: 200, learningRate: linear(3e-3), normalizeRewards: true },
    provenance: 'reward scaling, and rollouts of whole episodes; checked on seeds 101 to 103',
  },
  {
    env: 'Catch-v0',
    envs: 8,
    totalSteps: 50_000,
    hyperparameters: { rolloutSteps: 64, minibatchSize: 128, learningRate: 1e-3 },
    provenance: 'a larger learning rate; checked on seeds 101 to 103',
  },
  {
    env: 'FrozenLake-v1',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 128, minibatchSize: 128, learningRate: linear(3e-3), entropyCoefficient: 0.01 },
    provenance: 'a large annealed learning rate and an entropy bonus; the better of two batches on seeds 101 to 103',
  },
  {
    env: 'FrozenLake8x8-v1',
    envs: 8,
    totalSteps: 400_000,
    hyperparameters: { rolloutSteps: 256, minibatchSize: 256, learningRate: linear(3e-3), entropyCoefficient: 0.01 },
    provenance: 'as FrozenLake-v1 with larger batches; the best of three settings on seeds 101 to 103',
  },
  {
    env: 'CliffWalking-v1',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 256,
      learningRate: linear(3e-3),
      entropyCoefficient: 0.01,
      normalizeRewards: true,
    },
    provenance: 'reward scaling, for the cliff costs 100; checked on seeds 101 to 103',
  },
  {
    env: 'CliffWalkingSlippery-v1',
    envs: 8,
    totalSteps: 200_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 256,
      learningRate: linear(3e-3),
      entropyCoefficient: 0.01,
      normalizeRewards: true,
    },
    provenance: 'as CliffWalking-v1, for twice as long; checked on seeds 101 to 103',
  },
  {
    env: 'Taxi-v4',
    envs: 8,
    totalSteps: 400_000,
    hyperparameters: { rolloutSteps: 256, minibatchSize: 256, learningRate: linear(3e-3), entropyCoefficient: 0.01 },
    provenance: 'a large annealed learning rate and an entropy bonus; checked on seeds 101 to 103',
  },
  {
    env: 'Blackjack-v1',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 128, minibatchSize: 256, learningRate: linear(3e-3), gamma: 1 },
    provenance: 'no discount; checked on seeds 101 to 103',
  },
  {
    env: 'TMaze-v0',
    envs: 16,
    totalSteps: 400_000,
    hyperparameters: {
      recurrent: 'gru',
      recurrentUnits: 32,
      rolloutSteps: 128,
      minibatchSize: 512,
      epochs: 4,
      learningRate: linear(3e-3),
      entropyCoefficient: 0.05,
    },
    provenance:
      'an entropy bonus, so that it does not settle on one arm, and rollouts longer than an episode; solved on all of the seeds 101 to 105, chosen from four settings',
  },
  {
    env: 'PartialCartPole-v1',
    envs: 8,
    totalSteps: 400_000,
    hyperparameters: {
      recurrent: 'gru',
      recurrentUnits: 32,
      rolloutSteps: 128,
      minibatchSize: 256,
      epochs: 10,
      learningRate: linear(1e-3),
    },
    provenance: 'chosen on seeds 101 to 105 from four settings; 200,000 steps were too few',
  },
  {
    env: 'PartialPendulum-v1',
    envs: 8,
    totalSteps: 200_000,
    hyperparameters: {
      recurrent: 'gru',
      recurrentUnits: 32,
      rolloutSteps: 256,
      minibatchSize: 256,
      epochs: 5,
      learningRate: linear(3e-3),
      gamma: 0.9,
      lambda: 0.95,
      normalizeRewards: true,
    },
    provenance: 'as Pendulum-v1, with a memory; checked on seeds 101 to 103',
  },
  {
    env: 'LunarLander-v3',
    envs: 16,
    totalSteps: 300_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 512,
      epochs: 10,
      learningRate: linear(2e-3),
      gamma: 0.999,
      lambda: 0.98,
      entropyCoefficient: 0.01,
      normalizeObservations: true,
      normalizeRewards: true,
    },
    provenance:
      'rl-baselines3-zoo’s γ, λ and entropy bonus; shorter rollouts, both normalisations and a larger learning rate chosen on seeds 101 and 102',
  },
  {
    env: 'LunarLanderContinuous-v3',
    envs: 16,
    totalSteps: 300_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 256,
      epochs: 10,
      learningRate: linear(1e-3),
      gamma: 0.999,
      lambda: 0.98,
      normalizeObservations: true,
    },
    provenance:
      'rl-baselines3-zoo’s γ and λ; shorter rollouts, normalised observations and a larger learning rate; checked on seed 101',
  },
  {
    env: 'BipedalWalker-v3',
    envs: 16,
    totalSteps: 600_000,
    hyperparameters: {
      rolloutSteps: 256,
      minibatchSize: 512,
      epochs: 10,
      learningRate: linear(1e-3),
      gamma: 0.99,
      lambda: 0.95,
      normalizeObservations: true,
      normalizeRewards: true,
    },
    provenance: 'both normalisations and a larger learning rate than rl-baselines3-zoo’s; checked on seed 101',
  },
];
