import type { Frame, ResetRequest, ResetResult, Step } from './environment.ts';
import { InputError, show } from './input-error.ts';
import type { Action, ActionKind, ActionSpace, ObservationSpace } from './spaces.ts';

/**
 * An environment that must be waited for: a game server, a page, another process. As `Environment`, but for the promises;
 * nothing is given to write into, and an action is the environment's to keep. `checkAsyncEnvironment` holds it to this.
 */
export interface AsyncEnvironment<K extends ActionKind = ActionKind> {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  /** Begins an episode. */
  reset(request?: AsyncResetRequest): Promise<ResetResult>;
  /** Takes one action. Only between `reset` and the step that ends the episode, and only after the last answer. */
  step(action: Action<K>): Promise<Step>;
  render?(): Promise<Frame>;
  /** As `saveState` of `Environment`, or a promise of it; asked for after each rollout. */
  saveState?(): unknown;
  /** As `restoreState` of `Environment`. */
  restoreState?(state: unknown): void | Promise<void>;
  close?(): Promise<void>;
}

export type AsyncResetRequest = Omit<ResetRequest, 'into'>;

/** Makes one asynchronous environment; called once for each that a run needs, all at the same time. */
export type AsyncEnvironmentFactory<K extends ActionKind = ActionKind> = () =>
  | AsyncEnvironment<K>
  | Promise<AsyncEnvironment<K>>;

export interface AsyncSettings {
  /**
   * How long an answer may take: to be made, to take a step and begin the next episode, to be closed; 60 unless given,
   * Infinity for no limit.
   */
  readonly timeoutSeconds?: number;
}

/** Where a run has its asynchronous environments from; {@link asynchronous} makes one. */
export interface AsyncEnvironmentSource<K extends ActionKind = ActionKind> extends Required<AsyncSettings> {
  readonly create: AsyncEnvironmentFactory<K>;
}

/**
 * Asynchronous environments for `train`, all of which are waited for at the same time:
 *
 * ```ts
 * train(ppo(), { env: asynchronous(() => connect('ws://127.0.0.1:8080'), { timeoutSeconds: 10 }) })
 * ```
 *
 * The run is the same, to the bit, as over synchronous environments that give the same answers.
 *
 * @throws InputError where `create` is no function, or `timeoutSeconds` no number > 0
 */
export function asynchronous<K extends ActionKind>(
  create: AsyncEnvironmentFactory<K>,
  { timeoutSeconds = 60 }: AsyncSettings = {},
): AsyncEnvironmentSource<K> {
  if (typeof create !== 'function') {
    throw new InputError('asynchronous', 'create must be a function that makes one environment', show(create));
  }
  if (!(timeoutSeconds > 0)) {
    throw new InputError('asynchronous', 'timeoutSeconds must be a number > 0', show(timeoutSeconds));
  }
  return { create, timeoutSeconds };
}

/**
 * Throws InputError where a promise came from an environment that is not waited for.
 *
 * @param what gave it: `reset`
 * @param instead what to do about it
 */
export function refusePromise(subject: string, what: string, value: unknown, instead = USE_ASYNCHRONOUS): void {
  if (!isPromise(value)) return;
  value.then(undefined, () => {});
  throw new InputError(
    subject,
    `${what} must return its result itself, as nobody waits for it: ${instead}`,
    'a promise',
  );
}

const USE_ASYNCHRONOUS = 'train an asynchronous environment by env: asynchronous(() => …)';

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
