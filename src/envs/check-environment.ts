import type { Environment, Info, Step } from '../core/environment.ts';
import { show } from '../core/input-error.ts';
import { Random } from '../core/random.ts';
import { flatSize, sample } from '../core/spaces.ts';
import { refuse, requireMembers, requireReset, requireStep } from './check-returned.ts';

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
  const { steps = 500, seed = 0 } = settings;
  const environment = typeof source === 'function' ? source() : source;
  requireMembers(environment);
  requireRefusal(
    environment,
    'before the first reset()',
    'no episode has begun (where it was reset before this check, give a function that makes a new one)',
  );
  const rollout = new Rollout(environment, seed);
  const first = rollout.run(steps);
  requireEqual(first, rollout.run(steps), 'two rollouts under one seed and with the same actions must be equal');
  const size = flatSize(environment.observationSpace);
  requireEqual(first, rollout.run(steps, new IntoBuffers(size)), 'a rollout must be the same with into as without');
  if (environment.saveState !== undefined) {
    requireReturn(rollout, Math.floor(steps / 2), environment);
    requireReturn(rollout, Math.floor(steps / 2) + 1, typeof source === 'function' ? source() : environment);
  }
  if (rollout.finishEpisode(steps)) {
    requireRefusal(environment, 'after the end of an episode', 'reset() comes next');
  }
}

/** A rollout of so many steps must go on in `other`, once that is given the state, as it goes on without. */
function requireReturn(rollout: Rollout, steps: number, other: Environment): void {
  rollout.run(steps);
  const { environment } = rollout;
  const saved = environment.saveState?.();
  const text = textOf(saved);
  const twin = rollout.twin(other);
  const expected = rollout.goOn(steps);
  if (textOf(saved) !== text) refuse('what saveState returned must not change later: return a copy', show(saved));
  other.restoreState?.(JSON.parse(text));
  const claim = 'after restoreState the same steps must follow as after saveState';
  requireEqual(expected, twin.goOn(steps), claim, 'save all that later steps depend on, the random stream included');
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

function requireRefusal(environment: Environment, when: string, why: string): void {
  const action = sample(environment.actionSpace, new Random(0));
  try {
    environment.step(action);
  } catch {
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

/** What one call returned, as it was then. */
interface Returned {
  /** `reset` or `step 12`. */
  readonly when: string;
  readonly observation: Float32Array;
  readonly values: Float32Array;
  /** Everything else that must be the same again. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Runs one environment with the same random actions each time, and checks all it returns. */
class Rollout {
  readonly environment: Environment;
  readonly #seed: number;
  #random: Random;
  #mask: Uint8Array | undefined;
  #over = true;

  constructor(environment: Environment, seed: number) {
    this.environment = environment;
    this.#seed = seed;
    this.#random = new Random(seed);
  }

  /** A seeded rollout of so many steps, through the ends of episodes. */
  run(steps: number, buffers?: IntoBuffers): readonly Returned[] {
    this.#random = new Random(this.#seed);
    this.#over = true;
    return this.#walk(steps, true, buffers);
  }

  /** So many steps more. */
  goOn(steps: number): readonly Returned[] {
    return this.#walk(steps, false);
  }

  /** A rollout that goes on in another environment with the actions with which this one would. */
  twin(environment: Environment): Rollout {
    const twin = new Rollout(environment, this.#seed);
    twin.#random = Random.from(this.#random.state());
    twin.#mask = this.#mask;
    twin.#over = this.#over;
    return twin;
  }

  #walk(steps: number, seeded: boolean, buffers?: IntoBuffers): readonly Returned[] {
    const all: Returned[] = [];
    const kept = new Map<Float32Array, string>();
    for (let taken = 0; taken < steps; ) {
      const into = buffers?.next();
      const when = this.#over ? 'reset' : `step ${++taken}`;
      const returned = this.#over ? this.#reset(into, seeded && all.length === 0) : this.#step(when, into);
      this.#over = returned.facts.terminated === true || returned.facts.truncated === true;
      if (returned.observation !== into) requireNew(returned, kept);
      buffers?.settle(when);
      all.push(returned);
    }
    for (const returned of all) requireUnchanged(returned, buffers);
    return all;
  }

  /** Begins an episode and goes on to its end; false where that did not come within so many steps. */
  finishEpisode(steps: number): boolean {
    this.#reset(undefined, true);
    for (let taken = 1; taken <= steps; taken++) {
      const { facts } = this.#step(`step ${taken}`, undefined);
      if (facts.terminated === true || facts.truncated === true) return true;
    }
    return false;
  }

  #reset(into: Float32Array | undefined, seeded: boolean): Returned {
    const result = this.environment.reset({ ...(seeded && { seed: this.#seed }), ...(into && { into }) });
    requireReset(this.environment, result);
    return this.#note('reset', result.observation, result.info, {});
  }

  #step(when: string, into: Float32Array | undefined): Returned {
    const action = sample(this.environment.actionSpace, this.#random, this.#mask);
    const given = typeof action === 'number' ? [action] : [...action];
    const result = into === undefined ? this.environment.step(action) : this.environment.step(action, into);
    if (typeof action !== 'number' && !given.every((value, i) => Object.is(value, action[i]))) {
      refuse(`${when}: the action belongs to the caller and must not be written to`, show(action));
    }
    requireStep(this.environment, when, result);
    const { observation, reward, terminated, truncated, info } = result;
    return this.#note(when, observation, info, { reward, terminated, truncated });
  }

  #note(when: string, observation: Float32Array, info: Info, facts: Partial<Step>): Returned {
    this.#mask = info.actionMask?.slice();
    return { when, observation, values: observation.slice(), facts: { ...facts, actionMask: show(this.#mask) } };
  }
}

function requireNew({ when, observation }: Returned, kept: Map<Float32Array, string>): void {
  const before = kept.get(observation);
  if (before !== undefined) {
    refuse(`${when}: without into, each observation must be a new array`, `the one that ${before} returned`);
  }
  kept.set(observation, when);
}

/** Throws where an observation that was returned, and is no buffer of ours, has been written to since. */
function requireUnchanged({ when, observation, values }: Returned, buffers: IntoBuffers | undefined): void {
  if (buffers?.owns(observation) || values.every((value, i) => Object.is(value, observation[i]))) return;
  const was = `${show(values)}, and later ${show(observation)}`;
  refuse(`${when}: an observation must not change once returned: return a new array each time`, was);
}

/** Two arrays that are given as `into` by turns, with a call without one between, to see which are written to when. */
class IntoBuffers {
  readonly #arrays: readonly Float32Array[];
  readonly #contents: readonly Float32Array[];
  #turn = -1;

  constructor(size: number) {
    this.#arrays = [new Float32Array(size), new Float32Array(size)];
    this.#contents = this.#arrays.map((array) => array.slice());
  }

  /** What to give to the next call. */
  next(): Float32Array | undefined {
    this.#turn = (this.#turn + 1) % 3;
    return this.#arrays[this.#turn];
  }

  /** Notes what the call wrote, and throws where it wrote to an array that an earlier call was given. */
  settle(when: string): void {
    for (const [i, array] of this.#arrays.entries()) {
      const contents = this.#contents[i] as Float32Array;
      if (i === this.#turn) contents.set(array);
      else if (!contents.every((value, j) => Object.is(value, array[j]))) {
        refuse(`${when}: into must not be kept: an earlier call's must not be written to`, show(array));
      }
    }
  }

  owns(observation: Float32Array): boolean {
    return this.#arrays.includes(observation);
  }
}
