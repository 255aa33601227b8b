import { readFileSync } from 'node:fs';
import { inputErrorFrom } from './file-error.ts';

/**
 * Reads a CSV file of numbers by columns; an empty cell is NaN. A last line without its line end (of a process that
 * was killed while writing) is left out.
 *
 * @throws InputError where the file cannot be read
 */
export function readColumns(path: string): Record<string, Float64Array> {
  const lines = readText(path).split('\n').slice(0, -1);
  const names = lines[0]?.split(',') ?? [];
  const columns = names.map(() => new Float64Array(Math.max(0, lines.length - 1)));
  for (let line = 1; line < lines.length; line++) {
    const cells = (lines[line] as string).split(',');
    columns.forEach((column, i) => {
      column[line - 1] = cells[i] === undefined || cells[i] === '' ? Number.NaN : Number(cells[i]);
    });
  }
  return Object.fromEntries(names.map((name, i) => [name, columns[i] as Float64Array]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputErrorFrom(error, path, 'must be readable');
  }
}
