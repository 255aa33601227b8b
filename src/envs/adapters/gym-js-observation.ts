import { InputError, show } from '../../core/input-error.ts';
import { flatSize, type ObservationSpace } from '../../core/spaces.ts';
import { type GymJsObservation, isGymJsTensor } from './gym-js.ts';

/**
 * The numbers of what an environment of gym-js shows, in row-major order.
 *
 * @param subject of the message
 * @throws InputError where they are not as many as the space has, a tensor is laid out otherwise, or one is disposed
 */
export function numbersShown(
  subject: string,
  space: ObservationSpace,
  shown: GymJsObservation | undefined,
): ArrayLike<number> {
  const size = flatSize(space);
  const numbers = numbersOf(subject, space, shown);
  if (numbers.length === size) return numbers;
  const wanted = `an observation must have ${size} numbers: give observationSpace where the environment's says otherwise`;
  throw new InputError(subject, wanted, String(numbers.length));
}

function numbersOf(subject: string, space: ObservationSpace, shown: GymJsObservation | undefined): ArrayLike<number> {
  if (typeof shown === 'number') return [shown];
  if (Array.isArray(shown)) return shown.flat(Infinity) as number[];
  if (ArrayBuffer.isView(shown)) return shown as unknown as ArrayLike<number>;
  if (!isGymJsTensor(shown)) throw new InputError(subject, 'an observation must be a tensor', show(shown));
  requireLayout(subject, space, shown.shape);
  if (!shown.isDisposed) return shown.dataSync();
  const wanted = 'an observation must not be disposed: give keepsObservations where the environment uses one again';
  throw new InputError(subject, wanted, 'one that is');
}

/** Numbers in another layout would be read in the wrong order. */
function requireLayout(subject: string, space: ObservationSpace, shape: readonly number[]): void {
  if (space.kind !== 'box' || String(withoutOnes(shape)) === String(withoutOnes(space.shape))) return;
  const wanted = `an observation must have the shape [${space.shape}]: give observationSpace where it has another`;
  throw new InputError(subject, wanted, `[${shape}]`);
}

/** Without dimensions of 1, such as that of a batch. */
function withoutOnes(shape: readonly number[]): readonly number[] {
  return shape.filter((size) => size !== 1);
}
