import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { findRuns } from '../found-runs.ts';
import { readRunConfig } from '../run-config.ts';
import { isBeingWritten } from '../run-lock.ts';
import type { Ending, RunSummary } from '../run-summary.ts';
import { GrowingTable, type Growth } from './growing-table.ts';

/** How a run stands: being trained, ended in one of the ways that its summary has, or killed. */
export type RunState = 'running' | 'killed' | Ending['ended'];

/** What there is to say about runs, one thing at a time. */
export type WatchMessage =
  | ({ readonly kind: 'run'; readonly run: string } & RunFacts)
  | ({ readonly kind: 'rows'; readonly run: string } & Growth)
  | { readonly kind: 'state'; readonly run: string; readonly state: RunState };

/** What does not change while a run goes on. */
interface RunFacts {
  readonly agent: string;
  readonly environment: string;
  readonly seed: number;
  readonly totalSteps: number;
  readonly rewardThreshold: number | null;
}

interface Watched {
  readonly folder: string;
  readonly facts: string;
  readonly table: GrowingTable;
  readonly state: RunState | undefined;
}

/** Follows the files of a run, or of all runs in a folder, those too that begin later. */
export class WatchedRuns {
  readonly #path: string;
  readonly #watched = new Map<string, Watched>();

  /** @throws InputError, from the first `news`, where there is no run at the path */
  constructor(path: string) {
    this.#path = path;
  }

  /** All that is new since the last time, in an order in which it makes sense. */
  news(): WatchMessage[] {
    return findRuns([this.#path]).flatMap((folder) => this.#newsOf(folder));
  }

  #newsOf(folder: string): WatchMessage[] {
    const run = relative(this.#path, folder) || basename(folder);
    const before = this.#watched.get(run);
    const table = before?.table ?? new GrowingTable(join(folder, 'progress.csv'));
    const state = stateOf(folder); // before the rows, so that no row can follow the end
    const facts = factsOf(folder);
    const growth = table.read();
    const watched = { folder, facts: JSON.stringify(facts), table, state };
    this.#watched.set(run, watched);
    return [
      ...(watched.facts === before?.facts ? [] : [{ kind: 'run', run, ...facts } as const]),
      ...(growth === undefined ? [] : [{ kind: 'rows', run, ...growth } as const]),
      ...(state === before?.state ? [] : [{ kind: 'state', run, state } as const]),
    ];
  }
}

function factsOf(folder: string): RunFacts {
  const { agent, environment, seed, totalSteps, rewardThreshold = null } = readRunConfig(folder);
  return { agent: agent.name, environment: environment.id, seed, totalSteps, rewardThreshold };
}

function stateOf(folder: string): RunState {
  if (isBeingWritten(folder)) return 'running';
  const path = join(folder, 'summary.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunSummary).ended : 'killed';
}
