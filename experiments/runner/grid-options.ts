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
  const options = {
    seeds: { type: 'string' },
    workers: { type: 'string' },
    only: { type: 'string' },
    kept: { type: 'string' },
  } as const;
  const { seeds, workers, only = '', kept } = parsed(words, options);
  return {
    seeds: seeds === undefined ? undefined : wholeNumber('--seeds', seeds),
    workers: workers === undefined ? availableParallelism() : wholeNumber('--workers', workers),
    only: only
      .split(';')
      .map((name) => name.trim())
      .filter(Boolean),
    kept,
  };
}

function parsed(words: readonly string[], options: Record<string, { readonly type: 'string' }>) {
  try {
    return parseArgs({ args: [...words], options }).values as Record<string, string | undefined>;
  } catch (error) {
    throw new InputError(
      'options',
      'must be --seeds <n>, --workers <n>, --only <name;name>, --kept <folder>',
      words.join(' '),
      {
        cause: error,
      },
    );
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InputError(option, 'must be a whole number ≥ 1', text);
  return number;
}
