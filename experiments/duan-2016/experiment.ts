import type { Statistics } from 'policy-ascent';
import { type Claim, type Conclusion, experiment } from '../runner/declaration.ts';
import { curvesFigure } from '../runner/figures.ts';
import { meansByTask, meansFigure } from '../runner/means.ts';
import { withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, type Training, trainingCell } from '../runner/training.ts';

const TASKS = ['CartPole-v1', 'MountainCar-v0', 'Acrobot-v1', 'Pendulum-v1'] as const;
/** The paper's batch, and a twenty-fifth of its 500 iterations. */
const BATCH = 50_000;
const ITERATIONS = 20;
const ENVS = 20;
const HORIZON = 500;

/** Policy 100-50-25 with tanh, γ = 0.99, a trust region of 0.05. */
const NETWORK = { hidden: [100, 50, 25], activation: 'tanh', gamma: 0.99 };
const REGION = { ...NETWORK, rolloutSteps: BATCH / ENVS, maxKl: 0.05, damping: 1e-5, fisherFraction: 0.1, lambda: 1 };
const EPISODES = { ...NETWORK, rolloutEpisodes: BATCH / HORIZON / ENVS };
/** REINFORCE in batches of as many steps: one step of Adam up the policy gradient with whole returns and a learned baseline. */
const ONE_STEP = {
  ...NETWORK,
  rolloutSteps: BATCH / ENVS,
  optimizer: 'adam',
  learningRate: 0.01,
  lambda: 1,
  entropyCoefficient: 0,
  normalizeAdvantages: true,
};
const EQUAL = 'REINFORCE, one step a batch';
const ARMS: Readonly<Record<string, Pick<Training, 'agent' | 'hyperparameters'>>> = {
  [EQUAL]: { agent: 'a2c', hyperparameters: ONE_STEP },
  'REINFORCE, 100 episodes, α = 0.01': { agent: 'reinforce', hyperparameters: { ...EPISODES, learningRate: 0.01 } },
  'REINFORCE, 100 episodes, α = 0.001': { agent: 'reinforce', hyperparameters: { ...EPISODES, learningRate: 0.001 } },
  TNPG: { agent: 'npg', hyperparameters: REGION },
  TRPO: { agent: 'trpo', hyperparameters: { ...REGION, tries: 15 } },
};

function conclude(results: Results): Conclusion {
  const arms = Object.keys(ARMS);
  const of = (arm: string, task: string) => results.statistics(arm, task, 'average');
  return {
    claims: TASKS.map((task) => claimOf(of, task)),
    tables: ['average', 'final'].map((measured) => ({
      heading: measured === 'average' ? 'The average over all iterations' : 'The end',
      remark: `Mean return of ${measured === 'average' ? 'all training episodes, as the paper measures' : 'the last 100 training episodes'}: the mean over ${results.seeds} seeds and its 95 % bootstrap interval.`,
      ...meansByTask(results, { measured, arms, tasks: TASKS }),
    })),
    figures: {
      average: meansFigure(
        results,
        { measured: 'average', arms, tasks: TASKS },
        {
          title: `Batches of 50,000 steps: the average over ${ITERATIONS} iterations`,
          unit: 'mean return of all training episodes',
          marginLeft: 260,
        },
      ),
      curves: curvesFigure(results, { title: 'Learning curves in batches of 50,000 steps', arms, tasks: TASKS }),
    },
  };
}

/** That the trust region methods do better than REINFORCE with equal batches; what shorter ones give it is told beside. */
function claimOf(of: (arm: string, task: string) => Statistics, task: string): Claim {
  const [plain, tnpg, trpo] = [of(EQUAL, task), of('TNPG', task), of('TRPO', task)];
  const shorter = of('REINFORCE, 100 episodes, α = 0.01', task);
  const apart = [tnpg, trpo].every(({ interval }) => interval[0] > plain.interval[1]);
  const above = [tnpg, trpo].some(({ mean }) => mean > plain.mean);
  return {
    claim: `${task}: with equal batches TRPO and TNPG do better than REINFORCE`,
    published: 'TRPO first or near it on every basic task (table 1)',
    ours: `TRPO ${withInterval(trpo)}, TNPG ${withInterval(tnpg)}, REINFORCE ${withInterval(plain)}; in batches of 100 episodes ${withInterval(shorter)}`,
    verdict: apart ? 'reproduced' : above ? 'in part' : 'not reproduced',
  };
}

export default experiment<Training>({
  title: 'REINFORCE, TNPG and TRPO in large batches',
  source:
    'Duan et al. 2016, *Benchmarking deep reinforcement learning for continuous control*, table 1; Schulman et al. 2015, *Trust region policy optimization*',
  seeds: 5,
  cells: TASKS.flatMap((task) =>
    Object.entries(ARMS).map(([arm, configured]) =>
      trainingCell(arm, {
        ...configured,
        env: task,
        envs: ENVS,
        totalSteps: ITERATIONS * BATCH,
        maxEpisodeSteps: HORIZON,
      }),
    ),
  ),
  measure: measureTraining,
  conclude,
});
