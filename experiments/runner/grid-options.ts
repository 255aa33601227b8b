import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { InputError } from 'policy-ascent';

/** What the command asks for. */
export interface GridOptions {
  /** How many seeds, from 1 on; the experiment's own number when left out. */
  readonly seeds: number | undefined;
  readonly workers: number;
  /** Arms and tasks; all when empty. */
  readonly only: readonly string[];
  /** The folder in which runs that are done are kept; `experiments/.runs` when left out. */
  readonly kept: string | undefined;
}

/** Reads `--seeds 10 --workers 2 --only 'Acrobot-v1;no clipping'`. @throws InputError for anything else */
export function readGridOptions(words: readonly string[]): GridOptions {
  const known = { seeds: '<n>', workers: '<n>', only: '<name;name>', kept: '<folder>' };
  const { seeds, workers, only = '', kept } = optionsAmong(words, known);
  return {
    seeds: seeds === undefined ? undefined : wholeNumber('--seeds', seeds),
    workers: workersOf(workers),
    only: only
      .split(';')
      .map((name) => name.trim())
      .filter(Boolean),
    kept,
  };
}

/** The options among the words, each with what it takes: `{ workers: '<n>' }`. @throws InputError for any other word */
export function optionsAmong<Name extends string>(
  words: readonly string[],
  known: Readonly<Record<Name, string>>,
): Partial<Record<Name, string>> {
  const options = Object.fromEntries(Object.keys(known).map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...words], options }).values as Partial<Record<Name, string>>;
  } catch (cause) {
    const usage = Object.entries(known).map(([name, takes]) => `--${name} ${takes}`);
    throw new InputError('options', `must be ${usage.join(', ')}`, words.join(' '), { cause });
  }
}

/** The number of processes that `--workers` asks for: one for each core when left out. */
export function workersOf(text: string | undefined): number {
  return text === undefined ? availableParallelism() : wholeNumber('--workers', text);
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InputError(option, 'must be a whole number ≥ 1', text);
  return number;
}
