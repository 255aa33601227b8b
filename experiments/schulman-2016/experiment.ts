import { COLOURS, type Line, type LineFigure } from 'policy-ascent/node';
import { type Conclusion, experiment } from '../runner/experiment.ts';
import { look, rangeOf } from '../runner/figures.ts';
import { figure, withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, type Training, trainingCell } from '../runner/training.ts';

const GAMMAS = [0.9, 0.96, 0.98, 0.99, 0.995, 1];
const LAMBDAS = [0, 0.36, 0.64, 0.84, 0.92, 0.96, 0.98, 0.99, 1];
const TASK = 'CartPole-v1';
/** Updates, and steps of each: together 20 batches, as in the paper. */
const BATCHES = 20;
const BATCH = 5000;

const armOf = (gamma: number, lambda: number) => `γ = ${gamma}, λ = ${lambda}`;

function conclude(results: Results): Conclusion {
  const of = (gamma: number, lambda: number) => results.statistics(armOf(gamma, lambda), TASK, 'average');
  const cells = GAMMAS.flatMap((gamma) => LAMBDAS.map((lambda) => ({ gamma, lambda, ...of(gamma, lambda) })));
  const best = cells.reduce((one, other) => (other.mean > one.mean ? other : one));
  const row = LAMBDAS.map((lambda) => ({ lambda, ...of(0.99, lambda) }));
  const bestLambda = row.reduce((one, other) => (other.mean > one.mean ? other : one));
  const ends = [of(0.99, 0), of(0.99, 1)];
  const beatsEnds = ends.every(({ interval }) => interval[1] < bestLambda.interval[0]);
  const inner = best.gamma > 0.9 && best.gamma < 1 && best.lambda > 0 && best.lambda < 1;
  return {
    claims: [
      {
        claim: 'γ = 0.99: improvement is fastest at λ between 0.92 and 0.98',
        published: 'figure 2, left: λ in [0.92, 0.98]',
        ours: `λ = ${bestLambda.lambda}: ${withInterval(bestLambda)}; λ = 0: ${withInterval(of(0.99, 0))}; λ = 1: ${withInterval(of(0.99, 1))}`,
        verdict:
          bestLambda.lambda >= 0.92 && bestLambda.lambda <= 0.98 && beatsEnds
            ? 'reproduced'
            : bestLambda.lambda > 0 && bestLambda.lambda < 1
              ? 'in part'
              : 'not reproduced',
      },
      {
        claim: 'the best of the grid is at intermediate γ and λ',
        published: 'figure 2, right: γ in [0.96, 0.99], λ in [0.92, 0.99]',
        ours: `γ = ${best.gamma}, λ = ${best.lambda}: ${withInterval(best)}`,
        verdict: inner ? 'reproduced' : 'not reproduced',
      },
    ],
    tables: [
      {
        heading: 'The grid',
        remark: `Mean return of all episodes of ${BATCHES} batches, ${results.seeds} seeds: the higher, the faster it learned.`,
        head: ['λ \\ γ', ...GAMMAS.map(String)],
        rows: LAMBDAS.map((lambda) => [String(lambda), ...GAMMAS.map((gamma) => figure(of(gamma, lambda).mean))]),
      },
    ],
    figures: { sweep: sweepFigure(of, results.seeds), curves: curvesByLambda(results) },
  };
}

type Of = (gamma: number, lambda: number) => { readonly mean: number; readonly interval: readonly [number, number] };

function sweepFigure(of: Of, seeds: number): LineFigure {
  const places = (gamma: number) => LAMBDAS.map((lambda, x) => ({ x, ...of(gamma, lambda) }));
  return {
    title: 'Cart-pole: how fast TRPO learns, by γ and λ',
    subtitle: `mean over ${seeds} seeds; bands: 95 % bootstrap interval of the mean`,
    legend: GAMMAS.map((gamma, i) => ({ label: `γ = ${gamma}`, ...look(i) })),
    panels: [
      {
        height: 420,
        x: {
          name: 'λ',
          range: [-0.2, LAMBDAS.length - 0.8],
          ticks: LAMBDAS.map((_, i) => i),
          names: LAMBDAS.map(String),
        },
        y: {
          name: `mean return of all episodes of ${BATCHES} batches`,
          range: rangeOf(GAMMAS.flatMap((gamma) => places(gamma).flatMap(({ interval }) => [...interval]))),
        },
        lines: GAMMAS.map((gamma, i) => ({ ...look(i), points: places(gamma).map(({ x, mean }) => ({ x, y: mean })) })),
        bands: GAMMAS.map((gamma, i) => ({
          colour: look(i).colour,
          points: places(gamma).map(({ x, interval: [low, high] }) => ({ x, low, high })),
        })),
      },
    ],
  };
}

/** The left half of the paper's figure: learning curves for λ at γ = 0.99, as mean returns. */
function curvesByLambda(results: Results): LineFigure {
  const shown = [0, 0.36, 0.84, 0.96, 0.99, 1];
  const curves = shown.map((lambda) => results.curve(armOf(0.99, lambda), TASK));
  const points = curves.flat();
  const lines: Line[] = curves.map((curve, i) => ({
    ...look(i),
    points: curve.map(({ step, mean }) => ({ x: step / BATCH, y: mean })),
  }));
  return {
    title: 'Cart-pole at γ = 0.99: learning curves by λ',
    subtitle: `mean over ${results.seeds} seeds; bands: 95 % bootstrap interval of the mean`,
    legend: shown.map((lambda, i) => ({ label: `λ = ${lambda}`, ...look(i) })),
    panels: [
      {
        height: 420,
        x: { name: `batches of ${BATCH} steps`, range: [0, BATCHES] },
        y: { name: 'mean return, last 100 episodes', range: rangeOf(points.flatMap(({ low, high }) => [low, high])) },
        lines,
        bands: curves.map((curve, i) => ({
          colour: look(i).colour ?? COLOURS.black,
          points: curve.map(({ step, low, high }) => ({ x: step / BATCH, low, high })),
        })),
      },
    ],
  };
}

export default experiment<Training>({
  title: 'Generalised advantage estimation on cart-pole',
  source:
    'Schulman et al. 2016, *High-dimensional continuous control using generalized advantage estimation*, section 6.3.1 and figure 2',
  seeds: 10,
  cells: GAMMAS.flatMap((gamma) =>
    LAMBDAS.map((lambda) =>
      trainingCell(armOf(gamma, lambda), {
        agent: 'trpo',
        env: TASK,
        envs: 20,
        totalSteps: BATCHES * BATCH,
        maxEpisodeSteps: 1000,
        hyperparameters: { rolloutSteps: BATCH / 20, hidden: [20], gamma, lambda },
      }),
    ),
  ),
  measure: measureTraining,
  conclude,
});
