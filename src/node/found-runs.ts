import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../core/input-error.ts';

/** How deep runs are looked for: a folder of sweeps, of seeds, of runs. */
const DEPTH = 3;

/**
 * The run folders behind paths, each once, in the order of the paths and then of their names, numbers by their size: a path
 * is a run folder, the folder of several seeds, or a folder with such in it.
 *
 * @throws InputError where a path leads to no run
 */
export function findRuns(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    if (!existsSync(path)) throw new InputError(`runs ${path}`, 'must be a run folder, or hold some', 'nothing there');
    const runs = runsIn(path, DEPTH);
    if (runs.length === 0) throw new InputError(`runs ${path}`, 'must be a run folder, or hold some', 'none in it');
    return runs;
  });
  const seen = new Set<string>();
  return found.filter((run) => !seen.has(resolve(run)) && seen.add(resolve(run)));
}

function runsIn(path: string, depth: number): string[] {
  if (!statSync(path).isDirectory()) return [];
  if (existsSync(join(path, 'config.json'))) return [path];
  if (depth === 0) return [];
  const names = readdirSync(path).sort(byNumbers.compare);
  return names.flatMap((name) => runsIn(join(path, name), depth - 1));
}

const byNumbers = new Intl.Collator('en', { numeric: true });
