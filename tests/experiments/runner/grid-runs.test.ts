import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../experiments/runner/declaration.ts';
import { gridRuns, requireNamed, runName } from '../../../experiments/runner/grid-runs.ts';

const cells = ['plain', 'clipped'].flatMap((arm) => ['A', 'B'].map((task) => ({ arm, task, settings: { arm, task } })));
const grid = { cells } as unknown as Experiment;

describe('gridRuns', () => {
  it('gives every cell its first seed before any has a second', () => {
    const runs = gridRuns(grid, [1, 2], []);
    expect(runs.map(({ cell, seed }) => [cell, seed])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
      [0, 2],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
    expect(runName(runs[5] as (typeof runs)[number])).toBe('plain on B, seed 2');
  });

  it.each([
    [['plain'], [0, 1]],
    [['B'], [1, 3]],
    [['clipped', 'A'], [2]],
    [
      ['plain', 'clipped', 'B'],
      [1, 3],
    ],
  ])('takes of %j the cells %j', (only, expected) => {
    expect(gridRuns(grid, [1], only).map(({ cell }) => cell)).toEqual(expected);
  });

  it('refuses what is neither an arm nor a task', () => {
    expect(() => requireNamed(grid, ['plain', 'C'])).toThrow('--only: must name some of: plain; A; B; clipped');
    expect(() => requireNamed(grid, ['plain', 'A'])).not.toThrow();
  });
});
