import type { Checkpoint } from '../core/checkpoint.ts';
import type { Environment } from '../core/environment.ts';
import { type Evaluation, type EvaluationSettings, evaluate } from '../core/evaluation.ts';
import { load, make } from '../envs/index.ts';
import { everySteps } from './every-steps.ts';
import type { EnvironmentFactory } from './train-settings.ts';
import type { TrainCallback } from './train-with.ts';

/** An evaluation during a run. */
export interface TrainEvaluation extends Evaluation {
  /** Environment steps of training before it. */
  readonly step: number;
}

export interface EvaluateEverySettings extends EvaluationSettings {
  /** Called after each evaluation; `stop` ends the run. */
  readonly onEvaluation?: (evaluation: TrainEvaluation) => unknown;
}

/** What {@link evaluateEvery} found so far. */
export interface EvaluateEvery extends TrainCallback {
  readonly evaluations: readonly TrainEvaluation[];
  /** The highest mean return, the earliest where there are several, and the checkpoint that had it. */
  readonly best: { readonly evaluation: TrainEvaluation; readonly checkpoint: Checkpoint } | undefined;
}

/**
 * Evaluates the policy at the first update at or beyond each multiple of `steps` environment steps, and at the last: in an
 * environment of its own, in which no reward is normalised, by the same episodes each time.
 *
 * @param env a registered id, or a function that makes one environment
 * @throws InputError where `steps` is no whole number ≥ 1
 */
export function evaluateEvery(
  steps: number,
  env: string | EnvironmentFactory,
  { onEvaluation, ...settings }: EvaluateEverySettings = {},
): EvaluateEvery {
  const evaluations: TrainEvaluation[] = [];
  let environment: Environment | undefined;
  let best: EvaluateEvery['best'];
  const { onUpdate, onEnd } = everySteps(steps, async (update) => {
    environment ??= await environmentOf(env);
    const evaluation = { step: update.progress.step, ...evaluate(update.policy, environment, settings) };
    evaluations.push(evaluation);
    if (best === undefined || evaluation.mean > best.evaluation.mean)
      best = { evaluation, checkpoint: update.checkpoint };
    return onEvaluation?.(evaluation);
  });
  return {
    evaluations,
    get best() {
      return best;
    },
    onUpdate,
    async onEnd(last) {
      await onEnd?.(last);
      environment?.close?.();
    },
  };
}

async function environmentOf(env: string | EnvironmentFactory): Promise<Environment> {
  if (typeof env === 'function') return env();
  await load(env);
  return make(env);
}
