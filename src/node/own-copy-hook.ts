import { readFile } from 'node:fs/promises';
import type { InitializeHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What the hook is told when it is registered. */
export interface OwnCopy {
  /** Module names and the files that are running under them: `policy-ascent` → `file:///…/dist/index.js`. */
  readonly urls: Readonly<Record<string, string>>;
  /** A file of the running copy, from which the names below are resolved as if it had imported them. */
  readonly parentUrl: string;
  /** Packages of which a program must have one copy alone. */
  readonly shared: readonly string[];
}

let own: OwnCopy = { urls: {}, parentUrl: '', shared: [] };

/** Called by Node in the hooks' own thread, with the data given to `module.register`. */
export const initialize: InitializeHook<OwnCopy> = (data) => {
  own = data;
};

/**
 * Lets a file from anywhere import this library by name and get the copy that runs, and TensorFlow.js with it: a second
 * copy would have a second registry of environments and a second engine of tensors.
 *
 * A file written with `import` and `export` is a module even where no package.json says so.
 */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const url = own.urls[specifier];
  if (url !== undefined) return { url, format: 'module', shortCircuit: true };
  if (own.shared.includes(specifier)) return next(specifier, { ...context, parentURL: own.parentUrl });
  const found = await next(specifier, context);
  return found.format !== 'module' && (await isModule(found.url)) ? { ...found, format: 'module' } : found;
};

async function isModule(url: string): Promise<boolean> {
  const [file = ''] = url.split('?');
  if (!/^file:.*\.(ts|js)$/.test(file) || file.includes('/node_modules/')) return false;
  const text = await readFile(fileURLToPath(file), 'utf8').catch(() => '');
  return /^\s*(import|export)\b/m.test(text);
}
