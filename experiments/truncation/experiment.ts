import { type Claim, type Conclusion, experiment } from '../runner/experiment.ts';
import { curvesFigure, intervalPanel } from '../runner/figures.ts';
import { withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, presetTraining, type Training, trainingCell } from '../runner/training.ts';

const AGENTS = { a2c: 'A2C', trpo: 'TRPO', ppo: 'PPO' } as const;
const TASKS = ['Pendulum-v1', 'CartPole-v1', 'MountainCarContinuous-v0', 'MountainCar-v0', 'Acrobot-v1'] as const;

const told = (agent: string) => `${agent}, truncation`;
const mistold = (agent: string) => `${agent}, termination`;

function conclude(results: Results): Conclusion {
  const names = Object.values(AGENTS);
  const claims = TASKS.flatMap((task) => names.map((agent) => claimOf(results, agent, task)));
  const arms = names.flatMap((agent) => [told(agent), mistold(agent)]);
  return {
    claims,
    tables: [
      {
        heading: 'What it costs',
        remark: `Mean return of the last 100 training episodes: the mean over ${results.seeds} seeds and its 95 % bootstrap interval.`,
        head: ['task', ...arms],
        rows: TASKS.map((task) => [task, ...arms.map((arm) => withInterval(results.statistics(arm, task, 'final')))]),
      },
    ],
    figures: {
      final: {
        title: 'A time limit told as what it is, and as the end of the task',
        subtitle: `discs: mean of ${results.seeds} seeds; lines: its 95 % bootstrap interval`,
        marginLeft: 150,
        panels: TASKS.map((task) =>
          intervalPanel(
            task,
            'mean return of the last 100 training episodes',
            arms.map((arm) => ({ name: arm, ...results.statistics(arm, task, 'final') })),
          ),
        ),
      },
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

/** That it does worse where the task goes on behind the limit: the intervals must lie apart. */
function claimOf(results: Results, agent: string, task: string): Claim {
  const right = results.statistics(told(agent), task, 'final');
  const wrong = results.statistics(mistold(agent), task, 'final');
  return {
    claim: `a time limit told as termination costs ${agent} on ${task}`,
    published: 'costs (Pardo et al. 2018, on tasks of their own)',
    ours: `${withInterval(right)} → ${withInterval(wrong)}`,
    verdict:
      wrong.interval[1] < right.interval[0] ? 'reproduced' : wrong.mean < right.mean ? 'in part' : 'not reproduced',
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
