import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Checkpoint, decodeCheckpoint, type PolicyFromSettings, policyFrom } from '../core/checkpoint.ts';
import { InputError } from '../core/input-error.ts';
import type { Policy } from '../core/policy.ts';
import { inputErrorFrom } from './file-error.ts';

/** Which of a run's two checkpoints: of the best mean return of 100 training episodes, or the newest. */
export type CheckpointName = 'best' | 'last';

/** What {@link policyFrom} takes, and which checkpoint is meant. */
export interface LoadPolicySettings extends PolicyFromSettings {
  /** `best` where there is one and `last` where there is none yet, when left out. */
  readonly checkpoint?: CheckpointName;
}

/**
 * The trained policy of a run, ready to act: its observation normaliser is included and frozen.
 *
 * @param path of a run folder, or of one checkpoint file
 * @throws InputError where there is no such run or checkpoint, or the file is damaged
 */
export async function loadPolicy(path: string, { checkpoint, ...settings }: LoadPolicySettings = {}): Promise<Policy> {
  return policyFrom(readCheckpoint(path, checkpoint), settings);
}

/** The checkpoint of a run folder, or the one in a file; errors as {@link loadPolicy}. */
export function readCheckpoint(path: string, name?: CheckpointName): Checkpoint {
  const file = checkpointFile(path, name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw inputErrorFrom(error, file, 'must be readable');
  }
  try {
    return decodeCheckpoint(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(file, error.message, undefined, { cause: error });
  }
}

/** The path of the file that {@link readCheckpoint} reads. */
export function checkpointFile(path: string, name?: CheckpointName): string {
  const found = statSync(path, { throwIfNoEntry: false });
  const subject = `run ${path}`;
  if (found === undefined) {
    throw new InputError(subject, 'must be a run folder or a checkpoint file', `nothing at ${resolve(path)}`);
  }
  if (found.isFile()) return path;
  const names: CheckpointName[] = name === undefined ? ['best', 'last'] : [name];
  const file = names.map((each) => join(path, 'checkpoints', `${each}.json`)).find((each) => existsSync(each));
  if (file !== undefined) return file;
  const wanted = name === undefined ? 'a checkpoint' : `the checkpoint ${name}.json`;
  throw new InputError(subject, `must hold ${wanted} in its folder checkpoints`, 'none');
}
