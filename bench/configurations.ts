import { type Agent, InputError, linear, ppo, trpo } from 'policy-ascent';

/**
 * An agent on a task, with every hyperparameter that a program in PyTorch has in `peers/`: the two tables say the same,
 * so whoever changes one changes the other.
 */
export interface Configuration {
  /** The program in `peers/`, without `.py`. */
  readonly program: 'ppo' | 'trpo';
  /** Its `--configuration`. */
  readonly name: string;
  readonly agent: Agent;
  readonly env: string;
  readonly envs: number;
  /** Steps of all environments together between two updates. */
  readonly rollout: number;
}

/** CleanRL weighs half of the squared error with 0.5, which is 0.25 of the whole. */
const CLEANRL_VALUE_COEFFICIENT = 0.25;

/** The configurations in which we and the peers train. */
export const configurations: readonly Configuration[] = [
  {
    program: 'ppo',
    name: 'cleanrl-cartpole',
    agent: ppo({
      rolloutSteps: 128,
      epochs: 4,
      minibatchSize: 128,
      learningRate: linear(2.5e-4),
      entropyCoefficient: 0.01,
      valueCoefficient: CLEANRL_VALUE_COEFFICIENT,
      valueClipRange: 0.2,
    }),
    env: 'CartPole-v1',
    envs: 4,
    rollout: 512,
  },
  {
    program: 'ppo',
    name: 'sb3-default-cartpole',
    agent: ppo({ rolloutSteps: 2048, epochs: 10, minibatchSize: 64, learningRate: 3e-4 }),
    env: 'CartPole-v1',
    envs: 1,
    rollout: 2048,
  },
  {
    program: 'ppo',
    name: 'zoo-cartpole',
    agent: ppo({
      rolloutSteps: 32,
      epochs: 20,
      minibatchSize: 256,
      learningRate: linear(1e-3),
      clipRange: linear(0.2),
      gamma: 0.98,
      lambda: 0.8,
    }),
    env: 'CartPole-v1',
    envs: 8,
    rollout: 256,
  },
  {
    program: 'ppo',
    name: 'cleanrl-pendulum',
    agent: ppo({
      rolloutSteps: 2048,
      epochs: 10,
      minibatchSize: 64,
      learningRate: linear(3e-4),
      valueCoefficient: CLEANRL_VALUE_COEFFICIENT,
      valueClipRange: 0.2,
      normalizeObservations: true,
      normalizeRewards: true,
    }),
    env: 'Pendulum-v1',
    envs: 1,
    rollout: 2048,
  },
  {
    program: 'trpo',
    name: 'zoo-cartpole',
    agent: trpo({
      rolloutSteps: 512,
      maxKl: 0.01,
      damping: 0.001,
      cgIterations: 15,
      residualTolerance: 1e-10,
      backtrack: 0.8,
      tries: 10,
      gamma: 0.99,
      lambda: 0.98,
      valueEpochs: 20,
      valueMinibatchSize: 512,
      valueLearningRate: 1e-3,
    }),
    env: 'CartPole-v1',
    envs: 2,
    rollout: 1024,
  },
];

/** `ppo zoo-cartpole`: what a configuration is called in a table. */
export function titleOf({ program, name }: Configuration): string {
  return `${program} ${name}`;
}

/** The configuration with this title; throws InputError where there is none. */
export function configurationOf(title: string): Configuration {
  const found = configurations.find((configuration) => titleOf(configuration) === title);
  if (found !== undefined) return found;
  throw new InputError('configuration', `must be one of ${configurations.map(titleOf).join(', ')}`, title);
}
