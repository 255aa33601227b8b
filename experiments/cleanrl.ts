import { linear } from 'policy-ascent';

/** The configuration of CleanRL's `ppo.py` for classic control, of 4 environments. Huang et al. (2022). */
export const CLEANRL_PPO = {
  rolloutSteps: 128,
  epochs: 4,
  minibatchSize: 128,
  learningRate: linear(2.5e-4),
  adamEpsilon: 1e-5,
  clipRange: 0.2,
  gamma: 0.99,
  lambda: 0.95,
  entropyCoefficient: 0.01,
  valueCoefficient: 0.25, // of the squared error; the program's is 0.5 of half of it
  valueClipRange: 0.2,
  maxGradientNorm: 0.5,
  normalizeAdvantages: true,
  sharedTrunk: false,
  hidden: [64, 64],
  activation: 'tanh',
  initialization: 'orthogonal',
};
