import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeCheckpoint } from '../core/checkpoint.ts';
import { InputError, show } from '../core/input-error.ts';
import { everySteps } from '../train/every-steps.ts';
import type { TrainCallback } from '../train/train-with.ts';
import { inputErrorFrom } from './file-error.ts';
import { writeWhole } from './whole-file.ts';

/**
 * Saves a checkpoint at the first update at or beyond each multiple of `steps` environment steps, and at the last:
 * `step-000050176.json` in the folder, which is made where it is missing. `loadPolicy` reads such a file, and
 * `readCheckpoint` makes of it what `settings.resume` of `train` goes on from.
 *
 * @param settings.keep how many of the files that it wrote remain, the newest; all when left out
 * @throws InputError where `steps` or `keep` is no whole number ≥ 1, or the folder cannot be written to
 */
export function saveCheckpoints(
  folder: string,
  steps: number,
  { keep = Infinity }: { readonly keep?: number } = {},
): TrainCallback {
  if (!(keep >= 1 && (keep === Infinity || Number.isSafeInteger(keep)))) {
    throw new InputError('saveCheckpoints', 'keep must be a whole number ≥ 1', show(keep));
  }
  const saved: string[] = [];
  makeFolder(folder);
  return everySteps(steps, ({ progress, checkpoint }) => {
    const file = join(folder, `step-${String(progress.step).padStart(9, '0')}.json`);
    writeWhole(file, encodeCheckpoint(checkpoint));
    saved.push(file);
    for (const old of saved.splice(0, Math.max(0, saved.length - keep))) rmSync(old, { force: true });
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw inputErrorFrom(error, folder, 'must be a folder that can be written to');
  }
}
