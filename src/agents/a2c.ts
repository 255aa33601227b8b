import { createActorCritic } from '../core/actor-critic.ts';
import { actorCriticObjective } from '../core/actor-critic-objective.ts';
import { explainedVariance } from '../core/advantages.ts';
import { type Agent, defineAgent, type LearnerSettings } from '../core/agent.ts';
import * as h from '../core/hyperparameters.ts';
import { adam } from '../core/optimizers/adam.ts';
import { Ascent } from '../core/optimizers/ascent.ts';
import { rmsprop } from '../core/optimizers/rmsprop.ts';
import { decisionsOf } from '../core/rollout.ts';
import { estimateAdvantages, valueRollout } from '../core/rollout-values.ts';
import { scheduled } from '../core/schedules.ts';
import { type ActionKind, actionKinds } from '../core/spaces.ts';

const hyperparameters = {
  rolloutSteps: h.hyperparameter(h.count, 5, 'steps t_max that each environment takes between two updates'),
  learningRate: h.hyperparameter(h.schedule(h.nonNegative), 7e-4, 'step size η of the optimiser'),
  optimizer: h.hyperparameter(h.oneOf(['rmsprop', 'adam']), 'rmsprop', 'rule that turns gradients into steps'),
  optimizerEpsilon: h.hyperparameter(h.positive, 1e-5, 'ε of the optimiser; inside the root of RMSProp’s mean square'),
  rmspropDecay: h.hyperparameter(h.fraction, 0.99, 'decay α of RMSProp’s mean square'),
  gamma: h.gammaHyperparameter,
  lambda: h.hyperparameter(h.fraction, 1, 'trace decay λ of the advantage estimate; 1 is the paper’s n-step return'),
  entropyCoefficient: h.hyperparameter(h.schedule(h.nonNegative), 0.01, 'weight β of the entropy bonus'),
  valueCoefficient: h.hyperparameter(h.nonNegative, 0.5, 'weight of the squared-error value loss'),
  maxGradientNorm: h.hyperparameter(h.positive, 0.5, 'global norm to which a gradient is clipped'),
  normalizeAdvantages: h.hyperparameter(h.flag, false, 'scale each rollout’s advantages to mean 0, deviation 1'),
  sharedTrunk: h.hyperparameter(h.flag, false, 'one set of hidden layers under both heads'),
  ...h.networkHyperparameters,
  ...h.recurrentHyperparameters,
  ...h.normalizationHyperparameters,
};

export type A2cHyperparameters = h.ValuesOf<typeof hyperparameters>;

/**
 * Advantage actor-critic, the synchronous form of A3C (Mnih et al. 2016, algorithm S3).
 *
 * Each update takes one step of ascent on E[log π(a|s) Â] + β H − c (V − R)² over a short rollout of all environments;
 * with λ = 1, Â = R − V and R is the n-step return of the paper.
 */
export const a2cDefinition = defineAgent({
  name: 'a2c',
  summary: 'advantage actor-critic, synchronous (Mnih et al. 2016)',
  actionKinds,
  hyperparameters,
  collect: ({ rolloutSteps }) => ({ steps: rolloutSteps }),
  start<K extends ActionKind>(hyper: A2cHyperparameters, settings: LearnerSettings<K>) {
    const actorCritic = createActorCritic<K>({ ...hyper, ...settings });
    const { policy, valueFunction, parameters } = actorCritic;
    const { optimizerEpsilon: epsilon, rmspropDecay: decay } = hyper;
    const ascent = new Ascent(parameters, hyper.optimizer === 'adam' ? adam({ epsilon }) : rmsprop({ decay, epsilon }));
    return {
      policy,
      parameters,
      update(rollout, progress) {
        const learningRate = scheduled(hyper.learningRate, progress);
        const entropyCoefficient = scheduled(hyper.entropyCoefficient, progress);
        const values = valueRollout(rollout, valueFunction);
        const { advantages, returns } = estimateAdvantages(rollout, values, hyper);
        const batch = { ...decisionsOf(rollout), advantages, returns, valueSequences: values.sequences };
        const loss = actorCriticObjective(actorCritic, batch, {
          ...hyper,
          surrogate: 'logProbability',
          entropyCoefficient,
        })();
        const gradientNorm = ascent.step(loss.gradient, learningRate, hyper.maxGradientNorm);
        const explained = explainedVariance(values.values, returns);
        return { learningRate, ...loss.measures, explainedVariance: explained, gradientNorm };
      },
      state: () => ({ optimizers: { actorCritic: ascent.state() }, valueMemory: valueFunction.memory }),
      restore({ optimizers, valueMemory }) {
        valueFunction.memory = valueMemory;
        ascent.restore(optimizers.actorCritic);
      },
    };
  },
});

/** An A2C agent with these hyperparameters, and the defaults of the rest. */
export function a2c(hyperparameters: Partial<A2cHyperparameters> = {}): Agent {
  return a2cDefinition.create(hyperparameters);
}
