import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The versions that a run's numbers depend on. */
export interface Versions {
  readonly 'policy-ascent': string;
  readonly '@tensorflow/tfjs': string;
  readonly node: string;
}

/** The versions that are running, read from the packages themselves; nothing heavy is loaded for it. */
export function versions(): Versions {
  const require = createRequire(import.meta.url);
  return {
    'policy-ascent': versionIn(new URL('../../package.json', import.meta.url)),
    '@tensorflow/tfjs': versionIn(require.resolve('@tensorflow/tfjs/package.json')),
    node: process.versions.node,
  };
}

function versionIn(path: string | URL): string {
  const described: { version?: string } = JSON.parse(readFileSync(path, 'utf8'));
  return described.version ?? 'unknown';
}
