import { beforeAll, describe } from 'vitest';
import { type BackendName, useBackend } from '../../src/core/backend.ts';

/** Runs a suite on both backends that need nothing besides the package. */
export function onEachBackend(name: string, suite: (backend: BackendName) => void): void {
  for (const backend of ['cpu', 'wasm'] as const) {
    describe(`${name}, on ${backend}`, () => {
      beforeAll(() => useBackend(backend));
      suite(backend);
    });
  }
}
