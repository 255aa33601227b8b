import { describe, expect, it } from 'vitest';
import { count, duration, measure } from '../../src/cli/number-format.ts';
import { ProgressLines } from '../../src/cli/progress-display.ts';
import { errorText } from '../../src/cli/report-error.ts';
import { SeedLines } from '../../src/cli/seeds-display.ts';
import { type SeedOutcome, seedsTable } from '../../src/cli/seeds-table.ts';
import { summaryTable } from '../../src/cli/summary-table.ts';
import { table } from '../../src/cli/table.ts';
import { InputError } from '../../src/core/input-error.ts';
import type { RunSummary } from '../../src/node/run-summary.ts';
import { progress } from '../node/fake-updates.ts';

describe('numbers', () => {
  it.each([
    [123_456, '123,456'],
    [null, '?'],
    [Infinity, '?'],
  ])('count %s: %s', (value, text) => {
    expect(count(value)).toBe(text);
  });

  it.each([
    [475, '475.0'],
    [12_345.6, '12,346'],
    [-0.12345, '-0.1235'],
    [12.345, '12.35'],
    [null, 'none yet'],
    [Number.NaN, 'none yet'],
  ])('measure %s: %s', (value, text) => {
    expect(measure(value)).toBe(text);
  });

  it.each([
    [7.2, '7 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
    [Infinity, '?'],
  ])('%d seconds: %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('progress without a terminal', () => {
  function linesOf(figures: Parameters<typeof progress>[0][]): string[] {
    const lines: string[] = [];
    const display = new ProgressLines((line) => lines.push(line));
    for (const each of figures) display.update(progress({ totalSteps: 1000, ...each }));
    return lines;
  }

  it('is a line at the first update, after each 5 % of the steps, and at the end', () => {
    const steps = Array.from({ length: 100 }, (_, i) => ({ step: 10 * (i + 1), seconds: 0.01 * (i + 1) }));
    expect(linesOf(steps)).toHaveLength(21);
  });

  it('is a line after each 10 s where steps are slow', () => {
    const seconds = [1, 5, 10, 11, 15, 21, 30];
    expect(linesOf(seconds.map((each, i) => ({ step: i + 1, seconds: each })))).toHaveLength(3);
  });

  it('says how far it is, how fast, how long it takes yet, and what it returns', () => {
    const [line] = linesOf([{ step: 500, seconds: 2, returnMean: 123.45, episodes: 230 }]);
    const told = 'mean return 123.5 over the last 100 of 230 episodes';
    expect(line).toBe(`500 of 1,000 steps (50 %), 250 steps/s, 2 s left, ${told}`);
  });

  it('has no mean return before an episode has ended', () => {
    expect(linesOf([{ returnMean: Number.NaN }])[0]).toContain('mean return none yet over the last 0 of 0 episodes');
  });
});

describe('progress of several seeds without a terminal', () => {
  it('is the lines that each would write alone, behind its seed, and how it ended', () => {
    const lines: string[] = [];
    const display = new SeedLines((line) => lines.push(line));
    for (const step of [10, 20, 60, 1000]) {
      for (const seed of [3, 1]) display.update(seed, progress({ totalSteps: 1000, step, seconds: step / 100 }));
    }
    display.end({ seed: 1, error: new InputError('reward', 'must be finite', 'NaN') });
    expect(lines.map((line) => line.slice(0, 30))).toEqual([
      ...['seed 3: 10 of 1,000 steps (1 %', 'seed 1: 10 of 1,000 steps (1 %'],
      ...['seed 3: 60 of 1,000 steps (6 %', 'seed 1: 60 of 1,000 steps (6 %'],
      ...['seed 3: 1,000 of 1,000 steps (', 'seed 1: 1,000 of 1,000 steps ('],
      'seed 1: failed: reward: must b',
    ]);
  });
});

describe('a table', () => {
  const rows = [['gamma', 'discount of the rewards that lie in the future']];

  it('is as wide as its cells where there is room', () => {
    expect(table(rows, ['name', 'what it is for'], 200)).toContain(
      '│ gamma │ discount of the rewards that lie in the future │',
    );
  });

  it('is wrapped into a narrow terminal', () => {
    const lines = table(rows, ['name', 'what it is for'], 40).trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(40);
    expect(lines.length).toBeGreaterThan(5);
  });
});

describe('the table at the end', () => {
  const summary = {
    ended: 'finished',
    steps: 20_000,
    seconds: 12.5,
    stepsPerSecond: 1600,
    episodes: 187,
    returnMean: 157.52,
    bestReturnMean: 160,
    bestStep: 19_968,
    rewardThreshold: 150,
    solvedAtStep: 17_000,
  } as const;

  it('says when it was solved', () => {
    const text = summaryTable('runs/one', summary);
    expect(text).toMatch(/solved +│ at step 17,000 \(threshold 150\)/);
    expect(text).toMatch(/mean return \(last 100\) +│ 157\.5 /);
    expect(text).toMatch(/best mean return +│ 160\.0 at step 19,968/);
  });

  it('says that it is not solved, that there is no threshold, and that it was interrupted', () => {
    expect(summaryTable('runs/one', { ...summary, solvedAtStep: null })).toContain('not yet (threshold 150)');
    expect(summaryTable('runs/one', { ...summary, rewardThreshold: null })).toContain('no threshold is set');
    expect(summaryTable('runs/one', { ...summary, ended: 'interrupted' })).toContain(
      'interrupted; the checkpoint is saved',
    );
  });
});

describe('the table over seeds', () => {
  const summary = (figures: Partial<RunSummary>): RunSummary => ({
    ...{ ended: 'finished', steps: 20_000, seconds: 1, stepsPerSecond: 20_000, episodes: 200, bestStep: 10 },
    ...{ returnMean: 100, bestReturnMean: 120, rewardThreshold: 110, solvedAtStep: null, ...figures },
  });
  /** The cells of each row, without the rules. */
  const rowsOf = (outcomes: readonly SeedOutcome[]) =>
    seedsTable(outcomes, 200)
      .split('\n')
      .filter((line) => line.startsWith('│'))
      .map((line) =>
        line
          .split('│')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );

  it('has a row for each seed, and the mean with its interval over all', () => {
    const rows = rowsOf([
      { seed: 4, summary: summary({ solvedAtStep: 17_000 }) },
      { seed: 9, summary: summary({ returnMean: 104, bestReturnMean: 108 }) },
    ]);
    expect(rows).toEqual([
      ['seed', 'ended', 'steps', 'solved at step', 'mean return (last 100)', 'best mean return'],
      ['4', 'finished', '20,000', '17,000', '100.0', '120.0'],
      ['9', 'finished', '20,000', 'not yet', '104.0', '108.0'],
      ['mean', '', '', '1 of 2', '102.0', '114.0'],
      ['95 % interval', '', '', '', '100.0 … 104.0', '108.0 … 120.0'],
    ]);
  });

  it('leaves what failed, or never began, out of the mean', () => {
    const [, ...rows] = rowsOf([
      { seed: 1, summary: summary({ returnMean: 10 }) },
      { seed: 2, summary: summary({ ended: 'failed', returnMean: 99 }), error: new Error('no') },
      { seed: 3, error: new Error('its thread is lost') },
      { seed: 4, summary: summary({ ended: 'interrupted', returnMean: 20, bestReturnMean: null }) },
      { seed: 5 },
    ]);
    expect(rows.map(([seed, ended, , , mean, best]) => [seed, ended, mean, best])).toEqual([
      ['1', 'finished', '10.00', '120.0'],
      ['2', 'failed', '99.00', '120.0'],
      ['3', 'failed', '', ''],
      ['4', 'interrupted', '20.00', 'none yet'],
      ['5', 'not begun', '', ''],
      ['mean', '', '15.00', ''],
      ['95 % interval', '', '10.00 … 20.00', ''],
    ]);
  });

  it('has no mean of one seed, and says where a task has no threshold', () => {
    const rows = rowsOf([{ seed: 1, summary: summary({ rewardThreshold: null }) }]);
    expect(rows.slice(1).map((row) => row[3])).toEqual(['no threshold']);
  });
});

describe('an error', () => {
  it('of the input is its message alone, on one line', () => {
    expect(errorText(new InputError('box', 'low must be\n ≤ high', '2 > 1'))).toBe(
      'policy-ascent: box: low must be ≤ high, got 2 > 1\n',
    );
  });

  it('of ours is its stack, and a word to report it', () => {
    const text = errorText(new TypeError('x is undefined'));
    expect(text).toContain('TypeError: x is undefined\n    at ');
    expect(text).toContain('please report it');
  });
});
