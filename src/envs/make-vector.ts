import type { Environment } from '../core/environment.ts';
import type { ActionKind } from '../core/spaces.ts';
import { VectorEnvironment } from '../core/vector-environment.ts';
import { type EnvironmentKinds, type MakeSettings, make } from './registry.ts';

/**
 * `count` environments stepped as one batch, from a registered id or from a function that makes one.
 *
 * @param settings for `make`; only with an id
 * @throws InputError as `make` and {@link VectorEnvironment} do
 */
export function makeVector<Id extends keyof EnvironmentKinds>(
  id: Id,
  count: number,
  settings?: MakeSettings,
): VectorEnvironment<EnvironmentKinds[Id]>;
export function makeVector<K extends ActionKind>(create: () => Environment<K>, count: number): VectorEnvironment<K>;
export function makeVector(
  source: string | (() => Environment),
  count: number,
  settings?: MakeSettings,
): VectorEnvironment;
export function makeVector(
  source: string | (() => Environment),
  count: number,
  settings?: MakeSettings,
): VectorEnvironment {
  return new VectorEnvironment(typeof source === 'string' ? () => make(source, settings) : source, count);
}
