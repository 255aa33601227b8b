import type { ActionRows } from './distributions/distribution.ts';
import type { RewardNormalizer } from './normalization.ts';
import type { Policy } from './policy.ts';
import type { Random } from './random.ts';
import type { Rollout } from './rollout.ts';
import type { ActionKind } from './spaces.ts';
import { Trajectory } from './trajectory.ts';
import type { ActionBatch, FinishedEpisode, VectorEnvironment } from './vector-environment.ts';

/** An episode that ended in training, and after which environment step. */
export interface TrainingEpisode extends FinishedEpisode {
  readonly step: number;
}

/** How much to collect at a time: steps or whole episodes, of each environment. */
export type CollectAmount = { readonly steps: number } | { readonly episodes: number };

/** Runs a policy in a vector environment and keeps what happens, carrying episodes over from one rollout to the next. */
export class RolloutCollector<K extends ActionKind = ActionKind> {
  /** The episodes that ended since this list was last emptied; its reader empties it. */
  readonly episodes: TrainingEpisode[] = [];
  readonly #environments: VectorEnvironment<K>;
  readonly #policy: Policy<K>;
  readonly #rewardNormalizer: RewardNormalizer | undefined;
  readonly #random: Random;
  /** The current observations as the policy sees them. */
  readonly #observations: Float32Array;
  readonly #trajectories: readonly Trajectory[];
  readonly #sampled: ActionRows;
  readonly #taken: ActionBatch<K>;

  /** Takes environments that are reset already. `random` is where actions are sampled from. */
  constructor(
    environments: VectorEnvironment<K>,
    policy: Policy<K>,
    { random, rewardNormalizer }: { readonly random: Random; readonly rewardNormalizer?: RewardNormalizer | undefined },
  ) {
    const { count } = environments;
    this.#environments = environments;
    this.#policy = policy;
    this.#rewardNormalizer = rewardNormalizer;
    this.#random = random;
    this.#observations = new Float32Array(environments.observations.length);
    this.#sampled = policy.actionRows(count);
    this.#taken = policy.actionRows(count) as ActionBatch<K>;
    this.#trajectories = Array.from({ length: count }, () => new Trajectory(this.#sampled));
    for (let i = 0; i < count; i++) this.#see(i);
  }

  /** Collects the given number of steps, or of whole episodes, of each environment. */
  collect(amount: CollectAmount): Rollout {
    for (const trajectory of this.#trajectories) trajectory.clear();
    if ('steps' in amount) for (let t = 0; t < amount.steps; t++) this.#step();
    else this.#runEpisodes(amount.episodes);
    this.#trajectories.forEach((trajectory, i) => {
      if (!trajectory.isDone) trajectory.cut(this.#row(this.#observations, i));
    });
    return Trajectory.join(this.#trajectories);
  }

  /** Runs every environment until it has finished `count` episodes; one that has waits for the others. */
  #runEpisodes(count: number): void {
    const left = new Uint32Array(this.#environments.count).fill(count);
    const active = new Uint8Array(left.length).fill(1);
    while (active.includes(1)) {
      this.#step(active);
      for (const { environment } of this.#environments.episodes) {
        left[environment] = (left[environment] as number) - 1;
        active[environment] = left[environment] === 0 ? 0 : 1;
      }
    }
  }

  #step(active?: Uint8Array): void {
    const environments = this.#environments;
    const isActive = (i: number) => active === undefined || active[i] !== 0;
    this.#act(isActive);
    environments.step(this.#taken, active);
    for (let i = 0; i < environments.count; i++) if (isActive(i)) this.#keep(i);
    for (const episode of environments.episodes) this.episodes.push({ ...episode, step: environments.steps });
  }

  /** Samples an action for every active environment and writes what led to it into its trajectory. */
  #act(isActive: (i: number) => boolean): void {
    const { count, masks } = this.#environments;
    const policy = this.#policy;
    const omega = policy.omega(this.#observations, count);
    const actions = masks === undefined ? 0 : masks.length / count;
    const d = policy.distribution.actionSize;
    for (let i = 0; i < count; i++) {
      if (!isActive(i)) continue;
      const mask = masks?.subarray(i * actions, (i + 1) * actions);
      policy.distribution.sample(omega, i, this.#random, this.#sampled, i, mask);
      policy.toActionSpace(this.#sampled, i, this.#taken);
      const action = this.#sampled.subarray(i * d, (i + 1) * d);
      (this.#trajectories[i] as Trajectory).act(this.#row(this.#observations, i), action, mask);
    }
  }

  /** Writes what followed into environment i's trajectory, and looks at its next observation. */
  #keep(i: number): void {
    const { rewards, terminated, truncated, finalObservations } = this.#environments;
    const trajectory = this.#trajectories[i] as Trajectory;
    const ends = { terminated: terminated[i] === 1, truncated: truncated[i] === 1 };
    const reward = rewards[i] as number;
    const done = ends.terminated || ends.truncated;
    trajectory.receive(this.#rewardNormalizer?.normalize(reward, done, i) ?? reward, ends);
    if (ends.truncated && !ends.terminated) {
      const last = Float32Array.from(this.#row(finalObservations, i));
      this.#policy.normalizer?.normalize(last);
      trajectory.cut(last);
    }
    this.#see(i);
  }

  /** Normalises the current observation of environment i, once. */
  #see(i: number): void {
    const row = this.#row(this.#observations, i);
    row.set(this.#row(this.#environments.observations, i));
    this.#policy.normalizer?.update(row);
    this.#policy.normalizer?.normalize(row);
  }

  #row(rows: Float32Array, i: number): Float32Array {
    const size = rows.length / this.#environments.count;
    return rows.subarray(i * size, (i + 1) * size);
  }
}
