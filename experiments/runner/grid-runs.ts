import { InputError } from 'policy-ascent';
import type { Cell, Experiment } from './experiment.ts';
import type { RunOrder } from './run-worker.ts';

/** A run of the grid that is to be done. */
export interface GridRun extends RunOrder {
  readonly of: Cell;
}

/** Every run of the grid, seed by seed, so that all cells have a first seed before any has a second. */
export function gridRuns({ cells }: Experiment, seeds: readonly number[], only: readonly string[]): GridRun[] {
  const chosen = cells.map((of, cell) => ({ of, cell })).filter(({ of }) => isNamed(of, only));
  return seeds.flatMap((seed) => chosen.map(({ of, cell }) => ({ of, cell, seed })));
}

/** Whether a cell is one of those named: its task among the tasks named, its arm among the arms. */
function isNamed({ arm, task }: Cell, only: readonly string[]): boolean {
  return only.length === 0 || only.some((name) => name === arm || name === task);
}

/** @throws InputError where a name is no arm and no task */
export function requireNamed({ cells }: Experiment, only: readonly string[]): void {
  const names = [...new Set(cells.flatMap(({ arm, task }) => [arm, task]))];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InputError('--only', `must name some of: ${names.join('; ')}`, unknown);
}

/** A run in words. */
export function runName({ of: { arm, task }, seed }: GridRun): string {
  return `${arm} on ${task}, seed ${seed}`;
}
