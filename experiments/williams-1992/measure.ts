import {
  decisionsOf,
  makeVector,
  mean,
  policyGradientObjective,
  Random,
  type Rollout,
  RolloutCollector,
  useBackend,
  variance,
} from 'policy-ascent';
import type { Measure, Measurement } from '../runner/declaration.ts';
import { measureTraining, type Training } from '../runner/training.ts';
import type { Horizon } from './horizon.ts';
import { regulatorHorizon } from './regulator.ts';
import { twoStateHorizon } from './two-state.ts';

/** What each log-probability's gradient is weighted with, in step t of an episode with rewards r. */
export const ESTIMATORS = {
  /** Σ r, the whole episode's: REINFORCE as Williams (1992) has it, without a baseline. */
  'whole return': ({ rewards }: Episode) => {
    const whole = sum(rewards);
    return () => whole;
  },
  /** Σ r − J: the same with the reinforcement baseline b = E Σ r, eq. 4 there. */
  'whole return, baseline': ({ horizon, rewards }: Episode) => {
    const above = sum(rewards) - horizon.objective;
    return () => above;
  },
  /** Gₜ = rₜ + rₜ₊₁ + …: an action is not to be praised for what came before it. */
  'reward to go':
    ({ togo }: Episode) =>
    (t: number) =>
      togo[t] as number,
  /** Gₜ − Vₜ(s), V in closed form. */
  'reward to go, value baseline':
    ({ togo, horizon, observation }: Episode) =>
    (t: number) =>
      (togo[t] as number) - horizon.value(t, observation(t)),
  /** Qₜ(s, a) − Vₜ(s), both in closed form: the gradient of Sutton et al. (2000), theorem 1, at the states that came up. */
  'exact advantage':
    ({ horizon, observation, action }: Episode) =>
    (t: number) =>
      horizon.worth(t, observation(t), action(t)) - horizon.value(t, observation(t)),
} satisfies Record<string, (episode: Episode) => (t: number) => number>;

export type Estimator = keyof typeof ESTIMATORS;

export const HORIZONS: Readonly<Record<GradientSettings['env'], () => Horizon>> = {
  'TwoState-v0': twoStateHorizon,
  'LinearQuadraticRegulator-v0': regulatorHorizon,
};

/** A measurement of the gradient estimate of single episodes. */
export interface GradientSettings {
  readonly env: 'TwoState-v0' | 'LinearQuadraticRegulator-v0';
  readonly estimator: Estimator;
  readonly episodes: number;
}

/** An episode as the estimators see it. */
interface Episode {
  readonly horizon: Horizon;
  readonly rewards: Float64Array;
  readonly togo: Float64Array;
  observation(t: number): number;
  action(t: number): number;
}

/** Environments that run side by side. */
const ENVS = 100;

/** Measures a gradient estimate, or trains. */
export const measure: Measure<GradientSettings | Training> = (settings, seed, onProgress) =>
  'estimator' in settings ? measureGradient(settings, seed, onProgress) : measureTraining(settings, seed, onProgress);

/**
 * Estimates the gradient from each of many episodes by the library's own objective. `variance` is the trace of the
 * estimates' covariance over ‖∇J‖², and `z1`, `z2` are the deviations of their mean from ∇J in standard errors, which are
 * standard normal where the estimate has no bias.
 */
async function measureGradient(
  { env, estimator, episodes }: GradientSettings,
  seed: number,
  onProgress: (share: number) => void,
): Promise<Measurement> {
  await useBackend('cpu');
  const horizon = HORIZONS[env]();
  const policy = horizon.policy();
  const random = new Random(seed);
  const environments = makeVector(() => horizon.environment(), ENVS);
  environments.reset(random.split('environments'));
  const collector = new RolloutCollector(environments, policy, { random: random.split('actions') });
  const estimates: [number[], number[]] = [[], []];
  while (estimates[0].length < episodes) {
    const rollout = collector.collect({ steps: horizon.length });
    for (let from = 0; from < rollout.size; from += horizon.length) {
      const [first = Number.NaN, second = Number.NaN] = estimateOf(horizon, policy, rollout, from, estimator);
      estimates[0].push(first);
      estimates[1].push(second);
    }
    onProgress(estimates[0].length / episodes);
  }
  const z = estimates.map((sample, i) => {
    const error = mean(sample) - (horizon.gradient[i] as number);
    return error / Math.sqrt(variance(sample) / (sample.length - 1));
  });
  const length = horizon.gradient[0] ** 2 + horizon.gradient[1] ** 2;
  const spread = variance(estimates[0]) + variance(estimates[1]);
  return { figures: { variance: spread / length, z1: z[0] ?? Number.NaN, z2: z[1] ?? Number.NaN } };
}

/** Σₜ ∇ log π(aₜ|sₜ) wₜ of the episode whose first row is `from`. */
function estimateOf(
  horizon: Horizon,
  policy: ReturnType<Horizon['policy']>,
  rollout: Rollout,
  from: number,
  estimator: Estimator,
): Float32Array {
  const { length } = horizon;
  const all = decisionsOf(rollout);
  const observations = all.observations.slice(from, from + length);
  const actions = all.actions.slice(from, from + length);
  const rewards = rollout.rewards.slice(from, from + length);
  const togo = rewards.slice();
  for (let t = length - 2; t >= 0; t--) togo[t] = (togo[t] as number) + (togo[t + 1] as number);
  const observation = (t: number) => observations[t] as number;
  const weight = ESTIMATORS[estimator]({ horizon, rewards, togo, observation, action: (t) => actions[t] as number });
  const advantages = Float32Array.from({ length }, (_, t) => weight(t));
  const { gradient } = policyGradientObjective(policy, { size: length, observations, actions, advantages });
  return gradient.map((each) => each * length);
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, each) => total + each, 0);
}
