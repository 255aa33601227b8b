import { createActorCritic } from '../core/actor-critic.ts';
import { explainedVariance, normalizeAdvantages } from '../core/advantages.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import * as h from '../core/hyperparameters.ts';
import { entropies } from '../core/objectives.ts';
import { adam } from '../core/optimizers/adam.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { sgd } from '../core/optimizers/sgd.ts';
import { batchOf } from '../core/rollout.ts';
import { estimateAdvantages, valueRollout } from '../core/rollout-values.ts';
import { scheduled } from '../core/schedules.ts';
import type { ActionKind } from '../core/spaces.ts';
import { mean } from '../core/statistics.ts';
import { measureFrom, naturalGradient, trustRegionScale } from '../core/trust-region.ts';
import { fitValueFunction } from '../core/value-function.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 256, 'steps that each environment takes between two updates'),
  maxKl: h.hyperparameter(h.positive, 0.01, 'δ: the step is √(2δ / xᵀFx), where the quadratic model of the KL is δ'),
  stepSize: h.hyperparameter(h.orNull(h.schedule(h.nonNegative)), null, 'a fixed multiple of x instead of that step'),
  ...h.naturalGradientHyperparameters,
  gamma: h.gammaHyperparameter,
  lambda: h.hyperparameter(h.fraction, 0.95, 'trace decay λ of the advantage estimate'),
  normalizeAdvantages: h.hyperparameter(h.flag, true, 'scale each rollout’s advantages to mean 0, deviation 1'),
  ...h.valueFitHyperparameters,
  ...h.networkHyperparameters,
  ...h.normalizationHyperparameters,
};

export type NpgHyperparameters = h.ValuesOf<typeof hyperparameters>;

/**
 * The natural policy gradient (Kakade 2001), truncated (Duan et al. 2016, section 4.2): θ ← θ + α x, with x ≈ F⁻¹ g by a
 * few iterations of conjugate gradient on Fisher-vector products.
 *
 * α is √(2δ / xᵀFx), at which the quadratic model of the mean KL(π_old‖π) is δ, or fixed. Nothing is measured before the
 * step is taken; where conjugate gradient refuses, none is. The value function is fitted after.
 */
export const npgDefinition = defineAgent({
  name: 'npg',
  summary: 'natural policy gradient, by conjugate gradient (Kakade 2001)',
  actionKinds: ['discrete', 'box'],
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: NpgHyperparameters, settings: LearnerSettings<K>) {
    const { policy, valueFunction, parameters } = createActorCritic<K>({ ...hyper, ...settings });
    const ascent = new Ascent(policy.parameters, sgd());
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
        const { direction, cgStopped: _, ...found } = naturalGradient(policy, batch, hyper);
        const scale =
          hyper.stepSize === null ? trustRegionScale(found, hyper.maxKl) : scheduled(hyper.stepSize, progress);
        const measure = measureFrom(policy, batch);
        const stepNorm = scale * ascent.step(direction, scale);
        const { kl, improvement } = measure();
        const examples = { observations: rollout.observations, returns };
        const valueLoss = fitValueFunction(valueFunction, valueAscent, examples, h.valueFitOf(hyper, progress), order);
        return {
          ...found,
          stepSize: scale,
          stepNorm,
          kl,
          improvement,
          entropy: mean(entropies(policy, batch)),
          valueLoss,
          explainedVariance: explainedVariance(values.values, returns),
        };
      },
      state: () => ({ optimizers: { valueFunction: valueAscent.state() }, random: order.state() }),
    };
  },
});

/** An NPG agent with these hyperparameters, and the defaults of the rest. */
export function npg(hyperparameters: Partial<NpgHyperparameters> = {}): Agent {
  return npgDefinition.create(hyperparameters);
}
