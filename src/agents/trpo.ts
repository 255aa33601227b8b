import { createActorCritic } from '../core/actor-critic.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import { Critic } from '../core/critic.ts';
import * as h from '../core/hyperparameters.ts';
import { entropies } from '../core/objectives.ts';
import { scheduled } from '../core/schedules.ts';
import { type ActionKind, actionKinds } from '../core/spaces.ts';
import { mean } from '../core/statistics.ts';
import { trustRegionStep } from '../core/trust-region.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 256, 'steps that each environment takes between two updates'),
  maxKl: h.hyperparameter(
    h.schedule(h.positive),
    0.01,
    'δ, the most that the mean KL(π_old‖π) may become in an update',
  ),
  backtrack: h.hyperparameter(h.insideUnit, 0.8, 'what a refused step is multiplied with'),
  tries: h.hyperparameter(h.count, 10, 'how many steps the line search tries'),
  ...h.naturalGradientHyperparameters,
  ...h.advantageHyperparameters,
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
  actionKinds,
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: TrpoHyperparameters, settings: LearnerSettings<K>) {
    const { policy, valueFunction, parameters } = createActorCritic<K>({ ...hyper, ...settings });
    const critic = new Critic(valueFunction, hyper, settings.random);
    return {
      policy,
      parameters,
      update(rollout, progress) {
        const maxKl = scheduled(hyper.maxKl, progress);
        const { batch, returns, explainedVariance } = critic.judge(rollout, policy, hyper);
        const { accepted, cgStopped: _, ...measures } = trustRegionStep(policy, batch, { ...hyper, maxKl });
        return {
          maxKl,
          ...measures,
          accepted: Number(accepted),
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

/** A TRPO agent with these hyperparameters, and the defaults of the rest. */
export function trpo(hyperparameters: Partial<TrpoHyperparameters> = {}): Agent {
  return trpoDefinition.create(hyperparameters);
}
