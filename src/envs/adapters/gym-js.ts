import type * as tf from '@tensorflow/tfjs';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionSpace, box, discrete, multiDiscrete, type ObservationSpace } from '../../core/spaces.ts';

/**
 * A space of gym-js: `Discrete` and `DiscreteTuple` have their sizes in `shape`, `Box` has bounds as well. One with `n` is
 * discrete, and one with bounds a box, whatever its type.
 */
export interface GymJsSpace {
  readonly type?: string;
  readonly shape?: readonly number[];
  readonly n?: number;
  readonly low?: number | ArrayLike<number>;
  readonly high?: number | ArrayLike<number>;
}

/** What is asked of a tensor that is shown; any release of TensorFlow.js has it. */
export type GymJsTensor = Pick<tf.Tensor, 'shape' | 'dataSync' | 'dispose' | 'isDisposed'>;

/** What an environment of gym-js shows: a tensor, or through its wrappers anything that holds numbers. */
export type GymJsObservation = GymJsTensor | number | ArrayLike<number>;

/** What a step of gym-js comes to: observation, reward, done, info. */
export type GymJsStep = readonly [GymJsObservation, number, boolean, object?];

/** An environment by the interface of gym-js, `Env` or `Wrapper`; its spaces go by either name. */
export interface GymJsEnvironment {
  readonly observation_space?: GymJsSpace;
  readonly action_space?: GymJsSpace;
  readonly observationSpace?: GymJsSpace;
  readonly actionSpace?: GymJsSpace;
  reset(): GymJsObservation;
  // biome-ignore lint/suspicious/noExplicitAny: each environment says itself which actions it takes
  step(action: any): GymJsStep;
  seed?(seed: number): void;
  close?(): void;
}

export function isGymJsTensor(value: unknown): value is GymJsTensor {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'dispose' in value;
}

/**
 * The space of ours that one of gym-js means.
 *
 * @param name in messages: `action`
 * @throws InputError where it means none
 */
export function fromGymJsSpace(name: string, space: GymJsSpace | undefined): ActionSpace | ObservationSpace {
  const { type, shape, n, low, high } = space ?? {};
  const isOurs = space !== undefined && 'kind' in space;
  if (low !== undefined && high !== undefined && !isOurs) return box(low, high, shape);
  if (n !== undefined && !isOurs) return discrete(n);
  if (shape !== undefined && type === 'Discrete') return discrete(shape.reduce((product, size) => product * size, 1));
  if (shape !== undefined && type === 'DiscreteTuple') return multiDiscrete([...shape]);
  const wanted = `${name}_space must be a Discrete, DiscreteTuple or Box, or ${name}Space be given`;
  throw new InputError('fromGymJs', wanted, show(space));
}
