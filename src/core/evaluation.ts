import type { Environment, EpisodeSummary } from './environment.ts';
import { EpisodeTally } from './episode-tally.ts';
import { InputError, show } from './input-error.ts';
import type { Policy } from './policy.ts';
import type { ActionKind } from './spaces.ts';
import { mean, type Statistics, statisticsOf } from './statistics.ts';

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
  const lengthMean = mean(finished.map(({ length }) => length));
  return { episodes: finished, lengthMean, ...statisticsOf(finished.map((episode) => episode.return)) };
}

function runEpisode<K extends ActionKind>(
  policy: Policy<K>,
  environment: Environment<K>,
  request: { seed?: number },
  deterministic: boolean,
): EpisodeSummary {
  const tally = new EpisodeTally();
  policy.beginEpisode();
  let { observation, info } = environment.reset(request);
  for (;;) {
    const { actionMask } = info;
    const step = environment.step(policy.act(observation, { deterministic, ...(actionMask && { actionMask }) }));
    tally.add(step.reward);
    if (step.terminated || step.truncated) return tally.finish();
    ({ observation, info } = step);
  }
}
