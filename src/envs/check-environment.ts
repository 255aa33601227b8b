import type { AsyncEnvironment } from '../core/async-environment.ts';
import type { Environment } from '../core/environment.ts';
import { InputError, show } from '../core/input-error.ts';
import { Random } from '../core/random.ts';
import { flatSize, sample } from '../core/spaces.ts';
import { refuse, requireMembers } from './check-returned.ts';
import { IntoBuffers, type Mode, type Returned, Rollout, requireKind } from './check-rollout.ts';
import { ask, type Calls, callAll, callAllAwaited } from './environment-calls.ts';

/** Settings of {@link checkEnvironment}. */
export interface CheckSettings {
  /** How many random steps each rollout takes; 500 unless given. */
  readonly steps?: number;
  /** Of the environment and of the random actions; 0 unless given. */
  readonly seed?: number;
}

/**
 * Holds an environment to the contract of {@link Environment}, by random actions: returns where it keeps it, and
 * otherwise throws an InputError that says what is wrong and what is expected.
 *
 * It finds, in this order: members that are missing and spaces that are not well formed; a `step` before the first
 * `reset` that is not refused; results of the wrong type, length or bounds, that are not finite, or masks that cannot
 * be; an observation that is kept and changed later, an action that is written to, an `into` that is written to after
 * its call; different rollouts under one seed; where it has `saveState` and `restoreState`, one that does not go on from
 * a saved state as it did before; a `step` after the end of an episode that is not refused.
 *
 * The last needs an episode that ends within `settings.steps` random steps. `into` may be ignored.
 *
 * @param source an environment that has not been reset yet, or a function that makes one
 */
export function checkEnvironment(source: Environment | (() => Environment), settings: CheckSettings = {}): void {
  callAll(checkCalls(source, settings, 'sync'));
}

/**
 * Holds an asynchronous environment to the contract of {@link AsyncEnvironment}, as {@link checkEnvironment} does a
 * synchronous one; that `reset` and `step` promise their results besides. Environments that `source` makes are closed.
 *
 * @param source an environment that has not been reset yet, or a function that makes one, or promises it
 */
export async function checkAsyncEnvironment(
  source: AsyncEnvironment | (() => AsyncEnvironment | Promise<AsyncEnvironment>),
  settings: CheckSettings = {},
): Promise<void> {
  const own: Environment[] = [];
  try {
    // Whatever it promises is had before it is looked at.
    await callAllAwaited(checkCalls(source as unknown as Environment | (() => Environment), settings, 'async', own));
  } catch (error) {
    await Promise.allSettled(own.map(async (environment) => environment?.close?.()));
    throw error;
  }
  for (const environment of own) await environment.close?.();
}

function* checkCalls(
  source: Environment | (() => Environment),
  { steps = 500, seed = 0 }: CheckSettings,
  mode: Mode,
  /** Where those that it makes are noted. */
  own: Environment[] = [],
): Calls<void> {
  const create = function* (): Calls<Environment> {
    if (typeof source !== 'function') return source;
    own.push(yield* ask(source));
    return own.at(-1) as Environment;
  };
  const environment = yield* create();
  requireMembers(environment);
  yield* requireRefusal(
    environment,
    mode,
    'before the first reset()',
    'no episode has begun (where it was reset before this check, give a function that makes a new one)',
  );
  const rollout = new Rollout(environment, seed, mode);
  const first = yield* rollout.run(steps);
  requireEqual(first, yield* rollout.run(steps), 'two rollouts under one seed and with the same actions must be equal');
  if (mode === 'sync') {
    const buffers = new IntoBuffers(flatSize(environment.observationSpace));
    requireEqual(first, yield* rollout.run(steps, buffers), 'a rollout must be the same with into as without');
  }
  if (environment.saveState !== undefined) {
    yield* requireReturn(rollout, Math.floor(steps / 2), environment);
    yield* requireReturn(rollout, Math.floor(steps / 2) + 1, yield* create());
  }
  if (yield* rollout.finishEpisode(steps)) {
    yield* requireRefusal(environment, mode, 'after the end of an episode', 'reset() comes next');
  }
}

/** A rollout of so many steps must go on in `other`, once that is given the state, as it goes on without. */
function* requireReturn(rollout: Rollout, steps: number, other: Environment): Calls<void> {
  yield* rollout.run(steps);
  const { environment } = rollout;
  const saved = yield* ask(() => environment.saveState?.());
  const text = textOf(saved);
  const twin = rollout.twin(other);
  const expected = yield* rollout.goOn(steps);
  if (textOf(saved) !== text) refuse('what saveState returned must not change later: return a copy', show(saved));
  yield* ask(() => other.restoreState?.(JSON.parse(text)));
  const claim = 'after restoreState the same steps must follow as after saveState';
  requireEqual(
    expected,
    yield* twin.goOn(steps),
    claim,
    'save all that later steps depend on, the random stream included',
  );
}

function textOf(saved: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(saved);
  } catch (error) {
    refuse('saveState must return what JSON can hold', String(error));
  }
  return text ?? refuse('saveState must return what JSON can hold', show(saved));
}

function* requireRefusal(environment: Environment, mode: Mode, when: string, why: string): Calls<void> {
  const action = sample(environment.actionSpace, new Random(0));
  try {
    yield* ask(() => requireKind(mode, 'step', environment.step(action)));
  } catch (error) {
    if (error instanceof InputError && error.subject === 'checkEnvironment') throw error;
    return;
  }
  refuse(`step() ${when} must throw an error: ${why}`, 'a step');
}

function requireEqual(
  first: readonly Returned[],
  second: readonly Returned[],
  claim: string,
  hint = 'draw all that is random from one stream, which reset({ seed }) restarts',
): void {
  for (const [i, { when, values, facts }] of first.entries()) {
    const again = second[i] as Returned;
    const other = values.findIndex((value, j) => !Object.is(value, again.values[j]));
    if (other >= 0) {
      const received = `${values[other]}, then ${again.values[other]} at index ${other} of the observation`;
      refuse(`${when}: ${claim}: ${hint}`, received);
    }
    for (const [name, value] of Object.entries(facts)) {
      if (Object.is(value, again.facts[name])) continue;
      refuse(`${when}: ${claim}: ${hint}`, `${name} ${value}, then ${again.facts[name]}`);
    }
  }
}
