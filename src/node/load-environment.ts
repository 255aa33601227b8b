import { statSync } from 'node:fs';
import { register as registerHooks } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, show } from '../core/input-error.ts';
import { checkEnvironment, load, make, type Registration, register, registered } from '../envs/index.ts';
import { describeThrown } from './describe-thrown.ts';
import type { OwnCopy } from './own-copy-hook.ts';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const loaded = new Map<string, Registration>();
let hooked = false;

/** Whether an environment is named by a file (`./mine.ts`, `../games/chess.js`) and not by a registered id. */
export function isEnvironmentFile(name: string): boolean {
  return /^\.{0,2}[\\/]/.test(name) || EXTENSIONS.includes(extname(name)) || /^[A-Za-z]:[\\/]/.test(name);
}

/**
 * Loads an environment from a TypeScript or JavaScript file and registers it, so that `make` and `train` know its id.
 *
 * The file's default export is an environment class, a function that returns an environment, or a registration
 * `{ create, maxEpisodeSteps?, rewardThreshold?, id?, load? }`; or the file calls `register` itself, once. Without an
 * id it is known by the file's name. `policy-ascent` inside the file is the running copy, wherever the file lies.
 *
 * @throws InputError where the file is missing, throws, exports no environment, or one that `checkEnvironment` refuses
 */
export async function loadEnvironment(file: string): Promise<Registration> {
  const path = resolve(file);
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const subject = `environment ${file}`;
  mustBeSource(path, subject);
  const before = new Set(registered());
  const exported = await importDefault(path, subject);
  const added = registered().filter((registration) => !before.has(registration));
  const registration = registrationOf(exported, added, path, subject);
  if (!registered().includes(registration)) register(registration);
  await mustPass(registration, path, subject);
  loaded.set(path, registration);
  return registration;
}

/** The file from which {@link loadEnvironment} loaded the environment of this id, where it did. */
export function environmentFileOf(id: string): string | undefined {
  return [...loaded].find(([, registration]) => registration.id === id)?.[0];
}

function mustBeSource(path: string, subject: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new InputError(subject, 'must be a file', `nothing at ${path}`);
  if (!found.isFile()) throw new InputError(subject, 'must be a file', `a folder at ${path}`);
  if (!EXTENSIONS.includes(extname(path))) {
    throw new InputError(subject, `must end in ${EXTENSIONS.join(', ')}`, show(basename(path)));
  }
}

async function importDefault(path: string, subject: string): Promise<unknown> {
  await installHooks();
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    return unwrapped(module.default);
  } catch (error) {
    throw new InputError(subject, `threw on loading: ${describeThrown(error, path)}`, undefined, { cause: error });
  }
}

/** What a CommonJS file that was compiled from `export default` means by its exports. */
function unwrapped(exported: unknown): unknown {
  const compiled = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return compiled && 'default' in exported ? exported.default : exported;
}

/** Lets Node import TypeScript, and `policy-ascent` as the running copy; once for the process. */
async function installHooks(): Promise<void> {
  if (hooked) return;
  hooked = true;
  const { register: registerTypeScript } = await import('tsx/esm/api');
  registerTypeScript();
  const extension = extname(new URL(import.meta.url).pathname);
  const own = (name: string) => new URL(`${name}${extension}`, import.meta.url).href;
  const data: OwnCopy = {
    urls: { 'policy-ascent': own('../index'), 'policy-ascent/node': own('./index') },
    parentUrl: import.meta.url,
    shared: ['@tensorflow/tfjs'],
  };
  registerHooks(own('./own-copy-hook'), { data });
}

function registrationOf(
  exported: unknown,
  added: readonly Registration[],
  path: string,
  subject: string,
): Registration {
  const same = added.find((registration) => registration === exported);
  if (same !== undefined) return same;
  if (exported === undefined) {
    if (added.length === 1 && added[0] !== undefined) return added[0];
    if (added.length === 0) throw new InputError(subject, EXPORTS, 'no export');
    const ids = added.map(({ id }) => id).join(', ');
    throw new InputError(subject, 'must register one environment, or export one by default', `${ids} and no export`);
  }
  const id = freeId(path);
  if (typeof exported === 'function') return { id, create: creator(exported, subject) };
  if (typeof exported !== 'object' || exported === null) throw new InputError(subject, EXPORTS, show(exported));
  if ('create' in exported && typeof exported.create === 'function') {
    const create = creator(exported.create, subject, exported);
    return { id, ...(exported as Partial<Registration>), create };
  }
  if ('reset' in exported && 'step' in exported) {
    throw new InputError(subject, `${EXPORTS} (each environment of a run is one of its own)`, 'a single environment');
  }
  throw new InputError(subject, EXPORTS, show(exported));
}

const MAKES = 'must make an environment';
const EXPORTS = 'must export by default an environment class, a function that returns one, or { create, … }';

/** What makes an environment from a class (by `new`) or a function (by a call); an error where it makes none. */
function creator(exported: unknown, subject: string, owner?: object): Registration['create'] {
  const called = exported as Registration['create'];
  const isClass = /^class\b/.test(Function.prototype.toString.call(exported));
  return (settings) => {
    const made: unknown = isClass ? Reflect.construct(called, [settings]) : Reflect.apply(called, owner, [settings]);
    if (made instanceof Promise) throw new InputError(subject, MAKES, 'a promise of one');
    if (typeof made !== 'object' || made === null) throw new InputError(subject, MAKES, show(made));
    return made as ReturnType<Registration['create']>;
  };
}

/** The file's name as an id; with its extension where that name is an environment already. */
function freeId(path: string): string {
  const [short, long] = [basename(path, extname(path)), basename(path)].map((name) => name.replaceAll(/\s+/g, '-'));
  return registered().some(({ id }) => id === short) ? String(long) : String(short);
}

/** Makes one and holds it to the contract of environments, before any training. */
async function mustPass({ id }: Registration, path: string, subject: string): Promise<void> {
  try {
    await load(id);
    checkEnvironment(make(id));
  } catch (error) {
    if (error instanceof InputError && error.subject === subject) throw error;
    const threw = error instanceof InputError ? '' : 'threw ';
    throw new InputError(subject, `${threw}${describeThrown(error, path)}`, undefined, { cause: error });
  }
}
