import { Worker } from 'node:worker_threads';

/**
 * What a thread runs first where this library runs from its TypeScript sources, under tsx or Vitest: a thread of Node
 * loads JavaScript alone, so it is told how to load TypeScript, and then loads the module that is meant.
 */
const BOOT = `
const { workerData } = require('node:worker_threads');
import(workerData.tsx).then(({ register }) => {
  register();
  return import(workerData.module);
});
`;

/** What {@link startWorker} hands to its thread, under `data`. */
export interface StartData<D> {
  readonly data: D;
}

/**
 * Starts a thread.
 *
 * @param module what it runs: `new URL('./name.ts', import.meta.url)`; beside JavaScript the file of that name in `.js`
 * @param data what the module finds in `workerData.data`; copied to the thread
 */
export function startWorker<D>(module: URL, data: D): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(module.href.replace(/\.ts$/, '.js')), { workerData: { data } satisfies StartData<D> });
  }
  const workerData = { data, tsx: import.meta.resolve('tsx/esm/api'), module: module.href };
  return new Worker(BOOT, { eval: true, execArgv: [], workerData });
}
