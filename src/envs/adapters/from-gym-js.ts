import * as tf from '@tensorflow/tfjs';
import { isPromise } from '../../core/async-environment.ts';
import type { Environment, Info, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import type { Action, ActionKind, ActionSpace, ObservationSpace } from '../../core/spaces.ts';
import { EpisodeGuard } from '../episode-guard.ts';
import {
  fromGymJsSpace,
  type GymJsEnvironment,
  type GymJsObservation,
  type GymJsStep,
  isGymJsTensor,
} from './gym-js.ts';
import { numbersShown } from './gym-js-observation.ts';

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
 * one, and 0 before the first reset where none is given; an environment that draws from Math.random all the same differs
 * from run to run. A tensor of an observation must have the shape of a box, but for dimensions of 1.
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
  #isSeeded = false;
  #last: GymJsObservation | undefined;

  constructor(environment: GymJsEnvironment, settings: GymJsSettings<K>) {
    const seen = environment.observation_space ?? environment.observationSpace;
    const taken = environment.action_space ?? environment.actionSpace;
    this.#environment = environment;
    this.#observationSpace = settings.observationSpace ?? fromGymJsSpace('observation', seen);
    this.#actionSpace = settings.actionSpace ?? (fromGymJsSpace('action', taken) as ActionSpace<K>);
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

  #reset({ seed = this.#isSeeded ? undefined : 0, into }: ResetRequest = {}): ResetResult {
    if (seed !== undefined) this.#environment.seed?.(seed);
    this.#isSeeded = true;
    const observation = this.#read(this.#environment.reset(), into);
    this.#guard.begin(undefined, 0);
    return { observation, info: {} };
  }

  #step(action: Action<K>, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#requireAction(action);
    const [shown, reward, done, info = {}] = this.#requireStep(this.#take(this.#given(action)));
    const observation = this.#read(shown, into);
    const truncated = done && (info as Info)['TimeLimit.truncated'] === true;
    if (done) this.#guard.end();
    return { observation, reward, terminated: done && !truncated, truncated, info: { ...info } };
  }

  #requireAction(action: Action<K>): void {
    const space: ActionSpace = this.#actionSpace;
    if (space.kind === 'discrete') this.#guard.requireIndex(space, action as number);
    else if (space.kind === 'box') this.#guard.requireVector(space, action as Float32Array);
    else this.#guard.requireElement(space, action as Int32Array);
  }

  #requireStep(result: unknown): GymJsStep {
    const [, reward, done] = Array.isArray(result) && result.length <= 4 ? result : [];
    if (typeof reward === 'number' && typeof done === 'boolean') return result as GymJsStep;
    const wanted =
      'step must return [observation, reward, done, info], of which done is true or false and reward a number';
    const received = isPromise(result) ? 'a promise' : show(result);
    throw new InputError(this.#guard.subject, wanted, received);
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
    const numbers = numbersShown(this.#guard.subject, this.#observationSpace, shown);
    const observation = into ?? new Float32Array(numbers.length);
    observation.set(numbers);
    this.#forget(shown);
    return observation;
  }

  /** Disposes the tensor that the environment showed before, which nobody else does. */
  #forget(next: GymJsObservation | undefined): void {
    const last = this.#last;
    this.#last = next;
    if (this.#keepsObservations || last === next || !isGymJsTensor(last) || last.isDisposed) return;
    last.dispose();
  }
}
