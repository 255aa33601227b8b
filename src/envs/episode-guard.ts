import type { ResetRequest } from '../core/environment.ts';
import { InputError, show } from '../core/input-error.ts';
import { Random, type RandomState } from '../core/random.ts';
import {
  type BoxSpace,
  containsFlat,
  type DiscreteSpace,
  describeSpace,
  flatSize,
  type MultiBinarySpace,
  type MultiDiscreteSpace,
  type ObservationSpace,
} from '../core/spaces.ts';
import { isJsonNumbers, type JsonNumbers, toJsonNumbers } from './json-numbers.ts';

/** What of an environment its guard keeps, for `saveState`. */
export interface GuardState {
  readonly phase: 'new' | 'running' | 'over';
  readonly random: RandomState;
}

/** All of an environment whose internal state is a vector. */
export interface SavedNumbers extends GuardState {
  readonly numbers: JsonNumbers;
}

/**
 * What each built-in environment owns besides its state: its random stream, and whether an episode is running. Its
 * refusals name the environment and what to do next.
 */
export class EpisodeGuard {
  /** The environment's name in messages: `CartPole`. */
  readonly subject: string;
  /** From seed 0 until a seed was given. */
  random = new Random(0);
  #phase: GuardState['phase'] = 'new';

  constructor(subject: string) {
    this.subject = subject;
  }

  /**
   * Begins an episode: restarts the stream where a seed is given.
   *
   * @param size how many numbers the internal state has
   * @returns the state that `options.state` sets; undefined where it is to be drawn
   * @throws InputError where `options.state` is not `size` finite numbers
   */
  begin(request: ResetRequest | undefined, size: number): readonly number[] | undefined {
    const state = request?.options?.state;
    if (state !== undefined && !isVector(state, size)) {
      throw new InputError(this.subject, `options.state must be ${size} finite numbers`, show(state));
    }
    if (request?.seed !== undefined) this.random = new Random(request.seed);
    this.#phase = 'running';
    return state === undefined ? undefined : Array.from(state);
  }

  /**
   * As {@link begin}, where the state is one of the whole numbers 0 to `count` − 1.
   *
   * @throws InputError where `options.state` is anything else
   */
  beginIndexed(request: ResetRequest | undefined, count: number): number | undefined {
    const index = this.begin(request, 1)?.[0];
    if (index === undefined || (Number.isInteger(index) && index >= 0 && index < count)) return index;
    this.#phase = 'new';
    throw new InputError(this.subject, `options.state must be one whole number from 0 to ${count - 1}`, show([index]));
  }

  /**
   * As {@link begin}, where the state is an element of a space, laid out flat.
   *
   * @throws InputError where `options.state` is anything else
   */
  beginIn(request: ResetRequest | undefined, space: ObservationSpace): readonly number[] | undefined {
    const state = this.begin(request, flatSize(space));
    if (state === undefined || containsFlat(space, Float32Array.from(state))) return state;
    this.#phase = 'new';
    throw new InputError(this.subject, `options.state must be an element of ${describeSpace(space)}`, show(state));
  }

  /** Whether an episode has begun and is not over. */
  get isRunning(): boolean {
    return this.#phase === 'running';
  }

  /** Call at the head of `step`; throws InputError unless an episode is running. */
  requireRunning(): void {
    if (this.#phase === 'running') return;
    const wanted =
      this.#phase === 'new'
        ? 'no episode has begun: call reset() before step()'
        : 'the episode is over: call reset() to begin the next one';
    throw new InputError(this.subject, wanted);
  }

  /** Call at the head of `render`; throws InputError before the first episode, and not after one is over. */
  requireBegun(): void {
    if (this.#phase !== 'new') return;
    throw new InputError(this.subject, 'no episode has begun: call reset() before render()');
  }

  /** Marks the episode as over. */
  end(): void {
    this.#phase = 'over';
  }

  /** Its part of what `saveState` returns. */
  saveState(): GuardState {
    return { phase: this.#phase, random: this.random.state() };
  }

  /** Goes on from what {@link saveState} returned; throws InputError for anything else. */
  restoreState(state: GuardState): void {
    if (!isGuardState(state)) this.#refuseSaved(state);
    this.#phase = state.phase;
    this.random = Random.from(state.random);
  }

  /** The `saveState` of an environment that is wholly described by these numbers. */
  saveNumbers(numbers: ArrayLike<number>): SavedNumbers {
    return { ...this.saveState(), numbers: toJsonNumbers(numbers) };
  }

  /**
   * Goes on from what {@link saveNumbers} returned.
   *
   * @param size how many numbers there must be; any number of them when left out
   * @returns the numbers
   * @throws InputError where `saved` is anything else
   */
  restoreNumbers(saved: unknown, size?: number): readonly number[] {
    const { numbers } = (saved ?? {}) as Partial<SavedNumbers>;
    if (!isJsonNumbers(numbers, size)) this.#refuseSaved(saved);
    this.restoreState(saved as SavedNumbers);
    return numbers.map(Number);
  }

  /** As {@link restoreNumbers}, where the state is one of the whole numbers 0 to `count` − 1. */
  restoreIndex(saved: unknown, count: number): number {
    const [index] = ((saved ?? {}) as Partial<SavedNumbers>).numbers ?? [];
    if (!(Number.isInteger(index) && (index as number) >= 0 && (index as number) < count)) this.#refuseSaved(saved);
    return this.restoreNumbers(saved, 1)[0] as number;
  }

  /** As {@link restoreNumbers}, where the state is an element of a space, laid out flat. */
  restoreIn(saved: unknown, space: ObservationSpace): readonly number[] {
    const { numbers } = (saved ?? {}) as Partial<SavedNumbers>;
    if (!Array.isArray(numbers) || !containsFlat(space, Float32Array.from(numbers, Number))) this.#refuseSaved(saved);
    return this.restoreNumbers(saved, numbers.length);
  }

  #refuseSaved(saved: unknown): never {
    throw new InputError(
      this.subject,
      'restoreState takes what saveState of such an environment returned',
      show(saved),
    );
  }

  /** Throws InputError unless `action` is one of the space's whole numbers. */
  requireIndex(space: DiscreteSpace, action: number): void {
    if (Number.isInteger(action) && action >= 0 && action < space.n) return;
    throw new InputError(this.subject, `an action must be a whole number from 0 to ${space.n - 1}`, show(action));
  }

  /** Throws InputError unless `action` is an element of the space: as many whole numbers or bits as it has, each in range. */
  requireElement(space: MultiDiscreteSpace | MultiBinarySpace, action: Int32Array): void {
    if (action instanceof Int32Array && containsFlat(space, action)) return;
    throw new InputError(this.subject, `an action must be an Int32Array of ${describeSpace(space)}`, show(action));
  }

  /** Throws InputError unless `action` has the space's length and no NaN; bounds are the environment's to clip. */
  requireVector(space: BoxSpace, action: Float32Array): void {
    const size = space.low.length;
    let right = action?.length === size;
    for (let i = 0; right && i < size; i++) right = !Number.isNaN(action[i]);
    if (!right) throw new InputError(this.subject, `an action must be ${size} numbers, none NaN`, show(action));
  }
}

function isVector(value: unknown, size: number): value is ArrayLike<number> {
  if (!Array.isArray(value) && !(value instanceof Float64Array) && !(value instanceof Float32Array)) return false;
  return value.length === size && Array.from(value as ArrayLike<unknown>).every(Number.isFinite);
}

function isGuardState(value: unknown): value is GuardState {
  const { phase, random } = (value ?? {}) as Partial<GuardState>;
  const { c, s0, s1, s2 } = random?.generator ?? {};
  const known = phase === 'new' || phase === 'running' || phase === 'over';
  return known && typeof random?.name === 'string' && [c, s0, s1, s2].every(Number.isFinite);
}
