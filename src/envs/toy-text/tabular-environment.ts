import type { Environment, Info, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import type { Random } from '../../core/random.ts';
import { type DiscreteSpace, discrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';

/** One outcome of an action: where it leads, how probably, what it earns, and whether the episode ends there. */
export interface Transition {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/** Every outcome of each action in each state: `table[state][action]`, whose probabilities sum to 1. */
export type TransitionTable = readonly (readonly (readonly Transition[])[])[];

/** A state in which an episode may begin, and how probably. */
export interface Start {
  readonly state: number;
  readonly probability: number;
}

/** All there is to know of a task with finitely many states and actions. */
export interface TabularTask {
  readonly transitions: TransitionTable;
  /** Their probabilities sum to 1. */
  readonly starts: readonly Start[];
  /** How many states can be told apart, n: state s is seen as s modulo n; all of them unless given. */
  readonly observations?: number;
  /** `info.actionMask` in each state; none unless given. */
  readonly actionMasks?: readonly Uint8Array[];
}

/**
 * A task that is given by its transition table, which is public: dynamic programming can read what the agent must learn.
 * The tasks themselves extend it by their table and their picture.
 */
export class TabularEnvironment implements Environment<'discrete'> {
  readonly observationSpace: DiscreteSpace;
  readonly actionSpace: DiscreteSpace;
  readonly renderFps = 4;
  readonly transitions: TransitionTable;
  readonly starts: readonly Start[];
  readonly #guard: EpisodeGuard;
  readonly #masks: readonly Uint8Array[] | undefined;
  #state = 0;

  /** @param subject the task's name in messages: `Taxi` */
  constructor(subject: string, { transitions, starts, observations = transitions.length, actionMasks }: TabularTask) {
    this.transitions = transitions;
    this.starts = starts;
    this.observationSpace = discrete(observations);
    this.actionSpace = discrete(transitions[0]?.length ?? 0);
    this.#guard = new EpisodeGuard(subject);
    this.#masks = actionMasks;
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.beginIndexed(request, this.transitions.length);
    this.#state = given ?? draw(this.starts, this.#guard.random).state;
    return { observation: this.#observe(request?.into), info: this.#info() };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const outcomes = this.transitions[this.#state]?.[action] as readonly Transition[];
    const { next, reward, terminated } = draw(outcomes, this.#guard.random);
    this.#state = next;
    if (terminated) this.#guard.end();
    return { observation: this.#observe(into), reward, terminated, truncated: false, info: this.#info() };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#state]);
  }

  restoreState(saved: unknown): void {
    this.#state = this.#guard.restoreIndex(saved, this.transitions.length);
  }

  /** The state for a picture; throws InputError before the first `reset`. */
  protected stateToDraw(): number {
    this.#guard.requireBegun();
    return this.#state;
  }

  #info(): Info {
    const info: Info = { state: [this.#state] };
    if (this.#masks !== undefined) info.actionMask = this.#masks[this.#state]?.slice();
    return info;
  }

  #observe(into: Float32Array = new Float32Array(1)): Float32Array {
    into[0] = this.#state % this.observationSpace.n;
    return into;
  }
}

/** One of the outcomes, by their probabilities; nothing is drawn where there is but one. */
function draw<T extends { readonly probability: number }>(outcomes: readonly T[], random: Random): T {
  let left = outcomes.length > 1 ? random.uniform() : 0;
  for (const outcome of outcomes) {
    left -= outcome.probability;
    if (left < 0) return outcome;
  }
  // Probabilities that are rounded may sum to a little less than 1.
  return outcomes.at(-1) as T;
}
