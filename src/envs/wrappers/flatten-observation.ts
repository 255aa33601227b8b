import type { Environment } from '../../core/environment.ts';
import { InputError } from '../../core/input-error.ts';
import { featureSize, writeFeatures } from '../../core/observations.ts';
import {
  type ActionKind,
  type BoxSpace,
  box,
  describeSpace,
  type ObservationSpace,
  sectionsOf,
} from '../../core/spaces.ts';
import { type ObservationTransform, transformObservation } from './transform-observation.ts';

/**
 * The environment with observations of one box of one axis, as Gymnasium's `FlattenObservation` makes them: a discrete
 * part, and each component of a multi-discrete one, as one-hot, bits as they are, boxes row by row, dicts part by part.
 */
export function flattenObservation<K extends ActionKind>(environment: Environment<K>): Environment<K> {
  const { observationSpace } = environment;
  const write: ObservationTransform = (observation, into) => {
    writeFeatures(observationSpace, observation, 1, into);
  };
  return transformObservation(environment, write, flatBox(observationSpace));
}

/**
 * The environment with its discrete observation as one-hot, box([n], 0 … 1); of a multi-discrete one, each component, one
 * behind the other.
 *
 * @throws InputError where observations are anything else
 */
export function oneHotObservation<K extends ActionKind>(environment: Environment<K>): Environment<K> {
  const { observationSpace } = environment;
  if (observationSpace.kind === 'discrete' || observationSpace.kind === 'multiDiscrete') {
    return flattenObservation(environment);
  }
  const expected = 'the observation space must be discrete or multi-discrete';
  throw new InputError('oneHotObservation', expected, describeSpace(observationSpace));
}

function flatBox(space: ObservationSpace): BoxSpace {
  if (space.kind === 'box') return box(space.low, space.high);
  if (space.kind !== 'dict') return box(0, 1, [featureSize(space)]);
  const parts = sectionsOf(space).map(({ space: part }) => flatBox(part));
  return box(
    parts.flatMap(({ low }) => [...low]),
    parts.flatMap(({ high }) => [...high]),
  );
}
