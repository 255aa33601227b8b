import Table from 'cli-table3';
import { type Comparison, compare } from './comparison.ts';
import type { Figure } from './figure.ts';

/** A section's figures as a table; with those of an earlier report, each beside what it was. */
export function figureTable(figures: readonly Figure[], earlier?: readonly Figure[]): string {
  const head = ['', 'median', 'lowest', 'highest', 'unit', ...(earlier ? ['now / then', 'between'] : [])];
  const right = 'right' as const;
  const table = new Table({
    head,
    colAligns: ['left', right, right, right, 'left', right, 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const figure of figures) {
    const then = earlier?.find(({ name }) => name === figure.name);
    const compared = earlier === undefined ? [] : comparisonCells(then && compare(figure, then));
    const { name, median, low, high, unit } = figure;
    table.push([name, shown(median), shown(low), shown(high), unit, ...compared]);
  }
  return table.toString();
}

function comparisonCells(comparison: Comparison | undefined): string[] {
  if (comparison === undefined) return ['new', ''];
  const { ratio, low, high, verdict } = comparison;
  return [shown(ratio), `${shown(low)} … ${shown(high)} ${verdict}`.trim()];
}

/** Three significant digits. */
function shown(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
