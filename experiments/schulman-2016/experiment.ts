import type { Statistics } from 'policy-ascent';
import { type LineFigure, lookOf, rangeOf } from 'policy-ascent/node';
import { type Claim, type Conclusion, experiment } from '../runner/declaration.ts';
import { curvesFigure } from '../runner/figures.ts';
import { figure, withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, type Training, trainingCell } from '../runner/training.ts';

const GAMMAS = [0.9, 0.96, 0.98, 0.99, 0.995, 1];
const LAMBDAS = [0, 0.36, 0.64, 0.84, 0.92, 0.96, 0.98, 0.99, 1];
/** Updates, as in the paper, and the steps of each; there a batch is 20 trajectories, which are short at first. */
const BATCHES = 20;
const BATCH_STEPS = [1000, 5000] as const;

const armOf = (gamma: number, lambda: number) => `γ = ${gamma}, λ = ${lambda}`;
const taskOf = (steps: number) => `batches of ${steps} steps`;

function conclude(results: Results): Conclusion {
  const of =
    (steps: number): Of =>
    (gamma, lambda) =>
      results.statistics(armOf(gamma, lambda), taskOf(steps), 'final');
  return {
    claims: BATCH_STEPS.flatMap((steps) => claimsOf(taskOf(steps), of(steps))),
    tables: BATCH_STEPS.map((steps) => ({
      heading: `After ${BATCHES} ${taskOf(steps)}`,
      remark: `Mean return of the last 100 training episodes: mean over ${results.seeds} seeds.`,
      head: ['λ \\ γ', ...GAMMAS.map(String)],
      rows: LAMBDAS.map((lambda) => [String(lambda), ...GAMMAS.map((gamma) => figure(of(steps)(gamma, lambda).mean))]),
    })),
    figures: { sweep: sweepFigure(of, results.seeds), curves: curvesByLambda(results) },
  };
}

function claimsOf(task: string, of: Of): Claim[] {
  const cells = GAMMAS.flatMap((gamma) => LAMBDAS.map((lambda) => ({ gamma, lambda, ...of(gamma, lambda) })));
  const best = highest(cells);
  const row = highest(cells.filter(({ gamma }) => gamma === 0.99));
  const [low, high] = [of(0.99, 0), of(0.99, 1)];
  const apart = [low, high].every(({ interval }) => interval[1] < row.interval[0]);
  const inner = row.lambda > 0 && row.lambda < 1;
  return [
    {
      claim: `${task}, γ = 0.99: improvement is fastest at λ between 0.92 and 0.98`,
      published: 'figure 2, left',
      ours: `λ = ${row.lambda}: ${withInterval(row)}; λ = 0: ${withInterval(low)}; λ = 1: ${withInterval(high)}`,
      verdict:
        inner && apart && row.lambda >= 0.92 && row.lambda <= 0.98
          ? 'reproduced'
          : inner
            ? 'in part'
            : 'not reproduced',
    },
    {
      claim: `${task}: the best of the grid is at intermediate γ and λ`,
      published: 'figure 2, right',
      ours: `γ = ${best.gamma}, λ = ${best.lambda}: ${withInterval(best)}`,
      verdict:
        best.lambda > 0 && best.lambda < 1 && best.gamma > 0.9 && best.gamma < 1 ? 'reproduced' : 'not reproduced',
    },
  ];
}

function highest<T extends { readonly mean: number }>(cells: readonly T[]): T {
  return cells.reduce((one, other) => (other.mean > one.mean ? other : one));
}

type Of = (gamma: number, lambda: number) => Pick<Statistics, 'mean' | 'interval'>;

function sweepFigure(of: (steps: number) => Of, seeds: number): LineFigure {
  return {
    title: 'Cart-pole: what TRPO reaches in 20 batches, by γ and λ',
    subtitle: `mean over ${seeds} seeds; bands: 95 % bootstrap interval of the mean`,
    legend: GAMMAS.map((gamma, i) => ({ label: `γ = ${gamma}`, ...lookOf(i) })),
    panels: BATCH_STEPS.map((steps) => {
      const places = GAMMAS.map((gamma) => LAMBDAS.map((lambda, x) => ({ x, ...of(steps)(gamma, lambda) })));
      return {
        heading: taskOf(steps),
        height: 340,
        x: {
          name: 'λ (no unit)',
          range: [-0.2, LAMBDAS.length - 0.8] as const,
          ticks: LAMBDAS.map((_, i) => i),
          names: LAMBDAS.map(String),
        },
        y: {
          name: 'mean return, last 100 episodes',
          range: rangeOf(places.flat().flatMap(({ interval }) => [...interval])),
        },
        lines: places.map((line, i) => ({ ...lookOf(i), points: line.map(({ x, mean }) => ({ x, y: mean })) })),
        bands: places.map((line, i) => ({
          colour: lookOf(i).colour,
          points: line.map(({ x, interval: [low, high] }) => ({ x, low, high })),
        })),
      };
    }),
  };
}

/** The left half of the paper's figure: learning curves for λ at γ = 0.99, as mean returns. */
function curvesByLambda(results: Results): LineFigure {
  const arms = [0, 0.36, 0.84, 0.96, 0.99, 1].map((lambda) => armOf(0.99, lambda));
  return curvesFigure(results, {
    title: 'Cart-pole at γ = 0.99: learning curves by λ',
    arms,
    tasks: BATCH_STEPS.map(taskOf),
  });
}

export default experiment<Training>({
  title: 'Generalised advantage estimation on cart-pole',
  source:
    'Schulman et al. 2016, *High-dimensional continuous control using generalized advantage estimation*, section 6.3.1 and figure 2',
  seeds: 10,
  cells: BATCH_STEPS.flatMap((steps) =>
    GAMMAS.flatMap((gamma) =>
      LAMBDAS.map((lambda) => ({
        ...trainingCell(armOf(gamma, lambda), {
          agent: 'trpo',
          env: 'CartPole-v1',
          envs: 20,
          totalSteps: BATCHES * steps,
          maxEpisodeSteps: 1000,
          hyperparameters: { rolloutSteps: steps / 20, hidden: [20], gamma, lambda },
        }),
        task: taskOf(steps),
      })),
    ),
  ),
  measure: measureTraining,
  conclude,
});
