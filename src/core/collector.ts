import type { BackendName } from './backend.ts';
import type { Environment } from './environment.ts';
import type { RewardNormalizer } from './normalization.ts';
import type { Policy } from './policy.ts';
import type { RandomState } from './random.ts';
import type { Rollout } from './rollout.ts';
import type { EnvironmentState, FinishedEpisode } from './vector-environment.ts';

/** An episode that ended in training, and after which environment step. */
export interface TrainingEpisode extends FinishedEpisode {
  readonly step: number;
}

/** How much to collect at a time: steps or whole episodes, of each environment. */
export type CollectAmount = { readonly steps: number } | { readonly episodes: number };

/** A collector between two rollouts, with all that the next ones depend on besides the policy and the normalisers. */
export interface CollectorState {
  /** How many environment steps it has taken, over all environments. */
  readonly steps: number;
  /** One for each environment; none where they went on before they could be saved, as when one of them failed. */
  readonly environments: readonly CollectedState[];
}

/** One environment of a collector, and how its policy acts in it. */
export interface CollectedState extends EnvironmentState {
  /** What it showed last as the policy sees it: normalised by the moments of then. */
  readonly seen: Float32Array;
  /** The stream from which its actions are sampled. */
  readonly actions: RandomState;
  /** What a policy with a memory remembers of its episode. */
  readonly memory?: Float32Array;
}

/** Runs the policy that is being learned, as it is at the beginning of each rollout, in the environments of a run. */
export interface Collector {
  /** How many environment steps it has taken, over all environments. */
  readonly steps: number;
  /** The episodes that ended since this list was last emptied; its reader empties it. */
  readonly episodes: TrainingEpisode[];
  /** Collects the given number of steps, or of whole episodes, of each environment. */
  collect(amount: CollectAmount): Rollout | Promise<Rollout>;
  /** As it is now, or as its latest rollout left it; {@link CollectorRequest.state} goes on from it. */
  state(): CollectorState;
  /** Closes the environments; nothing is collected afterwards. */
  close(): void | Promise<void>;
}

/** What a run tells whoever collects for it. */
export interface CollectorRequest {
  /** The id of the environment, or what makes one. */
  readonly env: string | (() => Environment);
  /** How many environments run side by side. */
  readonly envs: number;
  /** The seed of the run: environment `i` and its actions have the streams that `runStreams` names. */
  readonly seed: number;
  readonly backend: BackendName;
  /** The policy that is being learned; what acts elsewhere takes its parameters before each rollout. */
  readonly policy: Policy;
  /** The agent's hyperparameters, the policy network's among them. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Whether the policy's network is the user's own, which `hyperparameters` cannot describe. */
  readonly ownNetwork: boolean;
  readonly rewardNormalizer: RewardNormalizer | undefined;
  /** Where to go on, in a run that is resumed; environments whose state is not there begin new episodes. */
  readonly state?: CollectorState | undefined;
}

/** Makes what collects for a run, in place of the environments that `train` would run itself. */
export type CollectorFactory = (request: CollectorRequest) => Collector | Promise<Collector>;
