import { dirname, resolve } from 'node:path';
import { agentDefinition } from '../agents/index.ts';
import { backendNames } from '../core/backend.ts';
import { didYouMean, InputError, show } from '../core/input-error.ts';
import { registration } from '../envs/index.ts';
import { isEnvironmentFile } from '../node/load-environment.ts';
import { runConfigKeys } from '../node/run-config.ts';
import { type ConfigEntry, readConfigMapping } from './config-mapping.ts';
import { hyperparameterSettings, oneOfWords, readValue, wholeNumber } from './option-values.ts';
import { seedList } from './seed-list.ts';
import type { TrainOptions } from './train-plan.ts';

/** What `train` is asked for, as it stands on the command line. */
export interface TrainRequest {
  readonly agent: string | undefined;
  readonly environment: string | undefined;
  readonly options: TrainOptions;
}

/** What `train` can be told by a file, and the words by which it goes there; the first is the one to teach. */
const KEYS = {
  agent: ['agent'],
  environment: ['environment', 'env'],
  steps: ['steps', 'totalSteps'],
  seed: ['seed'],
  seeds: ['seeds'],
  workers: ['workers'],
  envs: ['envs'],
  set: ['set', 'hyperparameters'],
  out: ['out'],
  backend: ['backend'],
  tensorboard: ['tensorboard'],
} as const;
type Key = keyof typeof KEYS;

/** A file's entries by what they mean, each found once. */
type Settings = Partial<Record<Key, ConfigEntry>>;

/**
 * A request with all that it leaves open taken from a YAML or JSON file, or from the `config.json` of a run, whose run
 * it then repeats. An environment's file is looked for beside the configuration file; `out` is where one stands.
 *
 * @throws InputError, with file and line, for a key that there is not, a value that is not accepted, and a
 *   hyperparameter that the agent has not
 */
export async function withConfigFile(
  file: string,
  { agent, environment, options }: TrainRequest,
): Promise<TrainRequest> {
  const found = settingsIn(await readConfigMapping(file));
  const name = agent ?? (found.agent && agentOf(found.agent));
  const named = environment ?? (found.environment && environmentOf(found.environment, file));
  const seeded = options.seed !== undefined || options.seeds !== undefined;
  const own = { ...optionsOf(found), ...(seeded && { seed: undefined, seeds: undefined }) };
  const set = mergedSet(hyperparametersOf(found, name), options.set ?? []);
  const asked = Object.fromEntries(
    Object.entries({ ...own, ...options, set }).filter(([, value]) => value !== undefined),
  );
  return { agent: name, environment: named, options: asked };
}

function settingsIn(entries: readonly ConfigEntry[]): Settings {
  const settings: Settings = {};
  const ofRun = entries.some(({ key }) => key === 'format') ? runConfigKeys : [];
  const known = [...Object.values(KEYS).flat(), ...ofRun];
  for (const entry of entries) {
    const key = (Object.keys(KEYS) as Key[]).find((each) => (KEYS[each] as readonly string[]).includes(entry.key));
    if (key === undefined && ofRun.includes(entry.key)) continue;
    if (key === undefined)
      throw new InputError(entry.at, `there is no key ${show(entry.key)}: ${didYouMean(entry.key, known)}`);
    const before = settings[key];
    if (before !== undefined)
      throw new InputError(entry.at, `'${entry.key}' goes without '${before.key}': leave one of them out`);
    settings[key] = entry;
  }
  const { seed, seeds } = settings;
  if (seed && seeds) throw new InputError(seeds.at, `'seeds' goes without 'seed': leave one of them out`);
  return settings;
}

/** Each value in the words that the command line would have. */
function optionsOf({ steps, seed, seeds, workers, envs, out, backend, tensorboard }: Settings): TrainOptions {
  return {
    ...(steps && { steps: whole(steps, 1) }),
    ...(seed && { seed: whole(seed, 0) }),
    ...(seeds && { seeds: seedsOf(seeds) }),
    ...(workers && { workers: whole(workers, 1) }),
    ...(envs && { envs: whole(envs, 1) }),
    ...(out && { out: text(out, 'the name of a folder') }),
    ...(backend && {
      backend: oneOfWords(subject(backend), text(backend, `one of ${backendNames.join(', ')}`), backendNames),
    }),
    ...(tensorboard && { tensorboard: flag(tensorboard) }),
  };
}

function subject({ at, key }: ConfigEntry): string {
  return `${at}: ${key}`;
}

function whole(entry: ConfigEntry, minimum: number): string {
  const { value } = entry;
  const written = typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
  if (written !== undefined) return String(wholeNumber(subject(entry), written, minimum));
  throw new InputError(
    subject(entry),
    `must be a whole number ≥ ${minimum}, such as 100000, 1e5 or 100_000`,
    show(value),
  );
}

function seedsOf(entry: ConfigEntry): string {
  const { value } = entry;
  const parts = Array.isArray(value) ? value : [value];
  if (parts.every((part) => typeof part === 'number' || typeof part === 'string')) {
    const list = parts.join(',');
    seedList(subject(entry), list);
    return list;
  }
  throw new InputError(subject(entry), 'must be whole numbers ≥ 0, such as 1..4 or [1, 3, 7]', show(value));
}

function text(entry: ConfigEntry, expectation: string): string {
  if (typeof entry.value === 'string' && entry.value.trim() !== '') return entry.value;
  throw new InputError(subject(entry), `must be ${expectation}`, show(entry.value));
}

function flag(entry: ConfigEntry): boolean {
  if (typeof entry.value === 'boolean') return entry.value;
  throw new InputError(subject(entry), 'must be true or false', show(entry.value));
}

/** The agent's name, which `config.json` has beside the hyperparameters. */
function agentOf(entry: ConfigEntry): string {
  const name = partOf(entry, 'name', ['name', 'hyperparameters']) ?? entry;
  const word = text(name, 'the name of an agent, such as ppo');
  located(name.at, () => agentDefinition(word));
  return word;
}

/** The environment's id or file, of which `config.json` has both where it is a user's own. */
function environmentOf(entry: ConfigEntry, file: string): string {
  const parts = ['id', 'file'];
  const named = partOf(entry, 'file', parts) ?? partOf(entry, 'id', parts) ?? entry;
  const word = text(named, 'an environment, such as CartPole-v1, or a file such as ./mine.ts');
  if (isEnvironmentFile(word)) return dirname(file) === '.' ? word : resolve(dirname(file), word);
  located(named.at, () => registration(word));
  return word;
}

function partOf({ entries = [] }: ConfigEntry, key: string, known: readonly string[]): ConfigEntry | undefined {
  const odd = entries.find((entry) => !known.includes(entry.key));
  if (odd !== undefined)
    throw new InputError(odd.at, `there is no key ${show(odd.key)}: ${didYouMean(odd.key, known)}`);
  return entries.find((entry) => entry.key === key);
}

/** The file's hyperparameters as `name=value` words, each found right for the agent. */
function hyperparametersOf({ agent, set }: Settings, name: string | undefined): string[] {
  const beside = agent?.entries?.find(({ key }) => key === 'hyperparameters');
  if (set && beside) throw new InputError(set.at, `'${set.key}' goes without those of 'agent': leave one of them out`);
  const given = set ?? beside;
  if (given === undefined) return [];
  if (given.entries === undefined) {
    throw new InputError(subject(given), 'must be hyperparameters, each as name: value', show(given.value));
  }
  return given.entries.map(({ key, value: written, at }) => {
    const value = typeof written === 'string' ? readValue(written) : written;
    if (name !== undefined) located(at, () => agentDefinition(name).create({ [key]: value }));
    return `${key}=${JSON.stringify(value)}`;
  });
}

/** Both lists of `name=value` words; of a name that is in both, the second's. */
function mergedSet(words: readonly string[], over: readonly string[]): string[] | undefined {
  const names = Object.keys(hyperparameterSettings(over));
  const kept = words.filter((word) => !names.includes(word.slice(0, word.indexOf('='))));
  return kept.length + over.length === 0 ? undefined : [...kept, ...over];
}

/** An InputError of `check` with the place before its subject. */
function located(at: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${at}: ${error.subject}`, error.expectation, error.received, { cause: error });
  }
}
