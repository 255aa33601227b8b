import { readFileSync } from 'node:fs';
import { inputErrorFrom } from './file-error.ts';
import { writeWhole } from './whole-file.ts';

/**
 * Takes off a CSV file of numbers every row after environment step `step`, by its first column, and a last line without its
 * line end: what a killed run wrote after the checkpoint from which it goes on, and will write again.
 *
 * @throws InputError where the file cannot be read or written
 */
export function keepRowsUntil(path: string, step: number): void {
  const text = readText(path);
  const lines = text.split('\n').slice(0, -1);
  const kept = lines.filter((line, i) => i === 0 || Number(line.slice(0, line.indexOf(','))) <= step);
  const trimmed = kept.map((line) => `${line}\n`).join('');
  if (trimmed !== text) writeWhole(path, trimmed);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputErrorFrom(error, path, 'must be readable');
  }
}
