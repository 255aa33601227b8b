import { createAgent } from '../../agents/index.ts';
import type { BackendName } from '../../core/backend.ts';
import { policyFrom } from '../../core/checkpoint.ts';
import type { Environment } from '../../core/environment.ts';
import { evaluate } from '../../core/evaluation.ts';
import { InputError } from '../../core/input-error.ts';
import { train } from '../../train.ts';

/** How a trained policy is scored: whole greedy episodes, of a seed that no training has, none of them endless. */
export const SCORE_SETTINGS = {
  episodes: 100,
  seed: 1_000_000,
  deterministic: true,
  maxEpisodeSteps: 2000,
} as const;

/** What one trial trains with one seed. */
export interface TrialRun {
  readonly agent: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly envs: number;
  readonly totalSteps: number;
  readonly seed: number;
  readonly backend: BackendName;
}

/**
 * Trains from the start, and returns the mean return of the last policy over greedy episodes in one more environment.
 *
 * @param onStep called after each update with the environment steps so far
 * @throws InputError where a loss, a gradient, an observation, a reward or the mean return is not finite
 */
export async function runTrial(
  { agent, hyperparameters, ...settings }: TrialRun,
  env: () => Environment,
  onStep: (step: number) => void,
): Promise<number> {
  let last: { readonly checkpoint: Parameters<typeof policyFrom>[0] } | undefined;
  for await (const update of train(createAgent(agent, hyperparameters), { ...settings, env })) {
    last = update;
    onStep(update.progress.step);
  }
  if (last === undefined) throw new InputError('trial', 'must make an update');
  const environment = env();
  try {
    const { mean } = evaluate(policyFrom(last.checkpoint), environment, SCORE_SETTINGS);
    if (Number.isFinite(mean)) return mean;
    throw new InputError('trial', 'the mean return must be finite', String(mean));
  } finally {
    environment.close?.();
  }
}
