import { readFileSync } from 'node:fs';

/** The version in the package.json beside `src` or `dist`. */
export function ownVersion(): string {
  const described: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return described.version;
}
