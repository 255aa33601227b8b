import { refusePromise } from './async-environment.ts';
import type { Environment, EpisodeSummary, Info } from './environment.ts';
import { InputError, show } from './input-error.ts';
import type { Random } from './random.ts';
import {
  type Action,
  type ActionKind,
  type ActionSpace,
  describeSpace,
  equalSpaces,
  flatSize,
  maskFault,
  maskSize,
  type ObservationSpace,
} from './spaces.ts';

/** How the actions of many environments travel: one number each, or one row of numbers each. */
interface ActionBatchOf {
  /** `[count]` */
  discrete: Int32Array;
  /** `[count, components]`, row-major */
  multiDiscrete: Int32Array;
  /** `[count, n]`, row-major */
  multiBinary: Int32Array;
  /** `[count, size]`, row-major */
  box: Float32Array;
}

export type ActionBatch<K extends ActionKind = ActionKind> = ActionBatchOf[K];

/** An episode that ended in the latest step, and which environment it ran in. */
export interface FinishedEpisode extends EpisodeSummary {
  readonly environment: number;
}

/** One environment between two steps, with all that its next steps depend on; JSON-serialisable but for its vectors. */
export interface EnvironmentState {
  /** What its `saveState` returned; absent where it has none. */
  readonly saved?: unknown;
  /** What it showed last. */
  readonly observation: Float32Array;
  /** Which actions it allowed then; absent while none was masked. */
  readonly mask?: readonly number[];
  /** The undiscounted return and the length of the episode under way, and how many it has begun. */
  readonly return: number;
  readonly length: number;
  readonly begun: number;
}

/**
 * Many environments of one kind, stepped as one batch, with episodes carried over: an environment whose episode ends
 * is reset in the same call, so that `observations` always holds what the next action is chosen from.
 *
 * Every array below belongs to the vector environment and is written anew by each `step`: copy what is to be kept.
 */
export class VectorEnvironment<K extends ActionKind = ActionKind> {
  /** How many environments there are. */
  readonly count: number;
  /** The number of the first in the whole run, where other ones run elsewhere; its seed and its messages go by it. */
  readonly first: number;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  /** The current observation of each environment, `[count, observation size]`. */
  readonly observations: Float32Array;
  /** The last observation of an episode, in the rows whose episode ended in the latest step; others are older. */
  readonly finalObservations: Float32Array;
  /** What the latest step earned in each environment; 0 where it was not active. */
  readonly rewards: Float64Array;
  /** 1 where the latest step terminated the episode. */
  readonly terminated: Uint8Array;
  /** 1 where the latest step truncated the episode. */
  readonly truncated: Uint8Array;
  /** The episodes that ended in the latest step, by rising environment. */
  readonly episodes: FinishedEpisode[] = [];
  /** How many steps all environments together have taken since they were made. */
  steps = 0;
  /** What is allowed now, `[count, maskSize]`, 0 for what is not; absent while no environment has given `info.actionMask`. */
  masks: Uint8Array | undefined;

  readonly #environments: readonly Environment<K>[];
  /** The undiscounted return and the length of the episodes under way. */
  readonly #returns: Float64Array;
  readonly #lengths: Float64Array;
  /** How many episodes each environment has begun since the last reset. */
  readonly #begun: Float64Array;
  readonly #rows: readonly Float32Array[];
  readonly #finalRows: readonly Float32Array[];
  readonly #actions: Float32Array | Int32Array;
  readonly #actionRows: readonly (Float32Array | Int32Array)[];
  readonly #size: number;

  /**
   * @param create makes one environment; called `count` times
   * @param settings.first the number of the first, where these are a share of more
   * @throws InputError where count is no whole number ≥ 1, the spaces differ, or `create` returns one object twice
   */
  constructor(create: () => Environment<K>, count: number, { first = 0 }: { readonly first?: number } = {}) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new InputError('vector environment', 'count must be a whole number ≥ 1', show(count));
    }
    this.#environments = Array.from({ length: count }, () => create());
    for (const environment of this.#environments) refusePromise('vector environment', 'create', environment);
    const { observationSpace, actionSpace } = this.#environments[0] as Environment<K>;
    requireAlike(this.#environments);
    this.count = count;
    this.first = first;
    this.observationSpace = observationSpace;
    this.actionSpace = actionSpace;
    this.#size = flatSize(this.observationSpace);
    this.observations = new Float32Array(count * this.#size);
    this.finalObservations = new Float32Array(count * this.#size);
    this.#rows = rowsOf(this.observations, this.#size);
    this.#finalRows = rowsOf(this.finalObservations, this.#size);
    const actionSize = this.actionSpace.kind === 'discrete' ? 0 : flatSize(this.actionSpace);
    const Actions = this.actionSpace.kind === 'box' ? Float32Array : Int32Array;
    this.#actions = new Actions(count * actionSize);
    this.#actionRows = rowsOf<Float32Array | Int32Array>(this.#actions, actionSize);
    this.rewards = new Float64Array(count);
    this.terminated = new Uint8Array(count);
    this.truncated = new Uint8Array(count);
    this.#returns = new Float64Array(count);
    this.#lengths = new Float64Array(count);
    this.#begun = new Float64Array(count);
  }

  /**
   * Begins an episode in every environment; number i is seeded from the stream `environment/<i>` of `random`, and its
   * later episodes go on with its own stream.
   */
  reset(random: Random): void {
    this.#clearResults();
    this.rewards.fill(0);
    this.terminated.fill(0);
    this.truncated.fill(0);
    this.#begun.fill(0);
    for (let i = 0; i < this.count; i++) this.#beginSeeded(i, random);
  }

  #beginSeeded(i: number, random: Random): void {
    this.#begin(i, environmentSeed(random, this.first + i));
  }

  /** Each environment as it is now, for {@link restoreStates}. */
  saveStates(): EnvironmentState[] {
    const n = this.masks === undefined ? 0 : this.masks.length / this.count;
    return this.#environments.map((environment, i) => ({
      ...(environment.saveState && { saved: environment.saveState() }),
      observation: (this.#rows[i] as Float32Array).slice(),
      ...(this.masks && { mask: [...this.masks.subarray(i * n, (i + 1) * n)] }),
      return: this.#returns[i] as number,
      length: this.#lengths[i] as number,
      begun: this.#begun[i] as number,
    }));
  }

  /**
   * Goes on from what {@link saveStates} returned, after `steps` steps of all environments. One that cannot restore its
   * state, or of which there is none, begins an episode instead, seeded as by {@link reset} from `random`.
   *
   * @returns of each environment, whether it was restored
   */
  restoreStates(states: readonly EnvironmentState[], steps: number, random: Random): boolean[] {
    if (states.length > 0 && states.length !== this.count) {
      const wanted = `a state for each of the ${this.count} environments`;
      throw new InputError('vector environment', wanted, String(states.length));
    }
    this.#clearResults();
    this.steps = steps;
    return this.#environments.map((environment, i) => {
      const restored = this.#restore(i, environment, states[i]);
      if (!restored) this.#beginSeeded(i, random);
      return restored;
    });
  }

  #restore(i: number, environment: Environment<K>, state: EnvironmentState | undefined): boolean {
    if (state === undefined) return false;
    const { saved, observation, mask, return: total, length, begun } = state;
    this.#begun[i] = begun;
    if (saved === undefined || environment.restoreState === undefined) return false;
    environment.restoreState(saved);
    this.#returns[i] = total;
    this.#lengths[i] = length;
    this.#receive(i, observation, this.#rows[i] as Float32Array);
    this.#receiveMask(i, mask === undefined ? {} : { actionMask: Uint8Array.from(mask) });
    return true;
  }

  /**
   * Takes one action in every environment, or in those whose byte of `active` is not 0; the others stay as they are.
   *
   * @param actions `[count]` indices, or `[count, size]` rows
   * @param active `[count]`
   * @throws InputError where a length is wrong, or an environment returns a reward or an observation that is not finite
   */
  step(actions: ActionBatch<K>, active?: Uint8Array): void {
    this.#readActions(actions);
    if (active !== undefined && active.length !== this.count) {
      throw new InputError('vector environment', `active must have ${this.count} bytes`, String(active.length));
    }
    const indexed = this.actionSpace.kind === 'discrete';
    this.#clearResults();
    for (let i = 0; i < this.count; i++) {
      if (active !== undefined && active[i] === 0) {
        this.rewards[i] = 0;
        this.terminated[i] = 0;
        this.truncated[i] = 0;
      } else {
        this.#stepOne(i, (indexed ? actions[i] : this.#actionRows[i]) as Action<K>);
      }
    }
  }

  /** Closes every environment. */
  close(): void {
    for (const environment of this.#environments) environment.close?.();
  }

  #clearResults(): void {
    if (this.episodes.length > 0) this.episodes.length = 0;
  }

  #readActions(actions: ActionBatch<K>): void {
    const expected = this.actionSpace.kind === 'discrete' ? this.count : this.#actions.length;
    if (actions.length !== expected) {
      const wanted = `one action for each of the ${this.count} environments, ${expected} numbers`;
      throw new InputError('vector environment', `step needs ${wanted}`, String(actions.length));
    }
    if (this.actionSpace.kind !== 'discrete') this.#actions.set(actions);
  }

  #stepOne(i: number, action: Action<K>): void {
    const row = this.#rows[i] as Float32Array;
    const step = (this.#environments[i] as Environment<K>).step(action, row);
    const { observation, reward, terminated, truncated } = step;
    this.steps += 1;
    this.#lengths[i] = (this.#lengths[i] as number) + 1;
    this.#returns[i] = (this.#returns[i] as number) + reward;
    if (!Number.isFinite(reward)) {
      refusePromise(`environment ${this.first + i}`, 'step', step);
      this.#refuse(i, 'the reward must be a finite number', show(reward));
    }
    this.#receive(i, observation, row);
    this.rewards[i] = reward;
    this.terminated[i] = terminated ? 1 : 0;
    this.truncated[i] = truncated ? 1 : 0;
    if (terminated || truncated) this.#end(i, row);
    else this.#receiveMask(i, step.info);
  }

  /** Keeps what an episode came to, and begins the next. */
  #end(i: number, row: Float32Array): void {
    (this.#finalRows[i] as Float32Array).set(row);
    const [total, length] = [this.#returns[i] as number, this.#lengths[i] as number];
    this.episodes.push({ environment: this.first + i, return: total, length });
    this.#begin(i);
  }

  #begin(i: number, seed?: number): void {
    this.#returns[i] = 0;
    this.#lengths[i] = 0;
    this.#begun[i] = (this.#begun[i] as number) + 1;
    const into = this.#rows[i] as Float32Array;
    const result = (this.#environments[i] as Environment<K>).reset(seed === undefined ? { into } : { seed, into });
    refusePromise(`environment ${this.first + i}`, 'reset', result);
    const { observation, info } = result;
    this.#receive(i, observation, into);
    this.#receiveMask(i, info);
  }

  /** Copies an observation into its row, where the environment did not write it there itself, and checks it. */
  #receive(i: number, observation: Float32Array, row: Float32Array): void {
    if (observation !== row) {
      if (observation?.length !== this.#size) {
        this.#refuse(i, `an observation must have ${this.#size} elements`, show(observation));
      }
      row.set(observation);
    }
    for (let j = 0; j < row.length; j++) {
      if (!Number.isFinite(row[j])) {
        this.#refuse(i, 'an observation must be made of finite numbers', `${row[j]} at index ${j}`);
      }
    }
  }

  #receiveMask(i: number, info: Info): void {
    const mask = info?.actionMask;
    if (mask === undefined && this.masks === undefined) return;
    const space: ActionSpace = this.actionSpace;
    const size = maskSize(space);
    const fault = mask && maskFault(space, mask);
    if (fault !== undefined) this.#refuse(i, `info.actionMask ${fault}`, show(mask));
    this.masks ??= new Uint8Array(this.count * size).fill(1);
    if (mask === undefined) this.masks.fill(1, i * size, (i + 1) * size);
    else this.masks.set(mask, i * size);
  }

  #refuse(i: number, expectation: string, received: string): never {
    const when = `at ${this.#lengths[i] === 0 ? 'the start' : `step ${this.#lengths[i]}`} of episode ${this.#begun[i]}`;
    throw new InputError(`environment ${this.first + i}`, `${expectation} (${when})`, received);
  }
}

/** The seed of environment `number` of a run whose environments are reset from `random`: from 0 to 2³² − 1. */
export function environmentSeed(random: Random, number: number): number {
  return random.split(`environment/${number}`).integer(2 ** 32);
}

function requireAlike(environments: readonly Environment[]): void {
  const [first] = environments;
  if (new Set(environments).size < environments.length) {
    throw new InputError('vector environment', 'create must return a new environment on each call', 'one it had made');
  }
  for (const [i, environment] of environments.entries()) {
    for (const name of ['observationSpace', 'actionSpace'] as const) {
      const [expected, given] = [first?.[name], environment[name]];
      if (expected !== undefined && !equalSpaces(expected, given)) {
        const wanted = `${name} must be that of environment 0, ${describeSpace(expected)}`;
        throw new InputError(`environment ${i}`, wanted, describeSpace(given));
      }
    }
  }
}

function rowsOf<T extends Float32Array | Int32Array>(matrix: T, size: number): T[] {
  if (size === 0) return [];
  return Array.from({ length: matrix.length / size }, (_, i) => matrix.subarray(i * size, (i + 1) * size) as T);
}
