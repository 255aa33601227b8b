import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/input-error.ts';
import { inputErrorFrom } from '../node/file-error.ts';
import { requireFreeFolder } from '../node/run-folder.ts';
import { lockRun, unlockRun } from '../node/run-lock.ts';
import { writeWhole } from '../node/whole-file.ts';
import type { ScoredRun } from '../train/search/rungs.ts';
import { mustGoOn, type Search } from './tune-definition.ts';
import { readTrials, trialsCsv } from './tune-trials.ts';

const SEARCH = 'search.json';
const TRIALS = 'trials.csv';

/** The folder of a search: `search.json`, `trials.csv` and in the end `preset.yaml`, each at any moment whole. */
export class SearchFolder {
  readonly path: string;
  readonly #search: Search;
  #runs: readonly ScoredRun[];

  private constructor(path: string, search: Search, runs: readonly ScoredRun[]) {
    this.path = path;
    this.#search = search;
    this.#runs = runs;
  }

  /**
   * Begins a search in a new folder, or goes on with it in its own. A random search may be given more trials than it had.
   *
   * @throws InputError where the folder holds something else, another search, or one that another process goes on with
   */
  static open(path: string, search: Search): SearchFolder {
    if (existsSync(join(path, SEARCH))) mustBeSame(path, search);
    else if (!isBarelyBegun(path)) requireFreeFolder(path);
    try {
      mkdirSync(path, { recursive: true });
      lockRun(path);
      for (const name of readdirSync(path).filter(isPartial)) rmSync(join(path, name));
    } catch (error) {
      throw inputErrorFrom(error, `search folder ${path}`, 'must be writable');
    }
    try {
      const trials = join(path, TRIALS);
      const runs = existsSync(trials) ? readTrials(trials, search) : [];
      writeWhole(join(path, SEARCH), `${JSON.stringify(search, null, 2)}\n`);
      return new SearchFolder(path, search, runs);
    } catch (error) {
      unlockRun(path);
      throw error;
    }
  }

  /** The runs that are done, by rung, trial and seed. */
  get runs(): readonly ScoredRun[] {
    return this.#runs;
  }

  /** Keeps a run: once this returns, it is not run again. */
  add(run: ScoredRun): void {
    const { seeds } = this.#search;
    const order = (a: ScoredRun, b: ScoredRun) =>
      a.rung - b.rung || a.trial - b.trial || seeds.indexOf(a.seed) - seeds.indexOf(b.seed);
    this.#runs = [...this.#runs, run].sort(order);
    writeWhole(join(this.path, TRIALS), trialsCsv(this.#search, this.#runs));
  }

  /** Writes the best as a configuration file, and returns where it is. */
  writePreset(text: string): string {
    const path = join(this.path, 'preset.yaml');
    writeWhole(path, text);
    return path;
  }

  close(): void {
    unlockRun(this.path);
  }
}

/** Left behind where a process was killed while it wrote a file. */
function isPartial(name: string): boolean {
  return name.endsWith('.partial');
}

/** Whether a folder holds no more than a search that was killed before it had written down what it is. */
function isBarelyBegun(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  return readdirSync(path).every((name) => name === 'lock' || isPartial(name));
}

function mustBeSame(path: string, search: Search): void {
  let held: unknown;
  try {
    held = JSON.parse(readFileSync(join(path, SEARCH), 'utf8'));
  } catch (cause) {
    throw new InputError(join(path, SEARCH), 'must be readable JSON', undefined, { cause });
  }
  mustGoOn(`search folder ${path}`, held, search);
}
