import { mean, performanceProfile } from 'policy-ascent';
import { type LineFigure, lookOf } from 'policy-ascent/node';
import { type Cell, type Claim, type Conclusion, experiment } from '../runner/declaration.ts';
import { curvesFigure, intervalPanel } from '../runner/figures.ts';
import { meansByArm } from '../runner/means.ts';
import { withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { measureTraining, type Training, trainingCell } from '../runner/training.ts';
import { normalizedScores, type SurrogateScore } from './normalized-score.ts';

const TASKS = ['Pendulum-v1', 'MountainCarContinuous-v0', 'LunarLanderContinuous-v3'] as const;

/** The arms of table 1, each with its published score. */
const ARMS: readonly {
  readonly arm: string;
  readonly published: number;
  readonly changed: Training['hyperparameters'];
}[] = [
  { arm: 'no clipping or penalty', published: -0.39, changed: { surrogate: 'unclipped' } },
  ...[
    { range: 0.1, published: 0.76 },
    { range: 0.2, published: 0.82 },
    { range: 0.3, published: 0.7 },
  ].map(({ range, published }) => ({
    arm: `clipping, ε = ${range}`,
    published,
    changed: { surrogate: 'clipped', clipRange: range },
  })),
  ...[
    { target: 0.003, published: 0.68 },
    { target: 0.01, published: 0.74 },
    { target: 0.03, published: 0.71 },
  ].map(({ target, published }) => ({
    arm: `adaptive KL, d = ${target}`,
    published,
    changed: { surrogate: 'adaptive-kl', klTarget: target },
  })),
  ...[
    { beta: 0.3, published: 0.62 },
    { beta: 1, published: 0.71 },
    { beta: 3, published: 0.72 },
    { beta: 10, published: 0.69 },
  ].map(({ beta, published }) => ({
    arm: `fixed KL, β = ${beta}`,
    published,
    changed: { surrogate: 'fixed-kl', klCoefficient: beta },
  })),
];
/** An arm with its score. */
type Row = SurrogateScore & { readonly arm: string; readonly published: number };

/** What a policy before any training reaches: the paper's zero. */
const RANDOM = 'before training';

/** Table 3 of the paper: horizon 2048, Adam 3·10⁻⁴, 10 epochs, minibatch 64, γ 0.99, λ 0.95. */
function cell(arm: string, env: string, changed: Training['hyperparameters'], totalSteps: number): Cell<Training> {
  const hyperparameters = { rolloutSteps: 2048, maxGradientNorm: 1e9, ...changed };
  return trainingCell(arm, { agent: 'ppo', env, envs: 1, totalSteps, hyperparameters });
}

function conclude(results: Results): Conclusion {
  const arms = ARMS.map(({ arm }) => arm);
  const finals = new Map(
    [...arms, RANDOM].map((arm) => [arm, TASKS.map((task) => results.values(arm, task, 'final'))]),
  );
  const zeros = (finals.get(RANDOM) ?? []).map(mean);
  const scores = normalizedScores(
    arms.map((arm) => finals.get(arm) ?? []),
    zeros,
  );
  const rows = ARMS.map((arm, i) => ({ ...arm, ...(scores[i] as SurrogateScore) }));
  return {
    claims: claimsOf(rows),
    tables: [
      {
        heading: 'Table 1',
        remark: `Score: mean return of the last 100 training episodes, 0 where an untrained policy stands and 1 at the best arm's mean on the task; mean over tasks and ${results.seeds} seeds, and its 95 % interval by the bootstrap within each task.`,
        head: ['surrogate', 'published', 'ours', 'interquartile mean'],
        rows: rows.map((row) => [
          row.arm,
          String(row.published).replace('-', '−'),
          withInterval(row),
          withInterval(row.robust),
        ]),
      },
      {
        heading: 'Task by task',
        remark: 'Mean return of the last 100 training episodes, and its 95 % bootstrap interval.',
        ...meansByArm(results, { measured: 'final', arms: [...arms, RANDOM], tasks: TASKS }, 'surrogate'),
      },
    ],
    figures: figuresOf(results, rows),
  };
}

function figuresOf(results: Results, rows: readonly Row[]): Conclusion['figures'] {
  return {
    scores: {
      title: 'The surrogates of the PPO paper',
      subtitle: `discs: mean over ${TASKS.length} tasks and ${results.seeds} seeds; lines: 95 % bootstrap interval; circles: published, 7 MuJoCo tasks`,
      marginLeft: 190,
      panels: [
        intervalPanel(
          '',
          'normalised score',
          rows.map((row) => ({ name: row.arm, ...row })),
        ),
      ],
    },
    profiles: profilesFigure(rows),
    curves: curvesFigure(results, {
      title: 'Learning curves by surrogate',
      arms: ['no clipping or penalty', 'clipping, ε = 0.2', 'adaptive KL, d = 0.01', 'fixed KL, β = 1'],
      tasks: TASKS,
    }),
  };
}

function claimsOf(rows: readonly Row[]): Claim[] {
  const named = (start: string) => rows.filter(({ arm }) => arm.startsWith(start));
  const best = (some: typeof rows) => some.reduce((one, other) => (other.mean > one.mean ? other : one));
  const [none, clipped] = [best(named('no clipping')), best(named('clipping'))];
  const others = best([...named('adaptive'), ...named('fixed')]);
  const separate = rows.every((row) => row === none || none.interval[1] < row.interval[0]);
  const below = rows.every((row) => row === none || none.mean < row.mean);
  return [
    {
      claim: 'without clipping or penalty is by far the worst',
      published: '−0.39, below a random policy; all others 0.62 to 0.82',
      ours: `${withInterval(none)}; the next worst ${withInterval(rows.filter((row) => row !== none).reduce((one, other) => (other.mean < one.mean ? other : one)))}`,
      verdict: separate ? 'reproduced' : below ? 'in part' : 'not reproduced',
    },
    {
      claim: 'clipping is best',
      published: 'ε = 0.2: 0.82; best KL penalty: 0.74',
      ours: `${clipped.arm}: ${withInterval(clipped)}; ${others.arm}: ${withInterval(others)}`,
      verdict:
        clipped.interval[0] > others.interval[1]
          ? 'reproduced'
          : clipped.mean > others.mean
            ? 'in part'
            : 'not reproduced',
    },
  ];
}

/** How many runs reach which score, by the kind of surrogate: the best of each by its mean, and the unclipped. */
function profilesFigure(rows: readonly Row[]): LineFigure {
  const best = (start: string) =>
    rows.filter(({ arm }) => arm.startsWith(start)).reduce((one, other) => (other.mean > one.mean ? other : one));
  const shown = ['no clipping', 'clipping', 'adaptive', 'fixed'].map(best);
  const thresholds = Array.from({ length: 121 }, (_, i) => i / 100 - 0.1);
  return {
    title: 'How many runs reach which score',
    subtitle:
      'performance profiles of all runs on all tasks: the best arm of each kind of surrogate, and the unclipped',
    legend: shown.map(({ arm: label }, i) => ({ label, ...lookOf(i) })),
    panels: [
      {
        height: 360,
        x: { name: 'normalised score τ', range: [-0.1, 1.1] },
        y: { name: 'share of runs with a score above τ', range: [0, 1.02] },
        lines: shown.map(({ scores }, i) => ({
          ...lookOf(i),
          points: performanceProfile(scores, thresholds).map((y, j) => ({ x: thresholds[j] as number, y })),
        })),
      },
    ],
  };
}

export default experiment<Training>({
  title: 'The surrogates of the PPO paper',
  source: 'Schulman et al. 2017, *Proximal policy optimization algorithms*, section 6.1 and table 1',
  seeds: 3,
  cells: TASKS.flatMap((task) => [
    ...ARMS.map(({ arm, changed }) => cell(arm, task, changed, 300_000)),
    // A learning rate of 0 leaves the policy as it was.
    cell(RANDOM, task, { learningRate: 0, epochs: 1 }, 100_000),
  ]),
  measure: measureTraining,
  conclude,
});
