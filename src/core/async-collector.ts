import type { AsyncVectorEnvironment } from './async-vector-environment.ts';
import type { CollectAmount, Collector, CollectorState, TrainingEpisode } from './collector.ts';
import type { Policy } from './policy.ts';
import type { Rollout } from './rollout.ts';
import { RolloutCollector, type RolloutCollectorSettings } from './rollout-collector.ts';
import type { ActionKind } from './spaces.ts';

/**
 * Runs a policy in asynchronous environments: a {@link RolloutCollector} that waits for the answers of all environments
 * to each step. The rollouts are those of synchronous environments that give the same answers, to the bit.
 */
export class AsyncCollector<K extends ActionKind = ActionKind> implements Collector {
  readonly #environments: AsyncVectorEnvironment<K>;
  readonly #collector: RolloutCollector<K>;

  /** Takes environments that are reset already, or from which what `settings.state` restores is fetched. */
  constructor(environments: AsyncVectorEnvironment<K>, policy: Policy<K>, settings: RolloutCollectorSettings) {
    this.#environments = environments;
    this.#collector = new RolloutCollector(environments.answered, policy, settings);
  }

  get steps(): number {
    return this.#collector.steps;
  }

  get episodes(): TrainingEpisode[] {
    return this.#collector.episodes;
  }

  async collect(amount: CollectAmount): Promise<Rollout> {
    const steps = this.#collector.run(amount);
    let step = steps.next();
    while (step.done !== true) {
      await this.#environments.fetchStep(step.value);
      step = steps.next();
    }
    await this.#environments.fetchSaved();
    return step.value;
  }

  state(): CollectorState {
    return this.#collector.state();
  }

  close(): Promise<void> {
    return this.#environments.close();
  }
}
