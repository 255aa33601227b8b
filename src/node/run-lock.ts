import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/input-error.ts';

/** The file that says which process writes into a run folder; what a killed process leaves holds nobody up. */
const LOCK = 'lock';

/** The process that writes into a run folder; undefined where none does, or the one that did is gone. */
function writerOf(folder: string): number | undefined {
  const path = join(folder, LOCK);
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
  return owner !== undefined && isRunning(owner) ? owner : undefined;
}

/** Whether a process is training into the folder. */
export function isBeingWritten(folder: string): boolean {
  return writerOf(folder) !== undefined;
}

/**
 * Marks a run folder as being written by this process.
 *
 * @throws InputError where another process that still runs does
 */
export function lockRun(folder: string): void {
  const path = join(folder, LOCK);
  const owner = writerOf(folder);
  if (owner !== undefined && owner !== process.pid) {
    const wanted = `no other process may be training into it; if none is, remove the file ${path}`;
    throw new InputError(`run folder ${folder}`, wanted, `process ${owner}`);
  }
  writeFileSync(path, String(process.pid));
}

/** Takes the mark away. */
export function unlockRun(folder: string): void {
  rmSync(join(folder, LOCK), { force: true });
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
