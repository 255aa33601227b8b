import type { Agent } from './core/agent.ts';
import type { Checkpoint } from './core/checkpoint.ts';
import type { CollectAmount, TrainingEpisode } from './core/collector.ts';
import { InputError } from './core/input-error.ts';
import type { PendingCheckpoint } from './core/pending-checkpoint.ts';
import type { Policy } from './core/policy.ts';
import type { Rollout } from './core/rollout.ts';
import { beginRun, type Run } from './train/run.ts';
import { checkpointOf } from './train/run-checkpoint.ts';
import type { TrainSettings } from './train/train-settings.ts';

export { type EnvironmentFactory, TRAIN_DEFAULTS, type TrainSettings } from './train/train-settings.ts';

/** How a run stands after an update. */
export interface Progress {
  /** Environment steps taken so far, over all environments. */
  readonly step: number;
  readonly totalSteps: number;
  readonly update: number;
  /** Wall time since the run began, or went on. */
  readonly seconds: number;
  /** Training episodes finished so far. */
  readonly episodes: number;
  /** Mean undiscounted return of the last 100 training episodes; NaN before one has finished. */
  readonly returnMean: number;
  /** Mean length of the last 100 training episodes, in steps; NaN before one has finished. */
  readonly lengthMean: number;
  /** The episodes that finished since the last progress. */
  readonly finished: readonly TrainingEpisode[];
  /** What the agent measured in this update, under the same names every time. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

export interface TrainUpdate {
  readonly progress: Progress;
  /** The policy as it is learned: the next update changes it. */
  readonly policy: Policy;
  /**
   * The run as this update left it: copied when it is first read, and then a value that nothing changes. Reading it
   * first when a later update has begun to learn throws an InputError; that of the last update stays readable.
   */
  readonly checkpoint: Checkpoint;
}

/** How long the loop may hold the thread before it lets timers and signals through, in milliseconds. */
const BREATH = 50;

/**
 * Trains an agent, one update an iteration; nothing is printed or written.
 *
 * @param agent a configured agent, or the name of one, which is then configured by its preset for the environment
 * @throws InputError for settings that cannot work, before anything runs; and where a reward, an observation, a loss or
 *   a gradient is not finite, with the step at which it came up. Checkpoints that were read before stay good, and so
 *   does that of the last update, read or not, where it is the environments that fail.
 */
export async function* train(agent: Agent | string, settings: TrainSettings): AsyncGenerator<TrainUpdate, void, void> {
  const run = await beginRun(agent, settings);
  const { collector, learner, totalSteps, recent } = run;
  const started = performance.now();
  let pending: PendingCheckpoint | undefined;
  let { update, episodes } = settings.resume ?? { update: 0, episodes: 0 };
  let breathed = started;
  try {
    while (collector.steps < totalSteps && settings.signal?.aborted !== true) {
      update += 1;
      pending?.leaveEnvironments();
      const share = collector.steps / totalSteps;
      const collected = collector.collect(nextAmount(run));
      const rollout = 'size' in collected ? collected : await collected;
      pending?.expire();
      const diagnostics = learn(run, rollout, share);
      const finished = collector.episodes.splice(0);
      for (const episode of finished) recent.add(episode);
      episodes += finished.length;
      const progress: Progress = {
        step: collector.steps,
        totalSteps,
        update,
        seconds: (performance.now() - started) / 1000,
        episodes,
        returnMean: recent.returnMean,
        lengthMean: recent.lengthMean,
        finished,
        diagnostics,
      };
      pending = checkpointOf(run, progress);
      yield updateOf(progress, learner.policy, pending);
      if (performance.now() - breathed > BREATH) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        breathed = performance.now();
      }
    }
  } finally {
    await collector.close();
  }
}

/** What the agent wants, but no more steps than are left. */
function nextAmount({ agent, collector, totalSteps, envs }: Run): CollectAmount {
  if ('episodes' in agent.collect) return agent.collect;
  const left = Math.ceil((totalSteps - collector.steps) / envs);
  return { steps: Math.min(agent.collect.steps, left) };
}

/** Learns from a rollout; an InputError then says whose it is, and after which step. */
function learn({ agent, collector, learner }: Run, rollout: Rollout, share: number): Record<string, number> {
  try {
    return learner.update(rollout, share);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const subject = `${agent.name} at step ${collector.steps}: ${error.subject}`;
    throw new InputError(subject, error.expectation, error.received, { cause: error });
  }
}

/** What is yielded; a function of its own, so that the getter keeps the checkpoint alive and not the rollout too. */
function updateOf(progress: Progress, policy: Policy, pending: PendingCheckpoint): TrainUpdate {
  return {
    progress,
    policy,
    get checkpoint() {
      return pending.read();
    },
  };
}
