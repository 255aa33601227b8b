import type { Environment, EpisodeSummary } from './environment.ts';
import { EpisodeTally } from './episode-tally.ts';
import { InputError, show } from './input-error.ts';
import type { Policy } from './policy.ts';
import { Random } from './random.ts';
import type { ActionKind } from './spaces.ts';

export interface EvaluationSettings {
  /** How many whole episodes to run. */
  readonly episodes?: number;
  /** Seeds the environment's first episode. */
  readonly seed?: number;
  /** The most probable action at every step (greedy), instead of sampled ones. */
  readonly deterministic?: boolean;
  /** Called after each episode. */
  readonly onEpisode?: (episode: EpisodeSummary, index: number) => void;
}

/** Returns over whole episodes, and what they say together. */
export interface Evaluation extends Statistics {
  readonly episodes: readonly EpisodeSummary[];
  readonly lengthMean: number;
}

/** A sample in a few numbers. */
export interface Statistics {
  readonly mean: number;
  /** Of the sample, with n − 1; 0 for one number. */
  readonly standardDeviation: number;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  /** The 95 % interval of the mean: percentiles of 2,000 bootstrap resamples (Efron 1979), from a fixed seed. */
  readonly interval: readonly [low: number, high: number];
}

/** Runs whole episodes of a policy in one environment. Nothing is learned, and normalisers stay as they are. */
export function evaluate<K extends ActionKind>(
  policy: Policy<K>,
  environment: Environment<K>,
  { episodes = 100, seed = 0, deterministic = true, onEpisode }: EvaluationSettings = {},
): Evaluation {
  if (!Number.isSafeInteger(episodes) || episodes < 1) {
    throw new InputError('evaluate: episodes', 'must be a whole number ≥ 1', show(episodes));
  }
  const finished: EpisodeSummary[] = [];
  for (let index = 0; index < episodes; index++) {
    const episode = runEpisode(policy, environment, index === 0 ? { seed } : {}, deterministic);
    finished.push(episode);
    onEpisode?.(episode, index);
  }
  const lengthMean = finished.reduce((sum, { length }) => sum + length, 0) / episodes;
  return { episodes: finished, lengthMean, ...statisticsOf(finished.map((episode) => episode.return)) };
}

function runEpisode<K extends ActionKind>(
  policy: Policy<K>,
  environment: Environment<K>,
  request: { seed?: number },
  deterministic: boolean,
): EpisodeSummary {
  const tally = new EpisodeTally();
  let { observation, info } = environment.reset(request);
  for (;;) {
    const { actionMask } = info;
    const step = environment.step(policy.act(observation, { deterministic, ...(actionMask && { actionMask }) }));
    tally.add(step.reward);
    if (step.terminated || step.truncated) return tally.finish();
    ({ observation, info } = step);
  }
}

/** The statistics of a sample of at least one number. */
export function statisticsOf(sample: readonly number[]): Statistics {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  const mean = meanOf(sorted);
  const squares = sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: n === 1 ? 0 : Math.sqrt(squares / (n - 1)),
    median: quantile(sorted, 0.5),
    minimum: sorted[0] as number,
    maximum: sorted.at(-1) as number,
    interval: bootstrapInterval(sorted),
  };
}

function bootstrapInterval(sample: readonly number[], resamples = 2000): [number, number] {
  const random = new Random('bootstrap');
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < sample.length; i++) sum += sample[random.integer(sample.length)] as number;
    return sum / sample.length;
  }).sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

/** The quantile of sorted numbers, linear between neighbours. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
