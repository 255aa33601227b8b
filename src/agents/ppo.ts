import { createActorCritic } from '../core/actor-critic.ts';
import { actorCriticObjective } from '../core/actor-critic-objective.ts';
import { explainedVariance } from '../core/advantages.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import { averageMeasures } from '../core/diagnostics.ts';
import * as h from '../core/hyperparameters.ts';
import { minibatches } from '../core/minibatches.ts';
import { adam } from '../core/optimizers/adam.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { batchOf } from '../core/rollout.ts';
import { estimateAdvantages, valueRollout } from '../core/rollout-values.ts';
import { scheduled } from '../core/schedules.ts';
import { type ActionKind, actionKinds } from '../core/spaces.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 256, 'steps T that each environment takes between two updates'),
  epochs: h.hyperparameter(h.count, 10, 'passes K over the rollout in one update'),
  minibatchSize: h.hyperparameter(h.count, 64, 'steps M in one gradient step'),
  learningRate: h.hyperparameter(h.schedule(h.nonNegative), 3e-4, 'step size α of Adam'),
  adamEpsilon: h.hyperparameter(h.positive, 1e-5, 'ε of Adam'),
  clipRange: h.hyperparameter(h.schedule(h.nonNegative), 0.2, 'ε of eq. 7: how far the ratio may usefully leave 1'),
  gamma: h.gammaHyperparameter,
  lambda: h.hyperparameter(h.fraction, 0.95, 'trace decay λ of the advantage estimate, eq. 11'),
  entropyCoefficient: h.hyperparameter(h.schedule(h.nonNegative), 0, 'weight c₂ of the entropy bonus, eq. 9'),
  valueCoefficient: h.hyperparameter(h.nonNegative, 0.5, 'weight c₁ of the squared-error value loss, eq. 9'),
  valueClipRange: h.hyperparameter(h.orNull(h.positive), null, 'how far V may usefully leave its old value'),
  maxGradientNorm: h.hyperparameter(h.positive, 0.5, 'global norm to which a gradient is clipped'),
  normalizeAdvantages: h.hyperparameter(h.flag, true, 'scale each minibatch’s advantages to mean 0, deviation 1'),
  targetKl: h.hyperparameter(
    h.orNull(h.positive),
    null,
    'end the update when a minibatch’s approximate KL passes 1.5 ×',
  ),
  sharedTrunk: h.hyperparameter(h.flag, false, 'one set of hidden layers under both heads'),
  ...h.networkHyperparameters,
  ...h.normalizationHyperparameters,
};

export type PpoHyperparameters = h.ValuesOf<typeof hyperparameters>;

/**
 * Proximal policy optimisation with the clipped surrogate objective (Schulman et al. 2017, algorithm 1).
 *
 * Each update runs K epochs of minibatch ascent on eq. 9, L = E[min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â)] − c₁ (V − R)² + c₂ H,
 * with the details that Huang et al. (2022) list: orthogonal initialisation, Adam with ε 1e-5, schedules, GAE,
 * normalisation of advantages in each minibatch, optional value clipping, and clipping of the global gradient norm.
 */
export const ppoDefinition = defineAgent({
  name: 'ppo',
  summary: 'proximal policy optimisation, clipped (Schulman et al. 2017)',
  actionKinds,
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: PpoHyperparameters, settings: LearnerSettings<K>) {
    const actorCritic = createActorCritic<K>({ ...hyper, ...settings });
    const { policy, valueFunction, parameters } = actorCritic;
    const ascent = new Ascent(parameters, adam({ epsilon: hyper.adamEpsilon }));
    const order = settings.random.split('minibatches');
    return {
      policy,
      parameters,
      update(rollout, progress) {
        const learningRate = scheduled(hyper.learningRate, progress);
        const clipRange = scheduled(hyper.clipRange, progress);
        const entropyCoefficient = scheduled(hyper.entropyCoefficient, progress);
        const values = valueRollout(rollout, valueFunction);
        const { advantages, returns } = estimateAdvantages(rollout, values, hyper);
        const batch = { ...batchOf(rollout, policy, advantages), returns, oldValues: values.values };
        const objective = actorCriticObjective(actorCritic, batch, {
          ...hyper,
          surrogate: 'clipped',
          clipRange,
          entropyCoefficient,
        });
        const measures = [];
        for (const rows of minibatches(batch.size, hyper, order)) {
          const loss = objective(rows);
          if (hyper.targetKl !== null && loss.measures.approximateKl > 1.5 * hyper.targetKl) break;
          const gradientNorm = ascent.step(loss.gradient, learningRate, hyper.maxGradientNorm);
          measures.push({ ...loss.measures, gradientNorm });
        }
        return {
          learningRate,
          clipRange,
          ...averageMeasures(measures),
          explainedVariance: explainedVariance(values.values, returns),
          gradientSteps: measures.length,
        };
      },
      state: () => ({ optimizers: { actorCritic: ascent.state() }, random: order.state() }),
      restore({ optimizers, random }) {
        ascent.restore(optimizers.actorCritic);
        order.restore(random);
      },
    };
  },
});

/** A PPO agent with these hyperparameters, and the defaults of the rest. */
export function ppo(hyperparameters: Partial<PpoHyperparameters> = {}): Agent {
  return ppoDefinition.create(hyperparameters);
}
