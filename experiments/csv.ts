import { textCell } from 'policy-ascent/node';

/** A value with four significant digits: as much as a figure shows, and the same on every engine. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** A CSV file: a line of names, and a line for each row, numbers rounded; texts in quotation marks where they need them; a missing value is an empty cell. */
export function csv(names: readonly string[], rows: readonly (readonly (number | string | undefined)[])[]): string {
  const cell = (value: number | string = '') => (typeof value === 'number' ? rounded(value) : textCell(value));
  return [names, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
