import type { CollectAmount } from './collector.ts';
import {
  completeHyperparameters,
  type gammaHyperparameter,
  type Hyperparameters,
  type networkHyperparameters,
  type normalizationHyperparameters,
  type ValuesOf,
} from './hyperparameters.ts';
import type { Network } from './networks/network.ts';
import type { ObservationNormalizer } from './normalization.ts';
import type { OptimizerState } from './optimizers/optimizer.ts';
import type { Parameters } from './parameters.ts';
import type { Policy } from './policy.ts';
import type { Random, RandomState } from './random.ts';
import type { Rollout } from './rollout.ts';
import type { ActionKind, ActionSpace, ObservationSpace } from './spaces.ts';

/** What an agent is given when it begins to learn. */
export interface LearnerSettings<K extends ActionKind = ActionKind> {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  /** Where first weights and the order of minibatches come from. */
  readonly random: Random;
  /** What the policy's observations pass through. */
  readonly normalizer?: ObservationNormalizer | undefined;
  /** Networks of one's own in place of the standard ones. */
  readonly policyNetwork?: Network | undefined;
  readonly valueNetwork?: Network | undefined;
}

/** All that a learner must keep to continue, besides the parameters. */
export interface LearnerState {
  readonly optimizers: Readonly<Record<string, OptimizerState>>;
  readonly random?: RandomState;
  /** Single numbers that move with the updates, such as a penalty's weight. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** What a value function with a memory remembers of each environment's episode; see `ValueFunction.memory`. */
  readonly valueMemory?: Float32Array | undefined;
}

/** An agent at work: a policy, and the rule by which rollouts improve it. */
export interface Learner<K extends ActionKind = ActionKind> {
  readonly policy: Policy<K>;
  /** Everything that is learned, in one flat vector of which the policy's parameters are the first part. */
  readonly parameters: Parameters;
  /**
   * Learns from one rollout.
   *
   * @param progress the share of the run that was done when the rollout began, on [0, 1]
   * @returns the diagnostics, under the same names on every update
   * @throws InputError where a loss or a gradient is not finite; the parameters are not touched by it
   */
  update(rollout: Rollout, progress: number): Record<string, number>;
  /** All that later updates depend on, besides the parameters. */
  state(): LearnerState;
  /**
   * Goes on from what {@link state} of a learner with the same hyperparameters returned; the parameters are the caller's
   * to set.
   *
   * @throws InputError where it is the state of another kind of learner
   */
  restore(state: LearnerState): void;
}

/** A configured algorithm, like an optimiser: a value that any number of runs can start from. */
export interface Agent {
  readonly name: string;
  /** The kinds of action that it can learn to take. */
  readonly actionKinds: readonly ActionKind[];
  /** All of them, defaults included; JSON-serialisable. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** What each environment runs between two updates. */
  readonly collect: CollectAmount;
  readonly normalizeObservations: boolean;
  /** The discount that scales rewards, where they are to be normalised. */
  readonly normalizeRewards: { readonly gamma: number } | undefined;
  /** Begins to learn. */
  start<K extends ActionKind>(settings: LearnerSettings<K>): Learner<K>;
}

/** What there is to know of an algorithm before it is configured. */
export interface AgentDefinition<H extends Hyperparameters = Hyperparameters> {
  readonly name: string;
  /** One line: the algorithm's full name and its source. */
  readonly summary: string;
  readonly actionKinds: readonly ActionKind[];
  /** What can be set, with defaults and explanations. */
  readonly hyperparameters: H;
  /** Configures it; throws InputError for a name or a value that is not accepted. */
  create(hyperparameters?: Partial<ValuesOf<H>>): Agent;
}

/** An algorithm as its author writes it down. */
export interface Algorithm<H extends Hyperparameters> extends Omit<AgentDefinition<H>, 'create'> {
  /** What each environment runs between two updates. */
  collect(values: ValuesOf<H>): CollectAmount;
  start<K extends ActionKind>(values: ValuesOf<H>, settings: LearnerSettings<K>): Learner<K>;
}

/** The hyperparameters that every agent has, under the same names. */
export type SharedHyperparameters = typeof networkHyperparameters &
  typeof normalizationHyperparameters & { readonly gamma: typeof gammaHyperparameter };

/** Makes an algorithm that can be configured: checks its hyperparameters and completes them with their defaults. */
export function defineAgent<H extends SharedHyperparameters>(algorithm: Algorithm<H>): AgentDefinition<H> {
  const { collect, start, ...definition } = algorithm;
  return {
    ...definition,
    create(given = {}) {
      const values = completeHyperparameters(algorithm.name, algorithm.hyperparameters, given);
      const shared = values as ValuesOf<SharedHyperparameters>;
      return {
        name: algorithm.name,
        actionKinds: algorithm.actionKinds,
        hyperparameters: values,
        collect: collect(values),
        normalizeObservations: shared.normalizeObservations,
        normalizeRewards: shared.normalizeRewards ? { gamma: shared.gamma } : undefined,
        start: (settings) => start(values, settings),
      };
    },
  };
}
