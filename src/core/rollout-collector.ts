import type { ActionSampler } from './action-sampler.ts';
import type { CollectAmount, Collector, CollectorState, TrainingEpisode } from './collector.ts';
import type { ActionRows } from './distributions/distribution.ts';
import type { RewardNormalizer } from './normalization.ts';
import type { Actor, Policy } from './policy.ts';
import type { Random } from './random.ts';
import type { Rollout } from './rollout.ts';
import { copyRow } from './rollout-cuts.ts';
import { RolloutRows } from './rollout-rows.ts';
import type { ActionKind } from './spaces.ts';
import type { ActionBatch, VectorEnvironment } from './vector-environment.ts';

/** What a collector is made with, besides environments and policy. */
export interface RolloutCollectorSettings {
  /** Actions of environment `i` are sampled from the stream `<i>` of this one, so that no other has a part in them. */
  readonly random: Random;
  readonly rewardNormalizer?: RewardNormalizer | undefined;
  /** Where to go on; environments that cannot be restored begin episodes, seeded from streams of their own. */
  readonly state?: CollectorState | undefined;
}

/** What every environment is about to do, and which of them do it; absent where all do. */
export interface ChosenActions<K extends ActionKind = ActionKind> {
  readonly actions: ActionBatch<K>;
  readonly active: Uint8Array | undefined;
}

/**
 * Runs a policy in a vector environment and keeps what happens, carrying episodes over from one rollout to the next.
 * A step makes nothing that the garbage collector would have to find again.
 */
export class RolloutCollector<K extends ActionKind = ActionKind> implements Collector {
  readonly episodes: TrainingEpisode[] = [];
  readonly #environments: VectorEnvironment<K>;
  readonly #policy: Policy<K>;
  readonly #rewardNormalizer: RewardNormalizer | undefined;
  readonly #streams: readonly Random[];
  /** The current observations as the policy sees them. */
  readonly #observations: Float32Array;
  /** An observation's size. */
  readonly #size: number;
  /** Room for one observation at which a return is cut. */
  readonly #reached: Float32Array;
  readonly #rows: RolloutRows;
  readonly #sampled: ActionRows;
  readonly #taken: ActionBatch<K>;
  /** What the policy remembers of each environment's episode, `[count, stateSize]`; zeros where one begins. */
  readonly #memory: Float32Array;
  /** Draws the actions of the current rollout. */
  #sampler: ActionSampler;
  /** The rows of the environments' masks, as views, once there are any. */
  #masks: readonly Uint8Array[] = [];

  /** Takes environments that are reset already, or that are to go on from `settings.state`. */
  constructor(environments: VectorEnvironment<K>, policy: Policy<K>, settings: RolloutCollectorSettings) {
    const { count, first } = environments;
    this.#environments = environments;
    this.#policy = policy;
    this.#rewardNormalizer = settings.rewardNormalizer;
    this.#streams = Array.from({ length: count }, (_, i) => settings.random.split(String(first + i)));
    this.#observations = new Float32Array(environments.observations.length);
    this.#size = this.#observations.length / count;
    this.#reached = new Float32Array(this.#size);
    this.#sampled = policy.actionRows(count);
    this.#sampler = policy.sampler(count);
    this.#taken = policy.actionRows(count) as ActionBatch<K>;
    this.#memory = new Float32Array(count * policy.stateSize);
    const sizes = { observation: this.#size, action: policy.distribution.actionSize };
    this.#rows = new RolloutRows(count, sizes, this.#sampled);
    if (settings.state !== undefined) this.#restore(settings.state, settings.random);
    else for (let i = 0; i < count; i++) this.#see(i);
  }

  get steps(): number {
    return this.#environments.steps;
  }

  collect(amount: CollectAmount): Rollout {
    const { actor, left, before } = this.#begin(amount);
    while (left.any) {
      this.#act(actor, left.active);
      this.#take(left);
    }
    return this.#finish(before);
  }

  /**
   * As {@link collect}, for a caller that must wait between the choice of actions and the taking of them: it yields what
   * was chosen, which the next step writes anew.
   */
  *run(amount: CollectAmount): Generator<ChosenActions<K>, Rollout, void> {
    const { actor, left, before } = this.#begin(amount);
    const chosen = { actions: this.#taken, active: left.active };
    while (left.any) {
      this.#act(actor, left.active);
      yield chosen;
      this.#take(left);
    }
    return this.#finish(before);
  }

  state(): CollectorState {
    const environments = this.#environments.saveStates().map((state, i) => ({
      ...state,
      seen: this.#observations.slice(i * this.#size, (i + 1) * this.#size),
      actions: (this.#streams[i] as Random).state(),
      ...(this.#memory.length > 0 && { memory: this.#memoryOf(i).slice() }),
    }));
    return { steps: this.steps, environments };
  }

  close(): void {
    this.#environments.close();
  }

  /** The policy as it is now, and what it remembers, for the rollout to tell. */
  #begin(amount: CollectAmount) {
    const before = this.#memory.length > 0 ? { memory: this.#memory.slice() } : undefined;
    this.#rows.begin('steps' in amount ? amount.steps : undefined);
    this.#sampler = this.#policy.sampler(this.#environments.count);
    const actor = this.#policy.actor(this.#environments.count, this.#memory);
    return { before, actor, left: new StepsLeft(amount, this.#environments) };
  }

  #finish(before: { readonly memory: Float32Array } | undefined): Rollout {
    for (let i = 0; i < this.#environments.count; i++) {
      if (!this.#rows.isDone(i)) this.#rows.cut(i, this.#observations, i);
    }
    const rollout = this.#rows.finish();
    return before === undefined ? rollout : { ...rollout, ...before };
  }

  /** Samples an action for every active environment and writes what led to it into its row. */
  #act(actor: Actor, active: Uint8Array | undefined): void {
    const { count, masks } = this.#environments;
    const policy = this.#policy;
    const omega = actor.omega(this.#observations, active);
    if (masks !== undefined && this.#masks.length === 0) this.#masks = viewsOf(masks, count);
    for (let i = 0; i < count; i++) {
      if (active !== undefined && active[i] === 0) continue;
      this.#sampler.sample(omega, actor, i, this.#streams[i] as Random, this.#sampled, this.#masks[i]);
      policy.toActionSpace(this.#sampled, i, this.#taken);
      this.#rows.act(i, this.#observations, this.#sampled, masks);
    }
  }

  /** Has the active environments take the actions chosen, and keeps what comes of them. */
  #take(left: StepsLeft): void {
    const environments = this.#environments;
    const { active } = left;
    environments.step(this.#taken, active);
    for (let i = 0; i < environments.count; i++) if (active === undefined || active[i] !== 0) this.#keep(i);
    for (let e = 0; e < environments.episodes.length; e++) this.#keepEpisode(e);
    left.count();
  }

  /** Writes what followed into environment i's row, and looks at its next observation. */
  #keep(i: number): void {
    const environments = this.#environments;
    const terminated = environments.terminated[i] as number;
    const truncated = environments.truncated[i] as number;
    const reward = environments.rewards[i] as number;
    const seen = this.#rewardNormalizer?.normalize(reward, terminated + truncated > 0, i) ?? reward;
    this.#rows.receive(i, seen, terminated, truncated);
    if (truncated === 1 && terminated === 0) {
      copyRow(environments.finalObservations, i, this.#reached, 0, this.#size);
      this.#policy.normalizer?.normalize(this.#reached);
      this.#rows.cut(i, this.#reached, 0);
    }
    this.#see(i);
  }

  #keepEpisode(e: number): void {
    const { environment, return: total, length } = this.#environments.episodes[e] as TrainingEpisode;
    const i = environment - this.#environments.first;
    this.#sampler.beginEpisode(i);
    if (this.#memory.length > 0) this.#memoryOf(i).fill(0);
    this.episodes.push({ environment, return: total, length, step: this.#environments.steps });
  }

  #memoryOf(i: number): Float32Array {
    const { stateSize } = this.#policy;
    return this.#memory.subarray(i * stateSize, (i + 1) * stateSize);
  }

  #restore({ steps, environments }: CollectorState, random: Random): void {
    const restored = this.#environments.restoreStates(environments, steps, resumedStream(random, steps));
    for (const [i, isRestored] of restored.entries()) {
      const { actions, seen, memory } = environments[i] ?? {};
      if (actions !== undefined) this.#streams[i]?.restore(actions);
      if (memory !== undefined && isRestored) this.#memoryOf(i).set(memory);
      if (seen !== undefined && isRestored) this.#observations.set(seen, i * this.#size);
      else this.#see(i);
    }
  }

  /** Normalises the current observation of environment i, once. */
  #see(i: number): void {
    copyRow(this.#environments.observations, i, this.#observations, i, this.#size);
    const { normalizer } = this.#policy;
    if (normalizer === undefined) return;
    normalizer.update(this.#observations, i * this.#size);
    normalizer.normalize(this.#observations, i * this.#size);
  }
}

/** From what environments are seeded that cannot go on where a resumed run was after so many steps. */
export function resumedStream(actions: Random, steps: number): Random {
  return actions.split(`resumed/${steps}`);
}

/** How much of a rollout is to come: steps of all environments, or episodes of each, where one that is done waits. */
class StepsLeft {
  /** 1 for each environment that has episodes left; absent where steps are counted, which all take. */
  readonly active: Uint8Array | undefined;
  readonly #environments: VectorEnvironment;
  readonly #episodes: Uint32Array;
  #steps: number;

  constructor(amount: CollectAmount, environments: VectorEnvironment) {
    const { count } = environments;
    this.#environments = environments;
    this.#steps = 'steps' in amount ? amount.steps : 0;
    this.active = 'steps' in amount ? undefined : new Uint8Array(count).fill(1);
    this.#episodes = 'steps' in amount ? new Uint32Array(0) : new Uint32Array(count).fill(amount.episodes);
  }

  get any(): boolean {
    return this.active === undefined ? this.#steps > 0 : this.active.includes(1);
  }

  /** Takes off what the latest step brought. */
  count(): void {
    this.#steps -= 1;
    if (this.active === undefined) return;
    const { episodes, first } = this.#environments;
    for (const { environment } of episodes) {
      const i = environment - first;
      this.#episodes[i] = (this.#episodes[i] as number) - 1;
      this.active[i] = this.#episodes[i] === 0 ? 0 : 1;
    }
  }
}

function viewsOf(masks: Uint8Array, count: number): Uint8Array[] {
  const width = masks.length / count;
  return Array.from({ length: count }, (_, i) => masks.subarray(i * width, (i + 1) * width));
}
