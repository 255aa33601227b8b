import * as tf from '@tensorflow/tfjs';
import { differentiate } from './autograd/differentiate.ts';
import type { ActionRows } from './distributions/distribution.ts';
import { InputError } from './input-error.ts';
import { featuresOf } from './observations.ts';
import { tensorsOf } from './parameters.ts';
import type { Policy } from './policy.ts';

/** Steps to learn from, row-major: observations as the policy sees them, after normalisation. */
export interface Batch {
  readonly size: number;
  /** `[size, observation]` */
  readonly observations: Float32Array;
  /** `[size]` whole numbers, or `[size, action]` vectors as the distribution gave them. */
  readonly actions: ActionRows;
  /** Â, `[size]` */
  readonly advantages: Float32Array;
  /** log πₒₗ(a|s), `[size]` */
  readonly oldLogProbabilities: Float32Array;
  /** `[size, actions]`, 0 where an action was not allowed. */
  readonly actionMasks?: Uint8Array;
}

/** What of a batch a log-probability needs. */
export type Decisions = Pick<Batch, 'size' | 'observations' | 'actions' | 'actionMasks'>;

/** An objective's value and its gradient in the policy's flat parameters; to be maximised. */
export interface Objective {
  readonly value: number;
  readonly gradient: Float32Array;
}

/** A batch's decisions as tensors. */
export interface DecisionTensors {
  /** `[size, features]` */
  readonly features: tf.Tensor2D;
  readonly actions: tf.Tensor;
  readonly masks: tf.Tensor2D | undefined;
}

/**
 * The tensors of a batch; to be called inside `tf.tidy`.
 *
 * @throws InputError where a length does not fit the batch's size
 */
export function decisionTensors(
  policy: Policy,
  { size, observations, actions, actionMasks }: Decisions,
): DecisionTensors {
  const { actionSize, parameterSize, actionKind } = policy.distribution;
  requireLength('actions', actions, size * actionSize);
  if (actionMasks !== undefined) requireLength('actionMasks', actionMasks, size * parameterSize);
  return {
    features: featuresOf(policy.observationSpace, observations, size),
    actions: actionKind === 'discrete' ? tf.tensor1d(actions, 'int32') : tf.tensor2d(actions, [size, actionSize]),
    // A boolean tensor must hold 0 and 1 alone, where a mask may hold any byte.
    masks: actionMasks && tf.tensor2d(actionMasks.map(Math.sign), [size, parameterSize], 'bool'),
  };
}

function requireLength(name: string, { length }: ArrayLike<number>, expected: number): void {
  if (length !== expected) throw new InputError(`batch: ${name}`, `must have ${expected} elements`, String(length));
}

/** log π(a|s) of every step, `[size]`. */
export function logProbabilities(policy: Policy, batch: Decisions): Float32Array {
  return perStep(policy, batch, (omega, { actions, masks }) =>
    policy.distribution.logProbability(omega, actions, masks),
  );
}

/** The entropy of π(·|s) at every step, `[size]`, in nats. */
export function entropies(policy: Policy, batch: Decisions): Float32Array {
  return perStep(policy, batch, (omega, { masks }) => policy.distribution.entropy(omega, masks));
}

function perStep(
  policy: Policy,
  batch: Decisions,
  f: (omega: tf.Tensor2D, tensors: DecisionTensors) => tf.Tensor,
): Float32Array {
  return tf.tidy(() => {
    const tensors = decisionTensors(policy, batch);
    return Float32Array.from(f(policy.apply(tensorsOf(policy.parameters), tensors.features), tensors).dataSync());
  });
}

/** ρ = π(a|s) / πₒₗ(a|s) `[size]`, from log-probabilities. */
export function importanceRatio(logProbability: tf.Tensor, oldLogProbability: tf.Tensor): tf.Tensor1D {
  return tf.exp(tf.sub(logProbability, oldLogProbability));
}

/** min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â) `[size]`. Schulman et al. (2017), inside eq. 7. */
export function clippedSurrogate(ratio: tf.Tensor, advantages: tf.Tensor, clipRange: number): tf.Tensor1D {
  const clipped = tf.clipByValue(ratio, 1 - clipRange, 1 + clipRange);
  return tf.minimum(tf.mul(ratio, advantages), tf.mul(clipped, advantages));
}

/** The share of ratios that lie outside [1 − ε, 1 + ε]. Huang et al. (2022), detail 12. */
export function clipFraction(ratio: tf.Tensor, clipRange: number): tf.Scalar {
  return tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clipRange), 'float32'));
}

/**
 * The k3 estimate of KL(πₒₗ‖π) from samples of πₒₗ: (ρ − 1) − log ρ, averaged; never negative, unbiased.
 *
 * Schulman (2020), "Approximating KL divergence".
 */
export function approximateKl(logProbability: tf.Tensor, oldLogProbability: tf.Tensor): tf.Scalar {
  const logRatio = tf.sub(logProbability, oldLogProbability);
  return tf.mean(tf.sub(tf.sub(tf.exp(logRatio), 1), logRatio));
}

/** mean log π(a|s) Â, whose gradient is the policy gradient. Williams (1992), eq. 4; Sutton et al. (2000), theorem 1. */
export function policyGradientObjective(policy: Policy, batch: Omit<Batch, 'oldLogProbabilities'>): Objective {
  return expectation(policy, batch, (logPi) => tf.mul(logPi, advantagesOf(batch)));
}

/** mean ρ Â, the conservative policy iteration surrogate. Schulman et al. (2015), eq. 14; (2017), eq. 6. */
export function importanceObjective(policy: Policy, batch: Batch): Objective {
  return expectation(policy, batch, (logPi) => tf.mul(importanceRatio(logPi, oldOf(batch)), advantagesOf(batch)));
}

/** mean min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â). Schulman et al. (2017), eq. 7. */
export function clippedObjective(
  policy: Policy,
  batch: Batch,
  { clipRange }: { readonly clipRange: number },
): Objective {
  if (!(clipRange > 0)) throw new InputError('clippedObjective: clipRange', 'must be > 0', String(clipRange));
  return expectation(policy, batch, (logPi) =>
    clippedSurrogate(importanceRatio(logPi, oldOf(batch)), advantagesOf(batch), clipRange),
  );
}

/** The mean entropy of π(·|s), in nats. */
export function entropyObjective(policy: Policy, batch: Decisions): Objective {
  return expectation(policy, batch, (_, omega, masks) => policy.distribution.entropy(omega, masks));
}

function advantagesOf({ advantages, size }: Pick<Batch, 'advantages' | 'size'>): tf.Tensor1D {
  requireLength('advantages', advantages, size);
  return tf.tensor1d(advantages);
}

function oldOf({ oldLogProbabilities, size }: Batch): tf.Tensor1D {
  requireLength('oldLogProbabilities', oldLogProbabilities, size);
  return tf.tensor1d(oldLogProbabilities);
}

/** The mean over the batch of f(log π(a|s), ω), and its gradient. */
function expectation(
  policy: Policy,
  batch: Decisions,
  f: (logProbability: tf.Tensor1D, omega: tf.Tensor2D, masks?: tf.Tensor2D) => tf.Tensor,
): Objective {
  const { value, gradient } = differentiate(policy.parameters, (tensors) => {
    const { features, actions, masks } = decisionTensors(policy, batch);
    const omega = policy.apply(tensors, features);
    return { value: tf.mean(f(policy.distribution.logProbability(omega, actions, masks), omega, masks)) };
  });
  return { value, gradient };
}
