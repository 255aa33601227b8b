/** A published greedy evaluation: mean and standard deviation over episodes, and the training steps before it. */
export interface Published {
  readonly mean: number;
  readonly deviation: number;
  readonly steps: number;
}

/** What a reproduction is to reach: the mean less one deviation. */
export function leastOf({ mean, deviation }: Pick<Published, 'mean' | 'deviation'>): number {
  return mean - deviation;
}

const published = (mean: number, deviation: number, steps: number): Published => ({ mean, deviation, steps });

/**
 * The trained agents of rl-baselines3-zoo, one run each, evaluated over about 150,000 steps with deterministic actions.
 *
 * Raffin (2020), "RL Baselines3 Zoo", the file benchmark.md of its repository.
 */
export const zoo: Readonly<Record<string, Readonly<Record<string, Published>>>> = {
  ppo: {
    'CartPole-v1': published(500, 0, 100_000),
    'Acrobot-v1': published(-73.5, 18.2, 1_000_000),
    'MountainCar-v0': published(-110.4, 19.5, 1_000_000),
    'MountainCarContinuous-v0': published(88.3, 2.6, 20_000),
    'Pendulum-v1': published(-172.2, 104.2, 100_000),
  },
  trpo: {
    'CartPole-v1': published(500, 0, 100_000),
    'Acrobot-v1': published(-83.1, 18.6, 100_000),
    'MountainCar-v0': published(-107.3, 13.2, 100_000),
    'MountainCarContinuous-v0': published(92.5, 0.4, 50_000),
    'Pendulum-v1': published(-174.6, 127.6, 100_000),
  },
  a2c: {
    'CartPole-v1': published(500, 0, 500_000),
    'Acrobot-v1': published(-83.4, 17.2, 500_000),
    'MountainCar-v0': published(-111.3, 24.1, 1_000_000),
    'MountainCarContinuous-v0': published(91.2, 0.3, 100_000),
    'Pendulum-v1': published(-163.0, 103.2, 1_000_000),
  },
};
