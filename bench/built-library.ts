import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from 'policy-ascent';

const ROOT = new URL('../', import.meta.url);

/** The built command line, as an installed package runs it. */
export const BUILT_PROGRAM = fileURLToPath(new URL('dist/cli/main.js', ROOT));

/** Throws InputError where `dist/` is missing, or older than a source: what is measured there would be another library. */
export function requireBuilt(): void {
  if (!existsSync(BUILT_PROGRAM)) throw new InputError('dist', 'must be there: run npm run build first');
  const source = fileURLToPath(new URL('src/', ROOT));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const built = statSync(BUILT_PROGRAM).mtimeMs;
  const newer = files.find((file) => statSync(`${source}${file}`).mtimeMs > built);
  if (newer !== undefined)
    throw new InputError('dist', 'must be newer than the sources: run npm run build', `src/${newer}`);
}
