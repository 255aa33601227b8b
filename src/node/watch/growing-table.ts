import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What a table has come to hold since it was read before. */
export interface Growth {
  /** What was read before holds no more: the file begins anew, as that of a run that goes on from a checkpoint does. */
  readonly anew: boolean;
  readonly columns: readonly string[];
  /** The new rows, null for an empty cell. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** A CSV file of numbers that another process writes: each `read` returns the whole lines that have come since the last. */
export class GrowingTable {
  readonly #path: string;
  #offset = 0;
  #columns: readonly string[] = [];
  /** The line before the offset, by which a file is told that became shorter and grew again between two reads. */
  #lastLine = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** What is new; undefined where nothing is. A file that is not there yet is an empty one. */
  read(): Growth | undefined {
    const anew = this.#offset > 0 && !this.#goesOn();
    if (anew) [this.#offset, this.#columns, this.#lastLine] = [0, [], ''];
    const text = readFrom(this.#path, this.#offset);
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    if (lines.length === 0) return anew ? { anew, columns: [], rows: [] } : undefined;
    this.#lastLine = lines.at(-1) as string;
    for (const line of lines) this.#offset += Buffer.byteLength(line) + 1;
    if (this.#columns.length === 0) this.#columns = (lines.shift() as string).split(',');
    return { anew, columns: this.#columns, rows: lines.map(numbersOf) };
  }

  /** Whether what was read is still there, and the line before the offset still the same. */
  #goesOn(): boolean {
    const length = Buffer.byteLength(this.#lastLine) + 1;
    return readFrom(this.#path, this.#offset - length, length) === `${this.#lastLine}\n`;
  }
}

function numbersOf(line: string): (number | null)[] {
  return line.split(',').map((cell) => (cell === '' || !Number.isFinite(Number(cell)) ? null : Number(cell)));
}

/** The file's text from a place on; nothing where there is none. */
function readFrom(path: string, offset: number, length = Infinity): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, fstatSync(file).size - offset)));
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}
