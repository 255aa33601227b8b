import { createActorCritic } from '../core/actor-critic.ts';
import { explainedVariance, normalizeAdvantages } from '../core/advantages.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import * as h from '../core/hyperparameters.ts';
import { entropies } from '../core/objectives.ts';
import { adam } from '../core/optimizers/adam.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { batchOf } from '../core/rollout.ts';
import { estimateAdvantages, valueRollout } from '../core/rollout-values.ts';
import type { ActionKind } from '../core/spaces.ts';
import { mean } from '../core/statistics.ts';
import { trustRegionStep } from '../core/trust-region.ts';
import { fitValueFunction } from '../core/value-function.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 256, 'steps that each environment takes between two updates'),
  maxKl: h.hyperparameter(h.positive, 0.01, 'δ, the most that the mean KL(π_old‖π) may become in an update'),
  backtrack: h.hyperparameter(h.insideUnit, 0.8, 'what a refused step is multiplied with'),
  tries: h.hyperparameter(h.count, 10, 'how many steps the line search tries'),
  ...h.naturalGradientHyperparameters,
  gamma: h.gammaHyperparameter,
  lambda: h.hyperparameter(h.fraction, 0.95, 'trace decay λ of the advantage estimate'),
  normalizeAdvantages: h.hyperparameter(h.flag, true, 'scale each rollout’s advantages to mean 0, deviation 1'),
  ...h.valueFitHyperparameters,
  ...h.networkHyperparameters,
  ...h.normalizationHyperparameters,
};

export type TrpoHyperparameters = h.ValuesOf<typeof hyperparameters>;

/**
 * Trust region policy optimisation (Schulman et al. 2015, appendix C): maximise E[ρ Â] subject to E[KL(π_old‖π)] ≤ δ.
 *
 * Each update goes along the natural gradient, found by conjugate gradient on Fisher-vector products, as far as the
 * quadratic model of the KL allows, and back until the measured surrogate has risen and the measured KL is below δ. Where
 * no step is accepted the policy stays as it was, to the bit, and `accepted` is 0. The value function is fitted after.
 */
export const trpoDefinition = defineAgent({
  name: 'trpo',
  summary: 'trust region policy optimisation (Schulman et al. 2015)',
  actionKinds: ['discrete', 'box'],
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: TrpoHyperparameters, settings: LearnerSettings<K>) {
    const { policy, valueFunction, parameters } = createActorCritic<K>({ ...hyper, ...settings });
    const valueAscent = new Ascent(valueFunction.parameters, adam());
    const order = settings.random.split('minibatches');
    return {
      policy,
      parameters,
      update(rollout, progress) {
        const values = valueRollout(rollout, valueFunction);
        const { advantages, returns } = estimateAdvantages(rollout, values, hyper);
        const weights = hyper.normalizeAdvantages ? normalizeAdvantages(advantages) : advantages;
        const batch = batchOf(rollout, policy, weights);
        const { accepted, cgStopped: _, ...measures } = trustRegionStep(policy, batch, hyper);
        const examples = { observations: rollout.observations, returns };
        const valueLoss = fitValueFunction(valueFunction, valueAscent, examples, h.valueFitOf(hyper, progress), order);
        return {
          ...measures,
          accepted: Number(accepted),
          entropy: mean(entropies(policy, batch)),
          valueLoss,
          explainedVariance: explainedVariance(values.values, returns),
        };
      },
      state: () => ({ optimizers: { valueFunction: valueAscent.state() }, random: order.state() }),
    };
  },
});

/** A TRPO agent with these hyperparameters, and the defaults of the rest. */
export function trpo(hyperparameters: Partial<TrpoHyperparameters> = {}): Agent {
  return trpoDefinition.create(hyperparameters);
}
