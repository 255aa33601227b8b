import { PendingCheckpoint } from '../core/pending-checkpoint.ts';
import type { Run } from './run.ts';

/** How far a run is. */
export interface RunPosition {
  readonly step: number;
  readonly update: number;
  readonly episodes: number;
}

/**
 * The checkpoint of an update, yet to be made. The normalisers, which move on while the next rollout is collected, are
 * noted at once; the rest is copied when it is read.
 */
export function checkpointOf(run: Run, { step, update, episodes }: RunPosition): PendingCheckpoint {
  const { agent, settings, spaces, learner, collector, rewardNormalizer, recent } = run;
  const normalizers = {
    observations: learner.policy.normalizer?.moments.state(),
    rewards: rewardNormalizer?.state(),
  };
  return new PendingCheckpoint(update, ({ collecting }) => ({
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
    normalizers,
    ...learner.state(),
    recent: recent.episodes(),
    collector: collecting ? { steps: step, environments: [] } : collector.state(),
  }));
}
