import { join } from 'node:path';
import { InputError } from '../core/input-error.ts';
import type { Progress } from '../train.ts';
import { AppendedFile } from './appended-file.ts';
import type { MetricWriter } from './metric-writer.ts';

/** The first columns of `progress.csv`; the agent's diagnostics follow, in the order of its first update. */
export const PROGRESS_COLUMNS = ['step', 'seconds', 'episodes', 'returnMean', 'lengthMean'] as const;
/** The columns of `episodes.csv`: no clock time, so that two runs of one seed write the same bytes. */
export const EPISODE_COLUMNS = ['step', 'environment', 'return', 'length'] as const;

/** A number as a cell that reads back as the same double; NaN (no value yet) as an empty cell. */
export function cell(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** One row of a CSV file, with its line end. */
export function row(values: readonly number[]): string {
  return `${values.map(cell).join(',')}\n`;
}

/**
 * Writes `progress.csv`, a row for each update, and `episodes.csv`, a row for each finished episode, as they come.
 *
 * Rows go to the operating system at once, so a killed process loses none of them. Where the files are there already, of
 * a run that goes on, it writes below what they hold.
 *
 * @throws InputError where the folder cannot be written to
 */
export class CsvWriter implements MetricWriter {
  readonly #progress: AppendedFile;
  readonly #episodes: AppendedFile;
  #diagnostics: readonly string[] | undefined;

  constructor(folder: string) {
    this.#progress = new AppendedFile(join(folder, 'progress.csv'));
    this.#episodes = new AppendedFile(join(folder, 'episodes.csv'));
    if (this.#episodes.isEmpty) this.#episodes.append(`${EPISODE_COLUMNS.join(',')}\n`);
    if (!this.#progress.isEmpty)
      this.#diagnostics = this.#progress.firstLine().split(',').slice(PROGRESS_COLUMNS.length);
  }

  write(progress: Progress): void {
    const episodes = progress.finished.map((episode) => row(EPISODE_COLUMNS.map((column) => episode[column])));
    if (episodes.length > 0) this.#episodes.append(episodes.join(''));
    const diagnostics = this.#columns(progress);
    const values = diagnostics.map((name) => progress.diagnostics[name] ?? Number.NaN);
    this.#progress.append(row([...PROGRESS_COLUMNS.map((column) => progress[column]), ...values]));
  }

  close(): void {
    this.#progress.close();
    this.#episodes.close();
  }

  /** The diagnostics' names, and the header before the first row; an update may leave names out but add none. */
  #columns({ diagnostics }: Progress): readonly string[] {
    const names = Object.keys(diagnostics);
    if (this.#diagnostics === undefined) {
      this.#diagnostics = names;
      this.#progress.append(`${[...PROGRESS_COLUMNS, ...names].join(',')}\n`);
    }
    const known = this.#diagnostics;
    const added = names.find((name) => !known.includes(name));
    if (added !== undefined) {
      throw new InputError('progress.csv', `the diagnostics of the first update (${known.join(', ')})`, `'${added}'`);
    }
    return known;
  }
}
