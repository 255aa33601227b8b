import { isPromise } from '../core/async-environment.ts';
import type { Environment, Info, Step } from '../core/environment.ts';
import { show } from '../core/input-error.ts';
import { Random } from '../core/random.ts';
import { sample } from '../core/spaces.ts';
import { refuse, requireReset, requireStep } from './check-returned.ts';
import { ask, type Calls } from './environment-calls.ts';

/** Whether results are to be returned, or promised. */
export type Mode = 'sync' | 'async';

/** Throws where what was returned is a promise and must not be one, or is none and must. */
export function requireKind<T>(mode: Mode, name: string, returned: T): T {
  if (isPromise(returned) === (mode === 'async')) return returned;
  if (!isPromise(returned)) refuse(`${name} must promise its result`, show(returned));
  returned.then(undefined, () => {});
  refuse(
    `${name} must return its result itself: an asynchronous environment is for checkAsyncEnvironment`,
    'a promise',
  );
}

/** What one call returned, as it was then. */
export interface Returned {
  /** `reset` or `step 12`. */
  readonly when: string;
  readonly observation: Float32Array;
  readonly values: Float32Array;
  /** Everything else that must be the same again. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Runs one environment with the same random actions each time, and checks all it returns. */
export class Rollout {
  readonly environment: Environment;
  readonly #seed: number;
  readonly #mode: Mode;
  #random: Random;
  #mask: Uint8Array | undefined;
  #over = true;

  constructor(environment: Environment, seed: number, mode: Mode) {
    this.environment = environment;
    this.#seed = seed;
    this.#mode = mode;
    this.#random = new Random(seed);
  }

  /** A seeded rollout of so many steps, through the ends of episodes. */
  *run(steps: number, buffers?: IntoBuffers): Calls<readonly Returned[]> {
    this.#random = new Random(this.#seed);
    this.#over = true;
    return yield* this.#walk(steps, true, buffers);
  }

  /** So many steps more. */
  goOn(steps: number): Calls<readonly Returned[]> {
    return this.#walk(steps, false);
  }

  /** A rollout that goes on in another environment with the actions with which this one would. */
  twin(environment: Environment): Rollout {
    const twin = new Rollout(environment, this.#seed, this.#mode);
    twin.#random = Random.from(this.#random.state());
    twin.#mask = this.#mask;
    twin.#over = this.#over;
    return twin;
  }

  *#walk(steps: number, seeded: boolean, buffers?: IntoBuffers): Calls<readonly Returned[]> {
    const all: Returned[] = [];
    const kept = new Map<Float32Array, string>();
    for (let taken = 0; taken < steps; ) {
      const into = buffers?.next();
      const when = this.#over ? 'reset' : `step ${++taken}`;
      const returned = yield* this.#over ? this.#reset(into, seeded && all.length === 0) : this.#step(when, into);
      this.#over = returned.facts.terminated === true || returned.facts.truncated === true;
      if (returned.observation !== into) requireNew(returned, kept);
      buffers?.settle(when);
      all.push(returned);
    }
    for (const returned of all) requireUnchanged(returned, buffers);
    return all;
  }

  /** Begins an episode and goes on to its end; false where that did not come within so many steps. */
  *finishEpisode(steps: number): Calls<boolean> {
    yield* this.#reset(undefined, true);
    for (let taken = 1; taken <= steps; taken++) {
      const { facts } = yield* this.#step(`step ${taken}`, undefined);
      if (facts.terminated === true || facts.truncated === true) return true;
    }
    return false;
  }

  *#reset(into: Float32Array | undefined, seeded: boolean): Calls<Returned> {
    const request = { ...(seeded && { seed: this.#seed }), ...(into && { into }) };
    const result = yield* ask(() => requireKind(this.#mode, 'reset', this.environment.reset(request)));
    requireReset(this.environment, result);
    return this.#note('reset', result.observation, result.info, {});
  }

  *#step(when: string, into: Float32Array | undefined): Calls<Returned> {
    const action = sample(this.environment.actionSpace, this.#random, this.#mask);
    const given = typeof action === 'number' ? [action] : [...action];
    const { environment } = this;
    const result = yield* ask(() =>
      requireKind(this.#mode, 'step', into === undefined ? environment.step(action) : environment.step(action, into)),
    );
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
export class IntoBuffers {
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
