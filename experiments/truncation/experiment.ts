import { improvementInterval, probabilityOfImprovement } from 'policy-ascent';
import { type Claim, type Conclusion, experiment } from '../runner/declaration.ts';
import { curvesFigure } from '../runner/figures.ts';
import { meansByTask, meansFigure } from '../runner/means.ts';
import { figure } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, presetTraining, type Training, trainingCell } from '../runner/training.ts';

const AGENTS = { a2c: 'A2C', trpo: 'TRPO', ppo: 'PPO' } as const;
const TASKS = ['Pendulum-v1', 'CartPole-v1', 'MountainCarContinuous-v0', 'MountainCar-v0', 'Acrobot-v1'] as const;

const told = (agent: string) => `${agent}, truncation`;
const mistold = (agent: string) => `${agent}, termination`;

const ENDS = [
  { measured: 'final', verb: 'ends higher' },
  { measured: 'average', verb: 'learns faster' },
] as const;

function conclude(results: Results): Conclusion {
  const names = Object.values(AGENTS);
  const claims = ENDS.flatMap(({ measured, verb }) => TASKS.map((task) => claimOf(results, task, measured, verb)));
  const arms = names.flatMap((agent) => [told(agent), mistold(agent)]);
  return {
    claims,
    tables: [
      { heading: 'Where it ends', measured: 'final', what: 'the last 100 training episodes' },
      { heading: 'How fast it learns', measured: 'average', what: 'all training episodes' },
    ].map(({ heading, measured, what }) => ({
      heading,
      remark: `Mean return of ${what}: the mean over ${results.seeds} seeds and its 95 % bootstrap interval.`,
      ...meansByTask(results, { measured, arms, tasks: TASKS }),
    })),
    figures: {
      final: meansFigure(
        results,
        { measured: 'final', arms, tasks: TASKS },
        {
          title: 'A time limit told as what it is, and as the end of the task',
          unit: 'mean return of the last 100 training episodes',
          marginLeft: 150,
        },
      ),
      ...Object.fromEntries(
        names.map((agent) => [
          `curves-${agent.toLowerCase()}`,
          curvesFigure(results, {
            title: `${agent}: a time limit as truncation and as termination`,
            arms: [told(agent), mistold(agent)],
            tasks: TASKS,
          }),
        ]),
      ),
    },
  };
}

/** How probable it is that a run that is told the truth stands above one that is not, over the three agents. */
function claimOf(results: Results, task: string, measured: string, verb: string): Claim {
  const scores = (arm: (agent: string) => string) =>
    Object.values(AGENTS).map((agent) => results.values(arm(agent), task, measured));
  const [right, wrong] = [scores(told), scores(mistold)];
  const probability = probabilityOfImprovement(right, wrong);
  const [low, high] = improvementInterval(right, wrong);
  return {
    claim: `${task}: bootstrapping at the time limit ${verb} than taking it for an end`,
    published: 'it does (Pardo et al. 2018, figures of other tasks)',
    ours: `with probability ${figure(probability)} [${figure(low)}, ${figure(high)}] over A2C, TRPO and PPO`,
    verdict: low > 0.5 ? 'reproduced' : probability > 0.5 ? 'in part' : 'not reproduced',
  };
}

export default experiment<Training>({
  title: 'Truncation told as termination',
  source: 'Pardo et al. 2018, *Time limits in reinforcement learning*',
  seeds: 10,
  cells: TASKS.flatMap((task) =>
    Object.entries(AGENTS).flatMap(([agent, name]) => {
      const training = presetTraining(agent, task);
      return [trainingCell(told(name), training), trainingCell(mistold(name), { ...training, limitTerminates: true })];
    }),
  ),
  measure: measureTraining,
  conclude,
});
