import type { Statistics } from 'policy-ascent';
import { CLEANRL_PPO } from '../cleanrl.ts';
import type { Cell, Claim, Conclusion } from '../runner/declaration.ts';
import { experiment } from '../runner/declaration.ts';
import { curvesFigure, intervalPanel } from '../runner/figures.ts';
import { meansByArm } from '../runner/means.ts';
import { withDeviation, withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, type Training, trainingCell } from '../runner/training.ts';

/** CleanRL's table for `ppo.py`: mean and deviation over 3 seeds after 500,000 steps. */
const PUBLISHED = [
  { task: 'CartPole-v1', mean: 490.04, deviation: 6.12 },
  { task: 'Acrobot-v1', mean: -86.36, deviation: 1.32 },
  { task: 'MountainCar-v0', mean: -200, deviation: 0 },
] as const;
const TASKS = PUBLISHED.map(({ task }) => task);

const CLEANRL = 'every detail, time limit as termination';
const ALL = 'every detail';

/** What is left out of the details, one at a time; the first is CleanRL's way, which takes a time limit for an end. */
const ARMS: Readonly<Record<string, Partial<Training>>> = {
  [CLEANRL]: { limitTerminates: true },
  [ALL]: {},
  'one environment': { envs: 1, hyperparameters: { rolloutSteps: 512 } },
  'no annealing': { hyperparameters: { learningRate: 2.5e-4 } },
  'Adam’s ε 10⁻⁸': { hyperparameters: { adamEpsilon: 1e-8 } },
  'no GAE: λ = 1': { hyperparameters: { lambda: 1 } },
  'no minibatches': { hyperparameters: { minibatchSize: 512 } },
  'no normalised advantages': { hyperparameters: { normalizeAdvantages: false } },
  'no clipping of the ratio': { hyperparameters: { surrogate: 'unclipped' } },
  'no clipping of the value': { hyperparameters: { valueClipRange: null } },
  'no entropy bonus': { hyperparameters: { entropyCoefficient: 0 } },
  'no clipping of the gradient': { hyperparameters: { maxGradientNorm: 1e9 } },
  'no orthogonal weights': { hyperparameters: { initialization: 'uniform' } },
  'shared layers': { hyperparameters: { sharedTrunk: true } },
};

function cell(arm: string, changed: Partial<Training>, task: string): Cell<Training> {
  const hyperparameters = { ...CLEANRL_PPO, ...changed.hyperparameters };
  return trainingCell(arm, { agent: 'ppo', env: task, envs: 4, totalSteps: 500_000, ...changed, hyperparameters });
}

/** That our interval meets the published mean, give or take two standard errors of three seeds. */
function reproductionClaim(
  { task, mean, deviation }: (typeof PUBLISHED)[number],
  arm: string,
  ours: Statistics,
): Claim {
  const room = (2 * deviation) / Math.sqrt(3);
  const [low, high] = ours.interval;
  const above = low > mean + room;
  return {
    claim: `CleanRL’s PPO on ${task}, ${arm}`,
    published: withDeviation({ mean, standardDeviation: deviation }),
    ours: `${withInterval(ours)}${above ? ', which is better' : ''}`,
    verdict: high < mean - room ? 'not reproduced' : above ? 'in part' : 'reproduced',
  };
}

function conclude(results: Results): Conclusion {
  const of = (arm: string, task: string) => results.statistics(arm, task, 'final');
  const reproductions = PUBLISHED.flatMap((published) =>
    [CLEANRL, ALL].map((arm) => reproductionClaim(published, arm, of(arm, published.task))),
  );
  const arms = Object.keys(ARMS);
  return {
    claims: reproductions,
    tables: [
      {
        heading: 'Each detail left out',
        remark: `Mean return of the last 100 training episodes after 500,000 steps: the mean over ${results.seeds} seeds and its 95 % bootstrap interval.`,
        ...meansByArm(results, { measured: 'final', arms, tasks: TASKS }),
      },
      {
        heading: 'How fast',
        remark: `Mean return of all training episodes, which is the higher the sooner a run learns: mean over ${results.seeds} seeds and its interval.`,
        ...meansByArm(results, { measured: 'average', arms, tasks: TASKS }),
      },
    ],
    figures: figuresOf(results),
  };
}

function figuresOf(results: Results): Conclusion['figures'] {
  return {
    ablation: {
      title: 'PPO with each implementation detail left out',
      subtitle: `discs: mean of ${results.seeds} seeds; lines: its 95 % bootstrap interval; circles: CleanRL (3 seeds)`,
      marginLeft: 290,
      panels: PUBLISHED.map(({ task, mean }) =>
        intervalPanel(
          task,
          'mean return of the last 100 training episodes',
          Object.keys(ARMS).map((arm) => ({
            name: arm,
            ...results.statistics(arm, task, 'final'),
            ...(arm === CLEANRL && { published: mean }),
          })),
        ),
      ),
    },
    curves: curvesFigure(results, {
      title: 'CleanRL’s configuration, and some of its details left out',
      arms: [CLEANRL, ALL, 'no annealing', 'no GAE: λ = 1', 'no normalised advantages', 'no clipping of the ratio'],
      tasks: TASKS,
    }),
  };
}

export default experiment<Training>({
  title: 'The implementation details of PPO',
  source: 'Huang et al. 2022, *The 37 implementation details of proximal policy optimization*; the table of CleanRL',
  seeds: 5,
  cells: TASKS.flatMap((task) => Object.entries(ARMS).map(([arm, changed]) => cell(arm, changed, task))),
  measure: measureTraining,
  conclude,
});
