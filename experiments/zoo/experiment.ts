import { fileURLToPath } from 'node:url';
import { linear, statisticsOf } from 'policy-ascent';
import { readColumns } from 'policy-ascent/node';
import { leastOf, type Published, zoo } from '../presets/published.ts';
import { type Claim, type Conclusion, experiment } from '../runner/declaration.ts';
import { curvesFigure, intervalPanel } from '../runner/figures.ts';
import { figure, withDeviation, withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, type Training, trainingCell } from '../runner/training.ts';

type Hyperparameters = Training['hyperparameters'];

/** A cell of the benchmark: its configuration. */
interface Entry {
  readonly agent: 'ppo' | 'trpo' | 'a2c';
  readonly env: string;
  readonly envs: number;
  readonly totalSteps: number;
  readonly hyperparameters: Hyperparameters;
}

/** Stable-Baselines3's defaults where ours are others. */
const DEFAULTS: Readonly<Record<Entry['agent'], Hyperparameters & { readonly rolloutSteps: number }>> = {
  ppo: { rolloutSteps: 2048 },
  trpo: { rolloutSteps: 2048, cgIterations: 15, valueEpochs: 10 },
  // PyTorch's RMSProp divides by √m + ε, ours by √(m + ε): the same where m is 0, and where it is large.
  a2c: { rolloutSteps: 5, entropyCoefficient: 0, optimizerEpsilon: 1e-10 },
};
/** Its `use_sde: true`. */
const GSDE = { logStd: 'gsde' };
/** Its `ortho_init=False`. */
const UNIFORM = { initialization: 'uniform' };
/** Its `normalize: true`. */
const NORMALIZED = { normalizeObservations: true, normalizeRewards: true };

const ENTRIES: readonly Entry[] = [
  {
    agent: 'ppo',
    env: 'CartPole-v1',
    envs: 8,
    totalSteps: 100_000,
    hyperparameters: {
      rolloutSteps: 32,
      minibatchSize: 256,
      epochs: 20,
      gamma: 0.98,
      lambda: 0.8,
      learningRate: linear(1e-3),
      clipRange: linear(0.2),
    },
  },
  {
    agent: 'ppo',
    env: 'Acrobot-v1',
    envs: 16,
    totalSteps: 1_000_000,
    hyperparameters: { ...NORMALIZED, rolloutSteps: 256, epochs: 4, lambda: 0.94 },
  },
  {
    agent: 'ppo',
    env: 'MountainCar-v0',
    envs: 16,
    totalSteps: 1_000_000,
    hyperparameters: { ...NORMALIZED, rolloutSteps: 16, epochs: 4, lambda: 0.98 },
  },
  {
    agent: 'ppo',
    env: 'MountainCarContinuous-v0',
    envs: 1,
    totalSteps: 20_000,
    hyperparameters: {
      ...NORMALIZED,
      ...GSDE,
      ...UNIFORM,
      rolloutSteps: 8,
      minibatchSize: 256,
      learningRate: 7.77e-5,
      gamma: 0.9999,
      lambda: 0.9,
      clipRange: 0.1,
      entropyCoefficient: 0.00429,
      valueCoefficient: 0.19,
      maxGradientNorm: 5,
      initialLogStd: -3.29,
    },
  },
  {
    agent: 'ppo',
    env: 'Pendulum-v1',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: { ...GSDE, gsdeSteps: 4, rolloutSteps: 1024, gamma: 0.9, learningRate: 1e-3 },
  },
  {
    agent: 'trpo',
    env: 'CartPole-v1',
    envs: 2,
    totalSteps: 100_000,
    hyperparameters: { rolloutSteps: 512, valueMinibatchSize: 512, damping: 0.001, lambda: 0.98, valueEpochs: 20 },
  },
  {
    agent: 'trpo',
    env: 'Acrobot-v1',
    envs: 2,
    totalSteps: 100_000,
    hyperparameters: { ...NORMALIZED, rolloutSteps: 1024 },
  },
  {
    agent: 'trpo',
    env: 'MountainCar-v0',
    envs: 2,
    totalSteps: 100_000,
    hyperparameters: { ...NORMALIZED, rolloutSteps: 1024, valueEpochs: 20 },
  },
  {
    agent: 'trpo',
    env: 'MountainCarContinuous-v0',
    envs: 2,
    totalSteps: 50_000,
    hyperparameters: { ...NORMALIZED, ...GSDE, gsdeSteps: 4 },
  },
  {
    agent: 'trpo',
    env: 'Pendulum-v1',
    envs: 2,
    totalSteps: 100_000,
    hyperparameters: { ...GSDE, gsdeSteps: 4, rolloutSteps: 1024, gamma: 0.9, valueEpochs: 15 },
  },
  { agent: 'a2c', env: 'CartPole-v1', envs: 8, totalSteps: 500_000, hyperparameters: {} },
  {
    agent: 'a2c',
    env: 'Acrobot-v1',
    envs: 16,
    totalSteps: 500_000,
    hyperparameters: NORMALIZED,
  },
  {
    agent: 'a2c',
    env: 'MountainCar-v0',
    envs: 16,
    totalSteps: 1_000_000,
    hyperparameters: NORMALIZED,
  },
  {
    agent: 'a2c',
    env: 'MountainCarContinuous-v0',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: { ...NORMALIZED, ...GSDE, ...UNIFORM, gsdeSteps: 16, rolloutSteps: 100 },
  },
  {
    agent: 'a2c',
    env: 'Pendulum-v1',
    envs: 8,
    totalSteps: 1_000_000,
    hyperparameters: {
      ...NORMALIZED,
      ...GSDE,
      ...UNIFORM,
      rolloutSteps: 8,
      gamma: 0.9,
      lambda: 0.9,
      valueCoefficient: 0.4,
      learningRate: linear(7e-4),
      initialLogStd: -2,
    },
  },
];
const NAMES = { ppo: 'PPO', trpo: 'TRPO', a2c: 'A2C' } as const;

function publishedOf({ agent, env }: Pick<Entry, 'agent' | 'env'>): Published {
  return zoo[agent]?.[env] ?? { mean: Number.NaN, deviation: Number.NaN, steps: Number.NaN };
}

/** The steps of as many whole rollouts as it takes: there no rollout is shorter than the others. */
function stepsOf({
  envs,
  totalSteps,
  rolloutSteps,
}: Pick<Entry, 'envs' | 'totalSteps'> & { readonly rolloutSteps: number }): number {
  const rollout = envs * rolloutSteps;
  return Math.ceil(totalSteps / rollout) * rollout;
}

function conclude(results: Results): Conclusion {
  const of = ({ agent, env }: Entry, measured: string) => results.statistics(NAMES[agent], env, measured);
  const claims = ENTRIES.map((entry): Claim => {
    const published = publishedOf(entry);
    const ours = of(entry, 'greedy');
    const least = leastOf(published);
    const values = results.values(NAMES[entry.agent], entry.env, 'greedy');
    const reached = values.filter((value) => value >= least).length;
    return {
      claim: `${NAMES[entry.agent]} on ${entry.env}, greedy, at least the mean less one deviation`,
      published: withDeviation({ ...published, standardDeviation: published.deviation }),
      ours: `${withInterval(ours)}, median ${figure(ours.median)}; ${reached} of ${values.length} runs reach it`,
      verdict: ours.mean >= least ? 'reproduced' : reached > 0 ? 'in part' : 'not reproduced',
    };
  });
  return {
    claims: [...claims, ...PEERS.map((peer) => peerClaim(results, peer))],
    tables: [
      {
        heading: 'Every seed',
        remark: 'Mean return of 100 greedy episodes after training, one number a seed.',
        head: ['agent', 'task', 'training steps', 'greedy, seed by seed', 'last 100 training episodes'],
        rows: ENTRIES.map((entry) => [
          NAMES[entry.agent],
          entry.env,
          `${entry.totalSteps / 1000}k`,
          results.values(NAMES[entry.agent], entry.env, 'greedy').map(figure).join(', '),
          withInterval(of(entry, 'final')),
        ]),
      },
    ],
    figures: figuresOf(results),
  };
}

/** The cells that Stable-Baselines3 itself has run here, with the same number of seeds: `peer/stable-baselines3.py`. */
const PEERS = [
  { agent: 'trpo', env: 'CartPole-v1' },
  { agent: 'ppo', env: 'MountainCarContinuous-v0' },
  { agent: 'a2c', env: 'MountainCarContinuous-v0' },
] as const;

/** That ours does as well as the program of which the zoo publishes one agent. */
function peerClaim(results: Results, { agent, env }: (typeof PEERS)[number]): Claim {
  const { greedy = [] } = readColumns(fileURLToPath(new URL(`peer/${agent}-${env}.csv`, import.meta.url)));
  const [theirs, ours] = [statisticsOf([...greedy]), results.statistics(NAMES[agent], env, 'greedy')];
  const least = leastOf(publishedOf({ agent, env }));
  const reached = [...greedy].filter((value) => value >= least).length;
  return {
    claim: `${NAMES[agent]} on ${env}, greedy, as good as Stable-Baselines3 itself over ten seeds`,
    published: `run here: ${withInterval(theirs)}; ${reached} of ${greedy.length} runs reach the published mean less one deviation`,
    ours: withInterval(ours),
    verdict: ours.interval[1] >= theirs.interval[0] ? 'reproduced' : 'not reproduced',
  };
}

function figuresOf(results: Results): Conclusion['figures'] {
  const tasks = [...new Set(ENTRIES.map(({ env }) => env))];
  return {
    greedy: {
      title: 'The configurations of rl-baselines3-zoo',
      subtitle: `discs: mean of ${results.seeds} seeds, lines: its 95 % bootstrap interval; circles: published (one agent)`,
      panels: tasks.map((task) =>
        intervalPanel(
          task,
          'mean return of 100 greedy episodes',
          ENTRIES.filter(({ env }) => env === task).map((entry) => ({
            name: NAMES[entry.agent],
            ...results.statistics(NAMES[entry.agent], task, 'greedy'),
            published: publishedOf(entry).mean,
          })),
        ),
      ),
    },
    curves: curvesFigure(results, {
      title: 'Learning curves in the zoo’s configurations',
      arms: Object.values(NAMES),
      tasks,
    }),
  };
}

export default experiment<Training>({
  title: 'The configurations of rl-baselines3-zoo',
  source:
    'Raffin 2020, *RL Baselines3 Zoo*, `hyperparams/` and `benchmark.md`; Raffin et al. 2021, *Stable-Baselines3*',
  seeds: 10,
  cells: ENTRIES.map(({ agent, env, envs, totalSteps, hyperparameters: own }) => {
    const hyperparameters = { ...DEFAULTS[agent], ...own };
    const steps = stepsOf({ ...hyperparameters, envs, totalSteps });
    return trainingCell(NAMES[agent], { agent, env, envs, totalSteps: steps, hyperparameters, greedyEpisodes: 100 });
  }),
  measure: measureTraining,
  conclude,
});
