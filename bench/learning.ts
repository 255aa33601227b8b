import {
  type Agent,
  type Learner,
  makeVector,
  Random,
  type Rollout,
  RolloutCollector,
  type VectorEnvironment,
} from 'policy-ascent';

/** An agent that is about to learn a task, taken apart so that its parts can be timed alone. */
export interface Learning {
  readonly environments: VectorEnvironment;
  readonly learner: Learner;
  readonly collector: RolloutCollector;
}

/** Begins to learn as `train` does, without normalisation. */
export function beginLearning(agent: Agent, env: string, envs: number): Learning {
  const random = new Random(1);
  const environments: VectorEnvironment = makeVector(env, envs);
  const { observationSpace, actionSpace } = environments;
  const learner = agent.start({ observationSpace, actionSpace, random: random.split('learner') });
  environments.reset(random);
  const collector = new RolloutCollector(environments, learner.policy, { random: random.split('actions') });
  return { environments, learner, collector };
}

/**
 * One update on a rollout, from the same parameters every time: without that, an agent that learns from one rollout
 * over and over soon has nothing left to learn, and less to do.
 */
export function repeatableUpdate({ learner }: Learning, rollout: Rollout): () => void {
  const { values } = learner.parameters;
  const first = values.slice();
  return () => {
    values.set(first);
    learner.update(rollout, 0);
  };
}
