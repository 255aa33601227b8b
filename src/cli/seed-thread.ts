import { InputError } from '../core/input-error.ts';
import { receivedError } from '../node/sent-error.ts';
import { startWorker } from '../node/start-worker.ts';
import type { ShownProgress } from './progress-display.ts';
import type { SeedNews, SeedOrder, SeedRun } from './seed-messages.ts';
import type { SeedOutcome } from './seeds-table.ts';

/** What goes on while a seed is trained. */
export interface SeedSettings {
  /** Ends the run after the update under way, as interrupted. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ShownProgress) => void;
}

/** Trains one seed in a thread of its own, which writes the run's folder; never throws, but says what went wrong. */
export function trainInThread(run: SeedRun, { signal, onProgress }: SeedSettings): Promise<SeedOutcome> {
  const { seed } = run.config;
  const worker = startWorker(new URL('./seed-worker.ts', import.meta.url), run);
  const stop = () => worker.postMessage('stop' satisfies SeedOrder);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  return new Promise<SeedOutcome>((resolve) => {
    let outcome: SeedOutcome | undefined;
    worker.on('message', (news: SeedNews) => {
      if ('progress' in news) return onProgress(news.progress);
      const { summary, error } = news.ended;
      outcome = { seed, summary, error: error && receivedError(error) };
    });
    worker.on('error', (error) => {
      outcome ??= { seed, error };
    });
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', stop);
      const left = `a thread that ended with code ${code}; what it had saved is in ${run.out}`;
      resolve(outcome ?? { seed, error: new InputError('training', 'must go on to its end', left) });
    });
  });
}
