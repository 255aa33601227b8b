import { quoted } from '../node/csv-text.ts';
import { count, measure } from './number-format.ts';
import type { Comparison, Estimate, Improvement, SetFigures, TaskComparison } from './run-comparison.ts';
import { table } from './table.ts';

const HEADINGS = ['environment', 'set', 'agent', 'runs', 'steps', 'mean', '95 % interval', 'IQM', '95 % interval'];

/** The evidence that is enough by custom, as a probability of being misled. */
const MISLED = 0.05;

/** Two rows for each environment, and below them a sentence for each, and one for all where they are several. */
export function comparisonText({ tasks, overall }: Comparison): string {
  const rows = tasks.flatMap(({ environment, first, second }) => [
    [environment, 'first', ...cellsOf(first)],
    [environment, 'second', ...cellsOf(second)],
  ]);
  const sentences = tasks.map(({ environment, improvement }) => `${environment}: ${sentence(improvement)}\n`);
  const over = overall === undefined ? [] : [`all ${tasks.length} environments: ${sentence(overall)}\n`];
  return [table(rows, HEADINGS), ...sentences, ...over].join('');
}

function cellsOf({ label, runs, steps: [fewest, most], mean, interquartileMean }: SetFigures): string[] {
  const steps = fewest === most ? count(most) : `${count(fewest)} … ${count(most)}`;
  const cells = [mean, interquartileMean].flatMap((estimate) => [
    measure(estimate.value),
    runs === 1 ? '' : range(estimate),
  ]);
  return [label, String(runs), steps, ...cells];
}

function range({ low, high }: Estimate): string {
  return `${measure(low)} … ${measure(high)}`;
}

function sentence(improvement: Improvement): string {
  const what = 'a run of the first set scores above one of the second with probability';
  return `${what} ${measure(improvement.value)} (95 % interval ${range(improvement)}); ${verdict(improvement)}`;
}

/** What the interval says, in words; nothing, where there are too few runs for it to be trusted. */
export function verdict({ low, high, chanceOfSeparation }: Improvement): string {
  if (low <= 0.5 && high >= 0.5) return 'the interval holds 0.5: these runs do not say which set is better';
  if (chanceOfSeparation > MISLED) {
    const chance = measure(chanceOfSeparation);
    return `the interval excludes 0.5, but the runs are too few: sets that are alike lie wholly apart with probability ${chance}`;
  }
  return `the interval excludes 0.5: the ${low > 0.5 ? 'first' : 'second'} set is better`;
}

/** A row for each figure; labels hold commas, so they are quoted. */
export function comparisonCsv({ tasks, overall }: Comparison): string {
  const rows = [
    ...tasks.flatMap(rowsOf),
    ...(overall === undefined
      ? []
      : [
          improvementRow(
            'all',
            tasks.reduce((sum, task) => sum + runsOf(task), 0),
            overall,
          ),
        ]),
  ];
  return `${['environment,set,label,runs,figure,value,low,high', ...rows].join('\n')}\n`;
}

function rowsOf(task: TaskComparison): string[] {
  const ofSets = (['first', 'second'] as const).flatMap((set) =>
    (['mean', 'interquartileMean'] as const).map((figure) => {
      const { label, runs, [figure]: estimate } = task[set];
      return [task.environment, set, quoted(label), runs, figure, ...numbers(estimate)].join(',');
    }),
  );
  return [...ofSets, improvementRow(task.environment, runsOf(task), task.improvement)];
}

function improvementRow(environment: string, runs: number, improvement: Improvement): string {
  return [environment, 'first over second', '', runs, 'probabilityOfImprovement', ...numbers(improvement)].join(',');
}

function runsOf({ first, second }: TaskComparison): number {
  return first.runs + second.runs;
}

function numbers({ value, low, high }: Estimate): number[] {
  return [value, low, high];
}
