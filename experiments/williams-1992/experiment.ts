import { type Claim, type Conclusion, experiment } from '../runner/declaration.ts';
import { curvesFigure } from '../runner/figures.ts';
import { meansByArm, meansFigure } from '../runner/means.ts';
import { figure, withInterval } from '../runner/numbers.ts';
import type { Results } from '../runner/results.ts';
import { presetTraining, type Training, trainingCell } from '../runner/training.ts';
import { ESTIMATORS, type Estimator, type GradientSettings, measure } from './measure.ts';

const SEEDS = 10;
const TASKS = ['TwoState-v0', 'LinearQuadraticRegulator-v0'] as const;
const NAMES = Object.keys(ESTIMATORS) as Estimator[];
const TRAINED = ['CartPole-v1', 'Acrobot-v1'] as const;
const VARIANCE = { measured: 'variance', arms: NAMES, tasks: TASKS };
const WITH = 'REINFORCE, learned baseline';
const WITHOUT = 'REINFORCE, no baseline';

function conclude(results: Results): Conclusion {
  return {
    claims: [
      ...NAMES.map((arm) => unbiasedClaim(results, arm)),
      ...TASKS.map((task) => varianceClaim(results, task)),
      ...TRAINED.map((task) => trainingClaim(results, task)),
    ],
    tables: [
      {
        heading: 'The variance of one episode’s estimate',
        remark: `Trace of the covariance over the squared length of the exact gradient: the mean over ${results.seeds} seeds of 2,000 episodes each, and its 95 % bootstrap interval.`,
        ...meansByArm(results, VARIANCE, 'estimate'),
      },
    ],
    figures: figuresOf(results),
  };
}

function figuresOf(results: Results): Conclusion['figures'] {
  return {
    variance: meansFigure(results, VARIANCE, {
      title: 'The variance of the gradient estimate of one episode',
      of: ', 2,000 episodes each',
      unit: 'tr Cov(estimate) / ‖∇J‖² (no unit)',
      marginLeft: 210,
    }),
    learning: curvesFigure(results, {
      title: 'REINFORCE with and without a learned baseline',
      arms: [WITH, WITHOUT],
      tasks: TRAINED,
    }),
  };
}

/** No bias: the mean square of the deviations in standard errors is that of χ² / n, within its 99 % interval. */
function unbiasedClaim(results: Results, arm: Estimator): Claim {
  const z = TASKS.flatMap((task) => ['z1', 'z2'].flatMap((name) => results.values(arm, task, name)));
  const square = z.reduce((sum, each) => sum + each * each, 0) / z.length;
  // χ²ₙ / n has the mean 1 and the variance 2/n; 2.6 deviations on either side.
  const room = 2.6 * Math.sqrt(2 / z.length);
  return {
    claim: `“${arm}” estimates the gradient without bias`,
    published: 'E g = ∇J (Williams 1992, theorem 1; Sutton et al. 2000, theorem 1)',
    ours: `mean square deviation from the closed form in standard errors ${figure(square)}, expected 1 ± ${figure(room)}`,
    verdict: Math.abs(square - 1) < room ? 'reproduced' : 'not reproduced',
  };
}

/** That the variance falls, with the whole return and with the reward to go. */
function varianceClaim(results: Results, task: string): Claim {
  const pairs = (
    [
      ['whole return', 'whole return, baseline'],
      ['reward to go', 'reward to go, value baseline'],
    ] as const
  ).map(([without, based]) => ({
    before: results.statistics(without, task, 'variance'),
    after: results.statistics(based, task, 'variance'),
  }));
  const falls = pairs.map(({ before, after }) => after.interval[1] < before.interval[0]);
  return {
    claim: `${task}: a baseline lowers the variance`,
    published: 'a matter of experience there (Williams 1992, section 4)',
    ours: pairs.map(({ before, after }) => `${figure(before.mean)} → ${figure(after.mean)}`).join('; '),
    verdict: falls.every(Boolean) ? 'reproduced' : falls.some(Boolean) ? 'in part' : 'not reproduced',
  };
}

function trainingClaim(results: Results, task: string): Claim {
  const [without, based] = [results.statistics(WITHOUT, task, 'average'), results.statistics(WITH, task, 'average')];
  const apart = based.interval[0] > without.interval[1];
  return {
    claim: `${task}: REINFORCE learns faster with a learned baseline`,
    published: 'no figure',
    ours: `mean return of all training episodes ${withInterval(without)} → ${withInterval(based)}`,
    verdict: apart ? 'reproduced' : based.mean > without.mean ? 'in part' : 'not reproduced',
  };
}

export default experiment<GradientSettings | Training>({
  title: 'REINFORCE and its baseline',
  source:
    'Williams 1992, *Simple statistical gradient-following algorithms for connectionist reinforcement learning*; Sutton et al. 2000, *Policy gradient methods for reinforcement learning with function approximation*',
  seeds: SEEDS,
  cells: [
    ...TASKS.flatMap((task) =>
      NAMES.map((estimator) => ({ arm: estimator, task, settings: { env: task, estimator, episodes: 2000 } })),
    ),
    ...TRAINED.flatMap((task) =>
      [true, false].map((baseline) => {
        const training = presetTraining('reinforce', task);
        const hyperparameters = { ...training.hyperparameters, baseline };
        return trainingCell(baseline ? WITH : WITHOUT, { ...training, hyperparameters });
      }),
    ),
  ],
  measure,
  conclude,
});
