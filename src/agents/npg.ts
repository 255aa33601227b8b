import { createActorCritic } from '../core/actor-critic.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import { Critic } from '../core/critic.ts';
import * as h from '../core/hyperparameters.ts';
import { entropies } from '../core/objectives.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { sgd } from '../core/optimizers/sgd.ts';
import { scheduled } from '../core/schedules.ts';
import { type ActionKind, actionKinds } from '../core/spaces.ts';
import { mean } from '../core/statistics.ts';
import { measureFrom, naturalGradient, trustRegionScale } from '../core/trust-region.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 256, 'steps that each environment takes between two updates'),
  maxKl: h.hyperparameter(
    h.schedule(h.positive),
    0.01,
    'δ: the step is √(2δ / xᵀFx), where the quadratic model of the KL is δ',
  ),
  stepSize: h.hyperparameter(h.orNull(h.schedule(h.nonNegative)), null, 'a fixed multiple of x instead of that step'),
  ...h.naturalGradientHyperparameters,
  ...h.advantageHyperparameters,
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
  actionKinds,
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: NpgHyperparameters, settings: LearnerSettings<K>) {
    const { policy, valueFunction, parameters } = createActorCritic<K>({ ...hyper, ...settings });
    const ascent = new Ascent(policy.parameters, sgd());
    const critic = new Critic(valueFunction, hyper, settings.random);
    return {
      policy,
      parameters,
      update(rollout, progress) {
        const { batch, returns, explainedVariance } = critic.judge(rollout, policy, hyper);
        const { direction, cgStopped: _, ...found } = naturalGradient(policy, batch, hyper);
        const scale =
          hyper.stepSize === null
            ? trustRegionScale(found, scheduled(hyper.maxKl, progress))
            : scheduled(hyper.stepSize, progress);
        const measure = measureFrom(policy, batch);
        const stepNorm = scale * ascent.step(direction, scale);
        const { kl, improvement } = measure();
        measure.release();
        return {
          ...found,
          stepSize: scale,
          stepNorm,
          kl,
          improvement,
          entropy: mean(entropies(policy, batch)),
          valueLoss: critic.fit(rollout, returns, progress),
          explainedVariance,
        };
      },
      state: () => critic.state(),
      restore: (state) => critic.restore(state),
    };
  },
});

/** An NPG agent with these hyperparameters, and the defaults of the rest. */
export function npg(hyperparameters: Partial<NpgHyperparameters> = {}): Agent {
  return npgDefinition.create(hyperparameters);
}
