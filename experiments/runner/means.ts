import type { LineFigure } from 'policy-ascent/node';
import type { ReportTable } from './declaration.ts';
import { intervalPanel } from './figures.ts';
import { withInterval } from './numbers.ts';
import type { Results } from './results.ts';

/** Which means are shown: of a figure of the runs, of some arms on some tasks. */
export interface Shown {
  readonly measured: string;
  readonly arms: readonly string[];
  readonly tasks: readonly string[];
}

/** A row for each task and a column for each arm, with the mean over seeds and its interval. */
export function meansByTask(results: Results, { measured, arms, tasks }: Shown): Pick<ReportTable, 'head' | 'rows'> {
  const rows = tasks.map((task) => [task, ...arms.map((arm) => withInterval(results.statistics(arm, task, measured)))]);
  return { head: ['task', ...arms], rows };
}

/** A row for each arm, which are `name`s, and a column for each task. */
export function meansByArm(
  results: Results,
  { measured, arms, tasks }: Shown,
  name = 'arm',
): Pick<ReportTable, 'head' | 'rows'> {
  const rows = arms.map((arm) => [arm, ...tasks.map((task) => withInterval(results.statistics(arm, task, measured)))]);
  return { head: [name, ...tasks], rows };
}

/** A diagram for each task, of the mean of each arm and its interval. */
export function meansFigure(
  results: Results,
  { measured, arms, tasks }: Shown,
  drawn: Pick<LineFigure, 'title' | 'marginLeft'> & { readonly unit: string; readonly of?: string },
): LineFigure {
  const { unit, of = '', ...rest } = drawn;
  return {
    ...rest,
    subtitle: `discs: mean of ${results.seeds} seeds${of}; lines: its 95 % bootstrap interval`,
    panels: tasks.map((task) =>
      intervalPanel(
        task,
        unit,
        arms.map((arm) => ({ name: arm, ...results.statistics(arm, task, measured) })),
      ),
    ),
  };
}
