import type { RandomState } from '../../core/random.ts';
import type { EpisodeGuard, GuardState } from '../episode-guard.ts';

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

  /** Call at the head of an episode, before anything is drawn. */
  begin(random: RandomState, state: readonly number[] | undefined): void {
    this.#start = { random, state: state === undefined ? null : [...state] };
    this.#actions = [];
  }

  /** Call with each action that is taken. */
  add(action: number | Float32Array): void {
    if (typeof action === 'number') this.#actions.push(action);
    else for (let i = 0; i < this.#actionSize; i++) this.#actions.push(action[i] as number);
  }

  save(guard: EpisodeGuard): SavedEpisode {
    return { guard: guard.saveState(), start: this.#start, actions: [...this.#actions] };
  }

  /** Makes the saved episode again by the members of `environment`, and leaves the guard as it was. */
  restore({ guard: saved, start, actions }: SavedEpisode, guard: EpisodeGuard, environment: Replayable): void {
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
    guard.restoreState(saved);
  }
}
