import { explainedVariance, normalizeAdvantages, type TraceSettings } from './advantages.ts';
import type { LearnerState } from './agent.ts';
import { type ValuesOf, type valueFitHyperparameters, valueFitOf } from './hyperparameters.ts';
import type { Batch } from './objectives.ts';
import { adam } from './optimizers/adam.ts';
import { Ascent } from './optimizers/ascent.ts';
import type { Policy } from './policy.ts';
import type { Random } from './random.ts';
import { batchOf, type Rollout } from './rollout.ts';
import { estimateAdvantages, valueRollout } from './rollout-values.ts';
import type { Sequences } from './sequences.ts';
import { fitValueFunction, type ValueFunction } from './value-function.ts';

/** What a critic says of a rollout, before it learns from it. */
export interface Critique {
  /** The rollout, with advantages and the log-probabilities of the policy as it is. */
  readonly batch: Batch;
  /** The λ-returns, to which the value function is to be fitted. */
  readonly returns: Float32Array;
  readonly explainedVariance: number;
}

/** A value function that is fitted by itself, apart from the policy, with an Adam and an order of its own. */
export class Critic {
  readonly valueFunction: ValueFunction;
  readonly #fit: ValuesOf<typeof valueFitHyperparameters>;
  readonly #ascent: Ascent;
  readonly #order: Random;

  constructor(valueFunction: ValueFunction, fit: ValuesOf<typeof valueFitHyperparameters>, random: Random) {
    this.valueFunction = valueFunction;
    this.#fit = fit;
    this.#ascent = new Ascent(valueFunction.parameters, adam());
    this.#order = random.split('minibatches');
  }

  /** Advantages by {@link estimateAdvantages}, normalised over the whole rollout where that is wanted. */
  judge(
    rollout: Rollout,
    policy: Policy,
    settings: TraceSettings & { readonly normalizeAdvantages: boolean },
  ): Critique {
    const { values, nextValues } = valueRollout(rollout, this.valueFunction);
    const { advantages, returns } = estimateAdvantages(rollout, { values, nextValues }, settings);
    const weights = settings.normalizeAdvantages ? normalizeAdvantages(advantages) : advantages;
    return {
      batch: batchOf(rollout, policy, weights),
      returns,
      explainedVariance: explainedVariance(values, returns),
    };
  }

  /** Fits the value function to `returns` (with a memory, over the sequences of `valueRollout`), after the share `progress` of the run; the mean squared error on the way. */
  fit(
    { observations, sequences }: Pick<Rollout, 'observations'> & { readonly sequences?: Sequences | undefined },
    returns: Float32Array,
    progress: number,
  ): number {
    const settings = valueFitOf(this.#fit, progress);
    const targets = { observations, returns, sequences };
    return fitValueFunction(this.valueFunction, this.#ascent, targets, settings, this.#order);
  }

  state(): LearnerState {
    const { memory: valueMemory } = this.valueFunction;
    return { optimizers: { valueFunction: this.#ascent.state() }, random: this.#order.state(), valueMemory };
  }

  /** Goes on from what {@link state} returned. */
  restore({ optimizers, random, valueMemory }: LearnerState): void {
    this.valueFunction.memory = valueMemory;
    this.#ascent.restore(optimizers.valueFunction);
    this.#order.restore(random);
  }
}
