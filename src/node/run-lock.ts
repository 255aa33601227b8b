import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/input-error.ts';

/** The file that says which process writes into a run folder; what a killed process leaves holds nobody up. */
const LOCK = 'lock';

/**
 * Marks a run folder as being written by this process.
 *
 * @throws InputError where another process that still runs does
 */
export function lockRun(folder: string): void {
  const path = join(folder, LOCK);
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
  if (owner !== undefined && owner !== process.pid && isRunning(owner)) {
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
