import { InputError, show } from '../../core/input-error.ts';
import type { RandomState } from '../../core/random.ts';
import type { EpisodeGuard, GuardState } from '../episode-guard.ts';
import { STATE_SIZE } from './rigid-motion.ts';

/** What `saveState` returns where the engine's own state cannot be had: how the episode began, and all actions since. */
export interface SavedEpisode {
  readonly guard: GuardState;
  /** Null before the first `reset`. */
  readonly start: Start | null;
  /** One after another, flat. */
  readonly actions: readonly number[];
}

interface Start {
  readonly random: RandomState;
  /** What `options.state` set; null where it was drawn. */
  readonly state: readonly number[] | null;
}

/** The steps of an environment that an episode is made from again. */
interface Replayable {
  begin(state: readonly number[] | undefined): void;
  take(action: Float32Array): void;
}

/**
 * The running episode from its start, so that an environment whose engine keeps warm starts, contacts and sleeping bodies
 * to itself is saved and restored exactly: by the same steps from the same start.
 */
export class ReplayedEpisode {
  readonly #actionSize: number;
  #start: Start | null = null;
  #actions: number[] = [];

  /** @param actionSize how many numbers an action has */
  constructor(actionSize: number) {
    this.#actionSize = actionSize;
  }

  /**
   * Call at the head of an episode, before anything is drawn.
   *
   * @returns the state to begin with, without any −0, which JSON does not know
   */
  begin(random: RandomState, given: readonly number[] | undefined): readonly number[] | undefined {
    const state = given?.map((x) => x + 0);
    this.#start = { random, state: state ?? null };
    this.#actions = [];
    return state;
  }

  /** Call with each action that is taken; those of a box are kept as clipped to ±1, without any −0. */
  add(action: number | Float32Array): void {
    if (typeof action === 'number') this.#actions.push(action);
    else
      for (let i = 0; i < this.#actionSize; i++) this.#actions.push(Math.min(Math.max(action[i] as number, -1), 1) + 0);
  }

  save(guard: EpisodeGuard): SavedEpisode {
    return { guard: guard.saveState(), start: this.#start, actions: [...this.#actions] };
  }

  /**
   * Makes the saved episode again by the members of `environment`, and leaves the guard as it was.
   *
   * @throws InputError where `saved` is not what {@link save} returned
   */
  restore(saved: unknown, guard: EpisodeGuard, environment: Replayable): void {
    if (!isSavedEpisode(saved, this.#actionSize)) {
      throw new InputError(
        guard.subject,
        'restoreState takes what saveState of such an environment returned',
        show(saved),
      );
    }
    const { guard: savedGuard, start, actions } = saved;
    guard.restoreState(savedGuard);
    this.#start = null;
    this.#actions = [];
    if (start !== null) {
      guard.restoreState({ phase: 'running', random: start.random });
      this.begin(start.random, start.state ?? undefined);
      environment.begin(start.state ?? undefined);
      for (let at = 0; at < actions.length; at += this.#actionSize) {
        const action = Float32Array.from(actions.slice(at, at + this.#actionSize));
        this.add(action);
        environment.take(action);
      }
    }
    guard.restoreState(savedGuard);
  }
}

function isSavedEpisode(value: unknown, actionSize: number): value is SavedEpisode {
  const { guard, start, actions } = (value ?? {}) as Partial<SavedEpisode>;
  if (guard === undefined || start === undefined || !Array.isArray(actions)) return false;
  if ((start === null) !== (guard?.phase === 'new')) return false;
  const state = start?.state ?? null;
  if (state !== null && !(Array.isArray(state) && state.length === STATE_SIZE && state.every(Number.isFinite)))
    return false;
  return actions.length % actionSize === 0 && actions.every(Number.isFinite);
}
