import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { inputErrorFrom } from './file-error.ts';

/**
 * Writes a file whole or not at all: a reader, or a crash at any moment, meets the old text or the new one.
 *
 * The text goes to a temporary file in the same folder, reaches the disk (fsync), and takes the name by a rename.
 *
 * @throws InputError where the folder cannot be written to
 */
export function writeWhole(path: string, text: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.partial`;
  let made = false;
  try {
    const file = openSync(temporary, 'w');
    made = true;
    try {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    if (made) rmSync(temporary, { force: true });
    throw inputErrorFrom(error, path, 'must be writable');
  }
  reachDisk(dirname(path));
}

/** Makes the rename itself durable, on the systems that let a folder be opened; elsewhere it is durable soon after. */
function reachDisk(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows opens no folder; the file itself is on the disk all the same.
  }
}
