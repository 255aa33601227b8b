import { once } from 'node:events';
import { serveWatch } from '../node/watch/watch-server.ts';
import { wholeNumber } from './option-values.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** The options of `watch` as they stand on the command line. */
export interface WatchOptions {
  readonly port?: string;
}

/** Serves the page until a signal ends it; every error in what was asked for is an InputError. */
export async function watchRun(path: string, options: WatchOptions): Promise<void> {
  const port = options.port === undefined ? undefined : wholeNumber('--port', options.port, 1);
  const { signal } = stopOnSignal();
  const server = await serveWatch(path, port === undefined ? {} : { port });
  process.stdout.write(`${server.address} shows ${path}; Ctrl-C ends this page, and no run\n`);
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
}
