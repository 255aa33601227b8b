import { COLOURS, lookOf, rangeOf } from 'policy-ascent/node';
import { CLEANRL_PPO } from '../cleanrl.ts';
import { type Claim, type Conclusion, experiment, type ReportTable } from '../runner/declaration.ts';
import { figure, withDeviation, withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, presetTraining, type Training, trainingCell } from '../runner/training.ts';
import { coverage, meansOfSubsets, splitTests } from './subsets.ts';

const SEEDS = 50;
const SIZES = [2, 3, 5, 10, 20];
const CLEANRL = 'PPO, CleanRL’s configuration';
const PRESET = 'PPO, preset';

const CELLS = [
  trainingCell(CLEANRL, {
    agent: 'ppo',
    env: 'Acrobot-v1',
    envs: 4,
    totalSteps: 100_000,
    hyperparameters: CLEANRL_PPO,
  }),
  trainingCell(PRESET, presetTraining('ppo', 'FrozenLake-v1')),
  trainingCell(PRESET, presetTraining('ppo', 'LunarLander-v3')),
];

/** What is looked at of one configuration. */
function readingsOf(results: Results, { arm, task }: (typeof CELLS)[number]) {
  const values = results.values(arm, task, 'final');
  const subsets = SIZES.map((size) => ({ size, ...meansOfSubsets(values, size), covered: coverage(values, size) }));
  return { arm, task, values, subsets, splits: splitTests(values, 5), ...results.statistics(arm, task, 'final') };
}

type Reading = ReturnType<typeof readingsOf>;

function conclude(results: Results): Conclusion {
  const readings = CELLS.map((cell) => readingsOf(results, cell));
  return { claims: claimsOf(readings), tables: tablesOf(readings), figures: figuresOf(readings) };
}

function claimsOf(readings: readonly Reading[]): Claim[] {
  const covered = readings.map(({ subsets }) => subsets.find(({ size }) => size === 3)?.covered ?? Number.NaN);
  return [
    {
      claim: 'two groups of 5 seeds of one configuration can seem two algorithms',
      published: 'ten runs of TRPO split in two look like two distributions (Henderson et al. 2018)',
      ours: readings
        .map(({ task, splits }) => `${task}: greatest t of 10,000 splits ${figure(splits.largest)}`)
        .join('; '),
      verdict: readings.some(({ splits }) => splits.largest > 5) ? 'reproduced' : 'in part',
    },
    {
      claim: 'few seeds mislead: a 95 % bootstrap interval of 3 seeds holds the true mean far less often than it says',
      published: 'of very few runs they hold it too seldom (Agarwal et al. 2021, section 4)',
      ours: readings.map(({ task }, i) => `${task}: ${percent(covered[i])}`).join('; '),
      verdict: covered.every((share) => share < 0.9) ? 'reproduced' : 'in part',
    },
  ];
}

function tablesOf(readings: readonly Reading[]): ReportTable[] {
  return [
    {
      heading: 'The spread',
      remark: 'Mean return of the last 100 training episodes over 50 seeds.',
      head: ['configuration', 'task', 'mean ± deviation', 'mean [95 % interval]', 'least', 'median', 'greatest'],
      rows: readings.map((reading) => [
        reading.arm,
        reading.task,
        withDeviation(reading),
        withInterval(reading),
        ...[reading.minimum, reading.median, reading.maximum].map(figure),
      ]),
    },
    {
      heading: 'What n seeds would have said',
      remark:
        'Over 10,000 choices of n of the 50 seeds: where 95 % of their means lie; and over 2,000, how often the 95 % bootstrap interval of the n holds the mean of the 50.',
      head: ['task', 'n', '95 % of the means of n', 'intervals that hold the mean of all'],
      rows: readings.flatMap(({ task, subsets }) =>
        subsets.map(({ size, low, high, covered }) => [
          task,
          String(size),
          `${figure(low)} to ${figure(high)}`,
          percent(covered),
        ]),
      ),
    },
    {
      heading: 'Two groups of five',
      remark:
        'Over 10,000 choices of two disjoint groups of 5 of the 50 seeds: how often Welch’s t-test calls them different, and the widest gap.',
      head: ['task', 'p < 0.05', 'greatest t (absolute)', 'widest gap of two means'],
      rows: readings.map(({ task, splits }) => [
        task,
        percent(splits.significant),
        figure(splits.largest),
        figure(splits.gap),
      ]),
    },
  ];
}

function figuresOf(readings: readonly Reading[]): Conclusion['figures'] {
  return {
    spread: {
      title: 'Fifty seeds of one configuration',
      subtitle: 'each disc is a run: mean return of its last 100 training episodes; dotted: the mean of all',
      panels: readings.map(({ task, values, mean }) => ({
        heading: task,
        height: 200,
        x: { name: 'runs, from the worst to the best', range: [0, SEEDS + 1] },
        y: { name: 'mean return', range: rangeOf(values) },
        lines: [],
        levels: [mean],
        dots: [...values].sort((a, b) => a - b).map((y, i) => ({ x: i + 1, y, colour: COLOURS.blue })),
      })),
    },
    subsets: {
      title: 'What n seeds would have said',
      subtitle: 'bands: where 95 % of the means of n of the 50 seeds lie; line: the mean of all',
      panels: readings.map(({ task, mean, subsets }, i) => ({
        heading: task,
        height: 220,
        x: { name: 'seeds n', range: [2, 20], ticks: SIZES },
        y: { name: 'mean return', range: rangeOf(subsets.flatMap(({ low, high }) => [low, high])) },
        lines: [{ ...lookOf(i), points: SIZES.map((x) => ({ x, y: mean })) }],
        bands: [{ colour: lookOf(i).colour, points: subsets.map(({ size: x, low, high }) => ({ x, low, high })) }],
      })),
    },
  };
}

function percent(share = Number.NaN): string {
  return `${(100 * share).toFixed(1)} %`;
}

export default experiment<Training>({
  title: 'What seeds do',
  source:
    'Henderson et al. 2018, *Deep reinforcement learning that matters*; Agarwal et al. 2021, *Deep reinforcement learning at the edge of the statistical precipice*',
  seeds: SEEDS,
  cells: CELLS,
  measure: measureTraining,
  conclude,
});
