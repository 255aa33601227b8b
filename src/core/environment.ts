import type { Action, ActionKind, ActionSpace, ObservationSpace } from './spaces.ts';

/** What an environment tells besides the observation. Everything but the names below is the environment's own. */
export interface Info {
  /**
   * What may be done in the state just returned, 0 for what must not: one byte for each discrete action, for each value of
   * each component of a multi-discrete one, one component behind the other, or for each bit, which must stay 0 then.
   */
  actionMask?: Uint8Array;
  /** The episode's return and length, on its last step, where `episodeStatistics` wraps the environment. */
  episode?: EpisodeSummary;
  [key: string]: unknown;
}

/** One finished episode: the sum of its undiscounted rewards and its number of steps. */
export interface EpisodeSummary {
  readonly return: number;
  readonly length: number;
}

export interface ResetRequest {
  /** Restarts the environment's random stream; left out, the stream goes on (from seed 0 if there never was one). */
  seed?: number;
  /** The environment's own; every built-in one takes `state`, which sets the internal state exactly. */
  options?: Record<string, unknown>;
  /** Where the observation is to be written; a new array when left out. */
  into?: Float32Array;
}

export interface ResetResult {
  observation: Float32Array;
  info: Info;
}

/** What one step returns. The episode is over when `terminated` or `truncated` is true; then `reset` comes next. */
export interface Step {
  /** The flat observation of the state that was reached, also when it is the episode's last. */
  observation: Float32Array;
  reward: number;
  /** The task itself ended here: no reward can follow, so the value of this state is 0. */
  terminated: boolean;
  /** The episode was cut off here (a time limit): rewards would have followed, so the state has a value. */
  truncated: boolean;
  info: Info;
}

/** A picture: `width × height` pixels of red, green, blue and opacity, row by row from the top left. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/**
 * What an agent acts in. Four members make one: the two spaces, `reset` and `step`.
 *
 * An observation is one flat `Float32Array`, laid out by `flatten`. It is written into `into` where the caller gives
 * one, and is a new array otherwise; the environment keeps neither. `checkEnvironment` holds an environment to this.
 */
export interface Environment<K extends ActionKind = ActionKind> {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  /** Begins an episode. */
  reset(request?: ResetRequest): ResetResult;
  /** Takes one action. Only between `reset` and the step that ends the episode. */
  step(action: Action<K>, into?: Float32Array): Step;
  /** A picture of the present state. It changes nothing; before the first `reset` it throws InputError. */
  render?(): Frame;
  /** How many steps a second look right in a moving picture; 30 where it is left out. */
  readonly renderFps?: number;
  /**
   * All that the environment needs to go on exactly from here, in mid-episode as between episodes: its internal state, its
   * random stream, and whether an episode is running. A JSON-serialisable value that later steps do not change.
   */
  saveState?(): unknown;
  /** Goes on from what `saveState` of an environment like this one returned: the same steps follow, bit for bit. */
  restoreState?(state: unknown): void;
  close?(): void;
}
