import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Environment } from '../core/environment.ts';
import { InputError } from '../core/input-error.ts';
import { describeSpace, equalSpaces } from '../core/spaces.ts';
import { readRunConfig } from '../node/run-config.ts';
import { type NamedEnvironment, namedEnvironment } from './environment-argument.ts';

/**
 * The environment that a run was trained in, or another one that is asked for, once it fits the checkpoint.
 *
 * @throws InputError where there is none, or its spaces are not those of the checkpoint
 */
export async function trainedEnvironment(
  run: string,
  checkpoint: Checkpoint,
  asked?: string,
): Promise<NamedEnvironment> {
  const named = await namedEnvironment(asked ?? trainedIn(run, checkpoint));
  const environment = named.make();
  environment.close?.();
  mustMatch(checkpoint, environment, named.id);
  return named;
}

/** The environment, as an id or a file, that a run's `config.json` names, or else the checkpoint itself. */
function trainedIn(run: string, checkpoint: Checkpoint): string {
  const folder = statSync(run).isDirectory() ? run : dirname(dirname(run));
  if (existsSync(join(folder, 'config.json'))) {
    const { environment } = readRunConfig(folder);
    return environment.file ?? environment.id;
  }
  if (checkpoint.environment !== undefined) return checkpoint.environment;
  throw new InputError(`checkpoint ${run}`, 'does not say what it was trained in: name it with --env');
}

function mustMatch(checkpoint: Checkpoint, environment: Environment, id: string): void {
  for (const kind of ['observationSpace', 'actionSpace'] as const) {
    if (equalSpaces(checkpoint[kind], environment[kind])) continue;
    const wanted = `the policy needs the ${kind} ${describeSpace(checkpoint[kind])}`;
    throw new InputError(`environment ${id}`, wanted, describeSpace(environment[kind]));
  }
}
