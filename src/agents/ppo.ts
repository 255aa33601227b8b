import { createActorCritic } from '../core/actor-critic.ts';
import { actorCriticObjective } from '../core/actor-critic-objective.ts';
import { explainedVariance } from '../core/advantages.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import { averageMeasures } from '../core/diagnostics.ts';
import * as h from '../core/hyperparameters.ts';
import { minibatchesOf } from '../core/minibatches.ts';
import { meanKl, omegas } from '../core/objectives.ts';
import { adam } from '../core/optimizers/adam.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { batchOf } from '../core/rollout.ts';
import { estimateAdvantages, valueRollout } from '../core/rollout-values.ts';
import { scheduled } from '../core/schedules.ts';
import { cutSequences } from '../core/sequences.ts';
import { type ActionKind, actionKinds } from '../core/spaces.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 256, 'steps T that each environment takes between two updates'),
  epochs: h.hyperparameter(h.count, 10, 'passes K over the rollout in one update'),
  minibatchSize: h.hyperparameter(h.count, 64, 'steps M in one gradient step'),
  learningRate: h.hyperparameter(h.schedule(h.nonNegative), 3e-4, 'step size α of Adam'),
  adamEpsilon: h.hyperparameter(h.positive, 1e-5, 'ε of Adam'),
  surrogate: h.hyperparameter(
    h.oneOf(['clipped', 'adaptive-kl', 'fixed-kl', 'unclipped']),
    'clipped',
    'what is maximised: eq. 7, eq. 8 with an adaptive or a fixed β, or ρ Â alone',
  ),
  clipRange: h.hyperparameter(
    h.schedule(h.nonNegative),
    0.2,
    'ε of eq. 7: how far the ratio may usefully leave 1; only measured against by the surrogates other than clipped',
  ),
  klCoefficient: h.hyperparameter(
    h.nonNegative,
    1,
    'β of eq. 8, or its first value: the weight of KL(πₒₗ‖π); counts with fixed-kl and adaptive-kl',
  ),
  klTarget: h.hyperparameter(h.positive, 0.01, 'd_targ: the KL of one update that β aims at; counts with adaptive-kl'),
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
  ...h.recurrentHyperparameters,
  sequenceLength: h.hyperparameter(h.count, 32, 'steps through which a memory’s gradient goes back at the most'),
  ...h.normalizationHyperparameters,
};

export type PpoHyperparameters = h.ValuesOf<typeof hyperparameters>;

/**
 * Proximal policy optimisation (Schulman et al. 2017, algorithm 1), with the clipped surrogate objective or a KL penalty.
 *
 * Each update runs K epochs of minibatch ascent on eq. 9, L = E[min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â)] − c₁ (V − R)² + c₂ H,
 * with the details that Huang et al. (2022) list: orthogonal initialisation, Adam with ε 1e-5, schedules, GAE,
 * normalisation of advantages in each minibatch, optional value clipping, and clipping of the global gradient norm.
 * The minimum may give way to eq. 8, ρ Â − β KL(πₒₗ‖π), with a fixed β or one that follows the KL of each whole update, or
 * to ρ Â alone.
 */
export const ppoDefinition = defineAgent({
  name: 'ppo',
  summary: 'proximal policy optimisation, clipped or with a KL penalty (Schulman et al. 2017)',
  actionKinds,
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: PpoHyperparameters, settings: LearnerSettings<K>) {
    const actorCritic = createActorCritic<K>({ ...hyper, ...settings });
    const { policy, valueFunction, parameters } = actorCritic;
    const ascent = new Ascent(parameters, adam({ epsilon: hyper.adamEpsilon }));
    const order = settings.random.split('minibatches');
    const penalizesKl = hyper.surrogate === 'adaptive-kl' || hyper.surrogate === 'fixed-kl';
    let { klCoefficient } = hyper;
    return {
      policy,
      parameters,
      update(rollout, progress) {
        const learningRate = scheduled(hyper.learningRate, progress);
        const clipRange = scheduled(hyper.clipRange, progress);
        const entropyCoefficient = scheduled(hyper.entropyCoefficient, progress);
        const values = valueRollout(rollout, valueFunction);
        const { advantages, returns } = estimateAdvantages(rollout, values, hyper);
        const old = batchOf(rollout, policy, advantages);
        const oldOmega = penalizesKl ? omegas(policy, old) : undefined;
        const { values: oldValues, sequences: valueSequences } = values;
        const whole = { ...old, returns, oldValues, oldOmega, valueSequences };
        const batch = cutSequences(whole, hyper.sequenceLength);
        const objective = actorCriticObjective(actorCritic, batch, {
          ...hyper,
          surrogate: hyper.surrogate === 'clipped' ? 'clipped' : 'importance',
          clipRange,
          klCoefficient: penalizesKl ? klCoefficient : undefined,
          entropyCoefficient,
        });
        const measures = [];
        for (const rows of minibatchesOf(batch, hyper, order)) {
          const loss = objective(rows);
          if (hyper.targetKl !== null && loss.measures.approximateKl > 1.5 * hyper.targetKl) break;
          const gradientNorm = ascent.step(loss.gradient, learningRate, hyper.maxGradientNorm);
          measures.push({ ...loss.measures, gradientNorm });
        }
        const penalty = penalizesKl && { kl: meanKl(policy, batch), klCoefficient };
        if (penalty && hyper.surrogate === 'adaptive-kl') klCoefficient = adaptKlCoefficient(penalty, hyper.klTarget);
        return {
          learningRate,
          clipRange,
          ...averageMeasures(measures),
          ...penalty,
          explainedVariance: explainedVariance(values.values, returns),
          gradientSteps: measures.length,
        };
      },
      state: () => ({
        optimizers: { actorCritic: ascent.state() },
        random: order.state(),
        valueMemory: valueFunction.memory,
        ...(penalizesKl && { scalars: { klCoefficient } }),
      }),
      restore({ optimizers, random, valueMemory, scalars }) {
        valueFunction.memory = valueMemory;
        ascent.restore(optimizers.actorCritic);
        order.restore(random);
        klCoefficient = scalars?.klCoefficient ?? hyper.klCoefficient;
      },
    };
  },
});

/**
 * β for the next update, after one that took the policy as far as `kl`, the mean KL(πₒₗ‖π): half of it below d_targ / 1.5,
 * twice of it above 1.5 d_targ. Schulman et al. (2017), section 4.
 */
export function adaptKlCoefficient(
  { kl, klCoefficient }: { readonly kl: number; readonly klCoefficient: number },
  klTarget: number,
): number {
  if (kl < klTarget / 1.5) return klCoefficient / 2;
  return kl > 1.5 * klTarget ? 2 * klCoefficient : klCoefficient;
}

/** A PPO agent with these hyperparameters, and the defaults of the rest. */
export function ppo(hyperparameters: Partial<PpoHyperparameters> = {}): Agent {
  return ppoDefinition.create(hyperparameters);
}
