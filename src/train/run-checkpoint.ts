import { PendingCheckpoint } from '../core/pending-checkpoint.ts';
import type { Run } from './run.ts';

/** How far a run is. */
export interface RunPosition {
  readonly step: number;
  readonly update: number;
  readonly episodes: number;
}

/**
 * The checkpoint of an update, yet to be made: what is small, and moves on while the next rollout is collected, is noted
 * at once; what is learned is copied when it is read.
 */
export function checkpointOf(run: Run, { step, update, episodes }: RunPosition): PendingCheckpoint {
  const { agent, settings, spaces, learner, collector, rewardNormalizer } = run;
  const actions = collector.actionStreams();
  const normalizers = {
    observations: learner.policy.normalizer?.moments.state(),
    rewards: rewardNormalizer?.state(),
  };
  return new PendingCheckpoint(update, () => {
    const { optimizers, random } = learner.state();
    return {
      format: 1,
      agent: { name: agent.name, hyperparameters: agent.hyperparameters },
      environment: typeof settings.env === 'string' ? settings.env : undefined,
      observationSpace: spaces.observationSpace,
      actionSpace: spaces.actionSpace,
      step,
      update,
      episodes,
      parameters: learner.parameters.values.slice(),
      layout: learner.parameters.layout,
      ownNetwork: settings.policyNetwork !== undefined,
      optimizers,
      normalizers,
      random: { learner: random, actions },
    };
  });
}
