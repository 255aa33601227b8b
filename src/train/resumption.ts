import type { Agent, Learner } from '../core/agent.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Environment } from '../core/environment.ts';
import type { EpisodeWindow } from '../core/episode-window.ts';
import { InputError, show } from '../core/input-error.ts';
import { describeSpace } from '../core/spaces.ts';

/** The part of a run that a checkpoint must fit. */
export interface Resumed {
  readonly agent: Pick<Agent, 'name' | 'hyperparameters'>;
  readonly spaces: Pick<Environment, 'observationSpace' | 'actionSpace'>;
  readonly envs: number;
}

/**
 * Refuses a checkpoint from which a run could not go on as it would have.
 *
 * @throws InputError where it is of another agent, other hyperparameters, other spaces or another number of environments
 */
export function requireResumable(checkpoint: Checkpoint, { agent, spaces, envs }: Resumed): void {
  const same = (what: string, given: unknown, expected: unknown) => {
    if (JSON.stringify(given) === JSON.stringify(expected)) return;
    throw new InputError(`resume: ${what}`, `must be that of the checkpoint, ${show(expected)}`, show(given));
  };
  same('agent', agent.name, checkpoint.agent.name);
  for (const [name, value] of Object.entries(checkpoint.agent.hyperparameters)) {
    same(name, agent.hyperparameters[name], value);
  }
  for (const kind of ['observationSpace', 'actionSpace'] as const) {
    same(kind, describeSpace(spaces[kind]), describeSpace(checkpoint[kind]));
  }
  const { length } = checkpoint.collector.environments;
  if (length > 0) same('envs', envs, length);
}

/** Puts back all that was learned, and the episodes of which the mean return is taken. */
export function restoreLearning(checkpoint: Checkpoint, learner: Learner, recent: EpisodeWindow): void {
  const { values, layout } = learner.parameters;
  if (JSON.stringify(layout) !== JSON.stringify(checkpoint.layout)) {
    throw new InputError('resume', `networks of the layout ${show(layout)}`, show(checkpoint.layout));
  }
  values.set(checkpoint.parameters);
  learner.restore({ ...checkpoint, valueMemory: valueMemoryOf(checkpoint) });
  for (const episode of checkpoint.recent) recent.add(episode);
}

/** What the value function remembers of episodes that go on; zeros of environments that were not saved, and begin others. */
function valueMemoryOf({ valueMemory, collector: { environments } }: Checkpoint): Float32Array | undefined {
  if (valueMemory === undefined || environments.length === 0) return undefined;
  const memory = valueMemory.slice();
  const stateSize = memory.length / environments.length;
  for (const [i, { saved }] of environments.entries()) {
    if (saved === undefined) memory.fill(0, i * stateSize, (i + 1) * stateSize);
  }
  return memory;
}
