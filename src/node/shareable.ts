import { InputError, show } from '../core/input-error.ts';

/** What of a run decides whether threads can share out its environments. */
export interface ShareableRun {
  readonly envs: number;
  readonly normalizeObservations: boolean;
  readonly normalizeRewards: boolean;
  readonly ownNetwork: boolean;
}

/**
 * Throws InputError, which says what to do, where the environments of a run cannot be shared out among threads: there
 * are fewer of them than threads, a normaliser follows each step of all of them, or a network of the user's own would
 * have to be sent.
 */
export function requireShareable(subject: string, workers: number, run: ShareableRun): void {
  const refuse = (expectation: string, received?: string): never => {
    throw new InputError(subject, expectation, received);
  };
  if (!Number.isSafeInteger(workers) || workers < 1) refuse('must be a whole number ≥ 1', show(workers));
  if (workers > run.envs) {
    const environments = run.envs === 1 ? 'the 1 environment' : `the ${run.envs} environments`;
    refuse(`must be at most ${environments} that they share out: take fewer workers, or more envs`, String(workers));
  }
  for (const name of ['normalizeObservations', 'normalizeRewards'] as const) {
    if (!run[name]) continue;
    refuse(
      `cannot share out the environments of a run with ${name}, which follows every step of all of them in turn: ` +
        `set ${name}=false, or take 1 worker (whole runs, one for each of several seeds, can always go side by side)`,
    );
  }
  if (run.ownNetwork) {
    refuse('cannot run a policy network of your own, for a thread is sent numbers and no functions: take 1 worker');
  }
}
