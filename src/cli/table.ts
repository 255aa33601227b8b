import Table from 'cli-table3';

/** Columns narrower than this are not wrapped to make a table fit. */
const NARROWEST = 14;

/**
 * A table without colours, of rows under headings, or of `name value` pairs where there are no headings.
 *
 * @param columns the width of the terminal, into which the widest columns are wrapped; no limit in a pipe
 */
export function table(
  rows: readonly (readonly string[])[],
  headings?: readonly string[],
  columns: number | undefined = process.stdout.columns,
): string {
  const widths = fittingWidths(headings === undefined ? rows : [headings, ...rows], columns ?? Infinity);
  const made = new Table({
    ...(headings === undefined ? {} : { head: [...headings] }),
    colWidths: widths,
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  made.push(...rows.map((row) => [...row]));
  return `${made.toString()}\n`;
}

/** Each column's width with its two spaces; the widest are narrowed until the table with its rules fits. */
function fittingWidths(rows: readonly (readonly string[])[], columns: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)) + 2);
  const rules = count + 1;
  const total = () => widths.reduce((sum, width) => sum + width, rules);
  while (total() > columns && Math.max(0, ...widths) > NARROWEST) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}
