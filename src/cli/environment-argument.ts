import type { Environment } from '../core/environment.ts';
import { load, make, registration } from '../envs/index.ts';
import { isEnvironmentFile, loadEnvironment } from '../node/load-environment.ts';

/** An environment as it was named on the command line, ready to be made. */
export interface NamedEnvironment {
  readonly id: string;
  /** The file that holds it, where it is a user's own. */
  readonly file: string | undefined;
  readonly rewardThreshold: number | undefined;
  make(): Environment;
}

/**
 * The environment of a registered id, or of a file (`./mine.ts`), loaded and checked.
 *
 * @throws InputError where there is none, or the file's is not right
 */
export async function namedEnvironment(name: string): Promise<NamedEnvironment> {
  const file = isEnvironmentFile(name) ? name : undefined;
  const { id, rewardThreshold } = file === undefined ? registration(name) : await loadEnvironment(file);
  await load(id);
  return { id, file, rewardThreshold, make: () => make(id) };
}
