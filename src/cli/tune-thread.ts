import { InputError } from '../core/input-error.ts';
import { receivedError } from '../node/sent-error.ts';
import { startWorker } from '../node/start-worker.ts';
import type { TuneNews, TuneOrder } from './tune-messages.ts';

/** A run's score: −Infinity, with the reason, where its numbers did not work. */
export interface TrialOutcome {
  readonly score: number;
  readonly failed?: Error;
}

/**
 * Runs one trial with one seed in a thread of its own, so that no run is touched by those before it.
 *
 * @param signal ends the thread at once
 * @returns undefined where the signal came first
 * @throws what is no trial's fault: an error of the environment's file, a thread that is lost, a defect
 */
export function runInThread(
  order: TuneOrder,
  signal: AbortSignal,
  onStep: (step: number) => void,
): Promise<TrialOutcome | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const worker = startWorker(new URL('./tune-worker.ts', import.meta.url), order);
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop);
  return new Promise((resolve, reject) => {
    let outcome: TrialOutcome | undefined;
    let error: unknown;
    worker.on('message', (news: TuneNews) => {
      if ('step' in news) onStep(news.step);
      else if ('score' in news) outcome = news;
      else if ('failed' in news) outcome = { score: -Infinity, failed: receivedError(news.failed) };
      else error = receivedError(news.error);
    });
    worker.on('error', (thrown) => {
      error ??= thrown;
    });
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', stop);
      if (error === undefined && (outcome !== undefined || signal.aborted)) return resolve(outcome);
      reject(error ?? new InputError('tuning', 'must go on to its end', `a thread that ended with code ${code}`));
    });
  });
}
