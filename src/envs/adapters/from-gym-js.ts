import * as tf from '@tensorflow/tfjs';
import type { Environment, Info, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import {
  type Action,
  type ActionKind,
  type ActionSpace,
  box,
  discrete,
  flatSize,
  multiDiscrete,
  type ObservationSpace,
} from '../../core/spaces.ts';
import { EpisodeGuard } from '../episode-guard.ts';

/** A space of gym-js: `Discrete` and `DiscreteTuple` have their sizes in `shape`, `Box` has bounds as well. */
export interface GymJsSpace {
  readonly type: string;
  readonly shape: readonly number[];
  readonly low?: number | readonly number[];
  readonly high?: number | readonly number[];
}

/** What an environment of gym-js shows: a tensor, or through its wrappers anything that holds numbers. */
export type GymJsObservation = Pick<tf.Tensor, 'dataSync' | 'dispose' | 'isDisposed'> | number | readonly number[];

/** What a step of gym-js comes to: observation, reward, done, info. */
export type GymJsStep = readonly [GymJsObservation, number, boolean, object?];

/** An environment by the interface of gym-js 0.2, `Env` or `Wrapper`. */
export interface GymJsEnvironment {
  readonly observation_space: GymJsSpace;
  readonly action_space: GymJsSpace;
  reset(): GymJsObservation;
  // biome-ignore lint/suspicious/noExplicitAny: each environment says itself which actions it takes
  step(action: any): GymJsStep;
  seed?(seed: number): void;
  close?(): void;
}

export interface GymJsSettings<K extends ActionKind = ActionKind> {
  /** Where the environment's own says too little, or something else than what `step` returns. */
  readonly observationSpace?: ObservationSpace;
  readonly actionSpace?: ActionSpace<K>;
  /** Whether the environment uses an observation again after the next one; otherwise its tensor is disposed then. */
  readonly keepsObservations?: boolean;
}

/**
 * An environment of gym-js as one of ours. `Discrete` is discrete(n), `DiscreteTuple` multiDiscrete, `Box` a box; an action
 * goes in as `action_space.sample()` would make it: a number, an array, or for a `Box` a tensor, which is disposed after the
 * step. `done` is termination, or truncation where info has `TimeLimit.truncated`. A seed goes to `seed`, where there is
 * one; an environment that draws from Math.random all the same differs from run to run.
 *
 * @throws InputError where it has no such interface, or a space is of another type and not given
 */
export function fromGymJs<K extends ActionKind = ActionKind>(
  environment: GymJsEnvironment,
  settings: GymJsSettings<K> = {},
): Environment<K> {
  for (const name of ['reset', 'step'] as const) {
    if (typeof environment?.[name] === 'function') continue;
    throw new InputError('fromGymJs', `takes an environment with the function ${name}`, show(environment));
  }
  return new GymJsAdapter(environment, settings).adapted();
}

class GymJsAdapter<K extends ActionKind> {
  readonly #environment: GymJsEnvironment;
  readonly #observationSpace: ObservationSpace;
  readonly #actionSpace: ActionSpace<K>;
  readonly #keepsObservations: boolean;
  readonly #guard = new EpisodeGuard('gym-js environment');
  #last: GymJsObservation | undefined;

  constructor(environment: GymJsEnvironment, settings: GymJsSettings<K>) {
    const { observation_space: seen, action_space: taken } = environment;
    this.#environment = environment;
    this.#observationSpace = settings.observationSpace ?? spaceOf('observation', seen);
    this.#actionSpace = settings.actionSpace ?? (spaceOf('action', taken) as ActionSpace<K>);
    this.#keepsObservations = settings.keepsObservations === true;
  }

  adapted(): Environment<K> {
    return {
      observationSpace: this.#observationSpace,
      actionSpace: this.#actionSpace,
      reset: (request) => this.#reset(request),
      step: (action, into) => this.#step(action, into),
      close: () => {
        this.#forget(undefined);
        this.#environment.close?.();
      },
    };
  }

  #reset({ seed, into }: ResetRequest = {}): ResetResult {
    if (seed !== undefined) this.#environment.seed?.(seed);
    const observation = this.#read(this.#environment.reset(), into);
    this.#guard.begin(undefined, 0);
    return { observation, info: {} };
  }

  #step(action: Action<K>, into?: Float32Array): Step {
    this.#guard.requireRunning();
    const result = this.#take(this.#given(action));
    if (!Array.isArray(result) || result.length < 3) {
      throw new InputError(this.#guard.subject, 'step must return [observation, reward, done, info]', show(result));
    }
    const [shown, reward, done, info = {}] = result as unknown as GymJsStep;
    const observation = this.#read(shown, into);
    const truncated = done && (info as Info)['TimeLimit.truncated'] === true;
    if (done) this.#guard.end();
    return { observation, reward, terminated: done && !truncated, truncated, info: { ...info } };
  }

  #take(action: number | number[] | tf.Tensor): unknown {
    try {
      return this.#environment.step(action);
    } finally {
      if (action instanceof tf.Tensor) action.dispose();
    }
  }

  /** The action as the environment's `action_space.sample()` would make it. */
  #given(action: Action<K>): number | number[] | tf.Tensor {
    const space: ActionSpace = this.#actionSpace;
    if (typeof action === 'number') return action;
    return space.kind === 'box' ? tf.tensor(action as Float32Array, [...space.shape]) : Array.from(action);
  }

  #read(shown: GymJsObservation, into?: Float32Array): Float32Array {
    const size = flatSize(this.#observationSpace);
    const numbers = this.#numbersOf(shown);
    if (numbers.length !== size) {
      const wanted = `an observation must have ${size} numbers: give observationSpace where the environment's says otherwise`;
      throw new InputError(this.#guard.subject, wanted, String(numbers.length));
    }
    const observation = into ?? new Float32Array(size);
    observation.set(numbers);
    this.#forget(shown);
    return observation;
  }

  #numbersOf(shown: GymJsObservation): ArrayLike<number> {
    if (typeof shown === 'number') return [shown];
    if (Array.isArray(shown)) return shown.flat(Infinity) as number[];
    if (!isTensor(shown)) throw new InputError(this.#guard.subject, 'an observation must be a tensor', show(shown));
    if (!shown.isDisposed) return shown.dataSync();
    const wanted = 'an observation must not be disposed: give keepsObservations where the environment uses one again';
    throw new InputError(this.#guard.subject, wanted, 'one that is');
  }

  /** Disposes the tensor that the environment showed before, which nobody else does. */
  #forget(next: GymJsObservation | undefined): void {
    const last = this.#last;
    this.#last = next;
    if (this.#keepsObservations || last === next || !isTensor(last) || last.isDisposed) return;
    last.dispose();
  }
}

function isTensor(value: unknown): value is Exclude<GymJsObservation, number | readonly number[]> {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'dispose' in value;
}

function spaceOf(name: string, space: GymJsSpace | undefined) {
  const { type, shape, low, high } = space ?? {};
  if (shape !== undefined) {
    if (type === 'Discrete') return discrete(shape.reduce((product, n) => product * n, 1));
    if (type === 'DiscreteTuple') return multiDiscrete([...shape]);
    if (type === 'Box' && low !== undefined && high !== undefined) return box(low, high, shape);
  }
  const wanted = `${name}_space must be a Discrete, DiscreteTuple or Box, or ${name}Space be given`;
  throw new InputError('fromGymJs', wanted, show(space));
}
