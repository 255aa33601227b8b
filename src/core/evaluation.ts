import { type AsyncEnvironment, refusePromise } from './async-environment.ts';
import type { Environment, EpisodeSummary, ResetResult, Step } from './environment.ts';
import { EpisodeTally } from './episode-tally.ts';
import { InputError, show } from './input-error.ts';
import type { Policy } from './policy.ts';
import type { Action, ActionKind } from './spaces.ts';
import { mean, type Statistics, statisticsOf } from './statistics.ts';

export interface EvaluationSettings {
  /** How many whole episodes to run. */
  readonly episodes?: number;
  /** Seeds the environment's first episode. */
  readonly seed?: number;
  /** The most probable action at every step (greedy), instead of sampled ones. */
  readonly deterministic?: boolean;
  /** Ends an episode after so many steps, as if it ended there: for tasks in which a policy may walk for ever. */
  readonly maxEpisodeSteps?: number;
  /** Called after each episode. */
  readonly onEpisode?: (episode: EpisodeSummary, index: number) => void;
}

/** Returns over whole episodes, and what they say together. */
export interface Evaluation extends Statistics {
  readonly episodes: readonly EpisodeSummary[];
  readonly lengthMean: number;
}

/**
 * Runs whole episodes of a policy in one environment. Nothing is learned, and normalisers stay as they are.
 *
 * @throws InputError where a setting is none, or the environment is an asynchronous one, which {@link evaluateAsync} takes
 */
export function evaluate<K extends ActionKind>(
  policy: Policy<K>,
  environment: Environment<K>,
  settings: EvaluationSettings = {},
): Evaluation {
  const calls = evaluationCalls(policy, settings);
  let call = calls.next();
  while (call.done !== true) {
    const { action, request } = call.value;
    const answer = action === undefined ? environment.reset(request) : environment.step(action);
    refusePromise('evaluate', 'reset', answer, 'evaluate an asynchronous environment by evaluateAsync');
    call = calls.next(answer);
  }
  return call.value;
}

/** {@link evaluate} in an asynchronous environment: the same settings, the same result. */
export async function evaluateAsync<K extends ActionKind>(
  policy: Policy<K>,
  environment: AsyncEnvironment<K>,
  settings: EvaluationSettings = {},
): Promise<Evaluation> {
  const calls = evaluationCalls(policy, settings);
  let call = calls.next();
  while (call.done !== true) {
    const { action, request } = call.value;
    call = calls.next(await (action === undefined ? environment.reset(request) : environment.step(action)));
  }
  return call.value;
}

/** What an evaluation wants of the environment next: a step, or where there is no action, a reset. */
interface EvaluationCall<K extends ActionKind> {
  readonly action?: Action<K>;
  readonly request?: { readonly seed: number };
}

type Answer = ResetResult & Partial<Step>;

/** An evaluation that leaves the calls to its caller, who may have to wait for them. */
function* evaluationCalls<K extends ActionKind>(
  policy: Policy<K>,
  { episodes = 100, seed = 0, deterministic = true, maxEpisodeSteps = Infinity, onEpisode }: EvaluationSettings,
): Generator<EvaluationCall<K>, Evaluation, Answer> {
  requireCount('episodes', episodes);
  if (maxEpisodeSteps !== Infinity) requireCount('maxEpisodeSteps', maxEpisodeSteps);
  const finished: EpisodeSummary[] = [];
  for (let index = 0; index < episodes; index++) {
    const tally = new EpisodeTally();
    policy.beginEpisode();
    let { observation, info } = yield index === 0 ? { request: { seed } } : {};
    for (let t = 0, over = false; !over; t++) {
      const { actionMask } = info;
      const action = policy.act(observation, { deterministic, ...(actionMask && { actionMask }) });
      const step = yield { action };
      tally.add(step.reward as number);
      over = step.terminated === true || step.truncated === true || t + 1 >= maxEpisodeSteps;
      ({ observation, info } = step);
    }
    const episode = tally.finish();
    finished.push(episode);
    onEpisode?.(episode, index);
  }
  const lengthMean = mean(finished.map(({ length }) => length));
  return { episodes: finished, lengthMean, ...statisticsOf(finished.map((episode) => episode.return)) };
}

function requireCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new InputError(`evaluate: ${name}`, 'must be a whole number ≥ 1', show(value));
}
