import { InputError } from 'policy-ascent';
import type { Cell, Experiment } from './declaration.ts';
import type { RunOrder } from './run-worker.ts';

/** A run of the grid that is to be done. */
export interface GridRun extends RunOrder {
  readonly of: Cell;
}

/**
 * Every run of the grid, seed by seed, so that all cells have a first seed before any has a second.
 *
 * @param only arms, tasks or both: the cells of these arms on these tasks; all where it is empty
 */
export function gridRuns({ cells }: Experiment, seeds: readonly number[], only: readonly string[]): GridRun[] {
  const arms = only.filter((name) => cells.some(({ arm }) => arm === name));
  const tasks = only.filter((name) => cells.some(({ task }) => task === name));
  const isNamed = ({ arm, task }: Cell) =>
    (arms.length === 0 || arms.includes(arm)) && (tasks.length === 0 || tasks.includes(task));
  const chosen = cells.map((of, cell) => ({ of, cell })).filter(({ of }) => isNamed(of));
  return seeds.flatMap((seed) => chosen.map(({ of, cell }) => ({ of, cell, seed })));
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
