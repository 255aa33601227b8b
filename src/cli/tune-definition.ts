import type { BackendName } from '../core/backend.ts';
import { InputError, show } from '../core/input-error.ts';
import type { Budget } from '../train/search/rungs.ts';
import type { SearchSpace } from '../train/search/search-space.ts';

/** All that defines a search: what `search.json` in its folder holds. */
export interface Search extends Budget {
  readonly format: 1;
  /** All hyperparameters, those that are searched as the preset or the agent has them. */
  readonly agent: { readonly name: string; readonly hyperparameters: Readonly<Record<string, unknown>> };
  readonly environment: { readonly id: string; readonly file?: string };
  readonly space: SearchSpace;
  readonly envs: number;
  readonly seeds: readonly number[];
  /** Names the streams that trials are drawn from. */
  readonly seed: number;
  readonly backend: BackendName;
  /** The evaluation by which a policy is scored. */
  readonly score: Readonly<Record<string, unknown>>;
  readonly version: string;
}

/**
 * Refuses a search where another one was begun. A random search may have more trials than it was begun with.
 *
 * @param begun what was written down of the one that was begun
 * @throws InputError that names all that differs
 */
export function mustGoOn(subject: string, begun: unknown, search: Search): void {
  const asked: unknown = JSON.parse(JSON.stringify(search));
  const found = differences(begun, asked).filter((each) => !isLonger(each, search));
  if (found.length === 0) return;
  const told = found.map((each) => `${each.name} ${shown(each.held)} where ${shown(each.asked)} is asked for`);
  throw new InputError(subject, 'must hold this search, or be new or empty', `one that has ${told.join('; ')}`);
}

/** Trials of a random search do not depend on how many there are. */
function isLonger({ name, held, asked }: Difference, { search }: Search): boolean {
  return search === 'random' && name === 'trials' && (asked as number) > (held as number);
}

interface Difference {
  readonly name: string;
  readonly held: unknown;
  readonly asked: unknown;
}

/** Where two values of JSON differ, by the path to it. */
function differences(held: unknown, asked: unknown, path: readonly string[] = []): Difference[] {
  if (JSON.stringify(held) === JSON.stringify(asked)) return [];
  if (!isMapping(held) || !isMapping(asked)) return [{ name: path.join('.') || 'content', held, asked }];
  const inside = [...new Set([...Object.keys(held), ...Object.keys(asked)])].flatMap((name) =>
    differences(held[name], asked[name], [...path, name]),
  );
  if (inside.length > 0) return inside;
  return [{ name: `order of ${path.join('.')}`, held: Object.keys(held), asked: Object.keys(asked) }];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : show(value);
}
