import { type ActorCritic, createActorCritic } from '../core/actor-critic.ts';
import { explainedVariance, normalizeAdvantages } from '../core/advantages.ts';
import { type Agent, defineAgent, type Learner, type LearnerSettings } from '../core/agent.ts';
import { Critic } from '../core/critic.ts';
import * as h from '../core/hyperparameters.ts';
import { policyObjective } from '../core/objectives.ts';
import { adam } from '../core/optimizers/adam.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { createPolicy, type Policy } from '../core/policy.ts';
import { decisionsOf, type Rollout } from '../core/rollout.ts';
import { rewardsToGo, valueRollout } from '../core/rollout-values.ts';
import { scheduled } from '../core/schedules.ts';
import { type ActionKind, actionKinds } from '../core/spaces.ts';

const hyperparameters = {
  rolloutEpisodes: h.hyperparameter(h.count, 1, 'whole episodes that each environment runs between two updates'),
  learningRate: h.hyperparameter(h.schedule(h.nonNegative), 1e-3, 'step size α of the policy’s Adam'),
  maxGradientNorm: h.hyperparameter(h.positive, 0.5, 'global norm to which the policy’s gradient is clipped'),
  gamma: h.gammaHyperparameter,
  baseline: h.hyperparameter(h.flag, true, 'subtract a learned V(s), the reinforcement baseline b'),
  ...h.valueFitHyperparameters,
  normalizeAdvantages: h.hyperparameter(h.flag, true, 'scale the advantages to mean 0, deviation 1'),
  entropyCoefficient: h.hyperparameter(h.schedule(h.nonNegative), 0, 'weight of an entropy bonus'),
  ...h.networkHyperparameters,
  ...h.recurrentHyperparameters,
  ...h.normalizationHyperparameters,
};

export type ReinforceHyperparameters = h.ValuesOf<typeof hyperparameters>;

/**
 * REINFORCE, the Monte-Carlo policy gradient (Williams 1992): Δθ = α mean ∇ log π(a|s) (G − b(s)).
 *
 * G is the reward-to-go of whole episodes (Sutton and Barto 2018, section 13.3, without the factor γᵗ, as is usual).
 * The baseline V(s) is predicted before it is fitted to these returns, so that it cannot know what it is compared with.
 * With it, an episode that was cut off goes on in V of its last state; without it, the cut counts as the horizon.
 * Without baseline and normalisation this is Williams's algorithm as it stands.
 */
export const reinforceDefinition = defineAgent({
  name: 'reinforce',
  summary: 'Monte-Carlo policy gradient, with or without baseline (Williams 1992)',
  actionKinds,
  hyperparameters,
  collect: ({ rolloutEpisodes }) => ({ episodes: rolloutEpisodes }),
  start<K extends ActionKind>(hyper: ReinforceHyperparameters, settings: LearnerSettings<K>): Learner<K> {
    if (hyper.baseline) return withBaseline(hyper, settings);
    const policy = createPolicy<K>({ ...hyper, ...settings, network: settings.policyNetwork, seed: settings.random });
    const ascent = new Ascent(policy.parameters, adam());
    return {
      policy,
      parameters: policy.parameters,
      update(rollout, progress) {
        const returns = rewardsToGo(rollout, new Float32Array(rollout.size), hyper);
        return improvePolicy(policy, ascent, { rollout, advantages: returns }, hyper, progress);
      },
      state: () => ({ optimizers: { policy: ascent.state() } }),
      restore: ({ optimizers }) => ascent.restore(optimizers.policy),
    };
  },
});

/** A REINFORCE agent with these hyperparameters, and the defaults of the rest. */
export function reinforce(hyperparameters: Partial<ReinforceHyperparameters> = {}): Agent {
  return reinforceDefinition.create(hyperparameters);
}

function withBaseline<K extends ActionKind>(hyper: ReinforceHyperparameters, settings: LearnerSettings<K>): Learner<K> {
  const { policy, valueFunction, parameters }: ActorCritic<K> = createActorCritic({ ...hyper, ...settings });
  const policyAscent = new Ascent(policy.parameters, adam());
  const critic = new Critic(valueFunction, hyper, settings.random);
  return {
    policy,
    parameters,
    update(rollout, progress) {
      const { values, nextValues, sequences } = valueRollout(rollout, valueFunction);
      const returns = rewardsToGo(rollout, nextValues, hyper);
      const advantages = returns.map((g, i) => g - (values[i] as number));
      const diagnostics = improvePolicy(policy, policyAscent, { rollout, advantages }, hyper, progress);
      const valueLoss = critic.fit({ ...rollout, sequences }, returns, progress);
      return { ...diagnostics, valueLoss, explainedVariance: explainedVariance(values, returns) };
    },
    state() {
      const { optimizers, ...rest } = critic.state();
      return { optimizers: { policy: policyAscent.state(), ...optimizers }, ...rest };
    },
    restore(state) {
      policyAscent.restore(state.optimizers.policy);
      critic.restore(state);
    },
  };
}

/** One step up the policy gradient, and up the entropy where it has a weight. */
function improvePolicy(
  policy: Policy,
  ascent: Ascent,
  { rollout, advantages }: { readonly rollout: Rollout; readonly advantages: Float32Array },
  hyper: ReinforceHyperparameters,
  progress: number,
) {
  const learningRate = scheduled(hyper.learningRate, progress);
  const entropyCoefficient = scheduled(hyper.entropyCoefficient, progress);
  const batch = {
    ...decisionsOf(rollout),
    advantages: hyper.normalizeAdvantages ? normalizeAdvantages(advantages) : advantages,
  };
  const { surrogate, entropy, gradient } = policyObjective(policy, batch, {
    surrogate: 'logProbability',
    entropyCoefficient,
  });
  const gradientNorm = ascent.step(gradient, learningRate, hyper.maxGradientNorm);
  return { learningRate, surrogate, entropy, gradientNorm };
}
