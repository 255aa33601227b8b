import * as tf from '@tensorflow/tfjs';
import { differentiate } from './autograd/differentiate.ts';
import type { ActionRows } from './distributions/distribution.ts';
import { InputError } from './input-error.ts';
import type { BatchColumns, BatchRows } from './kernels/fused-batch.ts';
import { fusedPerRow } from './kernels/fused-measures.ts';
import type { FusedNetworks } from './kernels/fused-networks.ts';
import { fusedObjectiveOf, type SurrogateName } from './kernels/fused-objective.ts';
import { objectiveOp } from './kernels/objective-op.ts';
import { featureRows, featuresOf } from './observations.ts';
import { sizeOfShape, tensorsOf } from './parameters.ts';
import type { Policy } from './policy.ts';
import type { Sequences } from './sequences.ts';
import { valueCounts } from './spaces.ts';
import { mean } from './statistics.ts';

/** Steps to learn from, row-major: observations as the policy sees them, after normalisation. */
export interface Batch {
  readonly size: number;
  /** `[size, observation]` */
  readonly observations: Float32Array;
  /** `[size]` whole numbers, or `[size, action]` numbers as the distribution gave them. */
  readonly actions: ActionRows;
  /** Â, `[size]` */
  readonly advantages: Float32Array;
  /** log πₒₗ(a|s), `[size]` */
  readonly oldLogProbabilities: Float32Array;
  /** `[size, distribution.parameterSize]`, 0 for what was not allowed. */
  readonly actionMasks?: Uint8Array;
  /** ω of πₒₗ, `[size, distribution.parameterSize]`, where a loss holds the whole distribution against it. */
  readonly oldOmega?: Float32Array | undefined;
  /** How the rows hang together in time, and the memory with which each sequence begins, for a policy with a memory. */
  readonly sequences?: Sequences | undefined;
}

/** What of a batch a log-probability needs. */
export type Decisions = Pick<Batch, 'size' | 'observations' | 'actions' | 'actionMasks' | 'sequences'>;

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
  const type = actionKind === 'box' ? 'float32' : 'int32';
  requireActions(policy, { size, actions, actionMasks });
  return {
    features: featuresOf(policy.observationSpace, observations, size),
    actions: actionKind === 'discrete' ? tf.tensor1d(actions, type) : tf.tensor2d(actions, [size, actionSize], type),
    // A boolean tensor must hold 0 and 1 alone, where a mask may hold any byte.
    masks: actionMasks && tf.tensor2d(actionMasks.map(Math.sign), [size, parameterSize], 'bool'),
  };
}

function requireActions(
  { distribution, actionSpace }: Policy,
  { size, actions, actionMasks }: Pick<Decisions, 'size' | 'actions' | 'actionMasks'>,
): void {
  requireLength('actions', actions, size * distribution.actionSize);
  if (actionMasks !== undefined) requireLength('actionMasks', actionMasks, size * distribution.parameterSize);
  const counts = valueCounts(actionSpace);
  if (counts.length === 0) return;
  for (let i = 0; i < actions.length; i++) {
    const [action, n] = [actions[i] as number, counts[i % counts.length] as number];
    if (Number.isInteger(action) && action >= 0 && action < n) continue;
    throw new InputError('batch: actions', `must be whole numbers from 0 to ${n - 1}`, String(action));
  }
}

type PartialBatch = Decisions & Partial<Batch>;

/** A batch as the kernels take it, after the same checks as {@link decisionTensors}. */
export function fusedColumns(policy: Policy, batch: PartialBatch): BatchColumns {
  const { size, observations, actions, actionMasks, advantages, oldLogProbabilities, oldOmega } = batch;
  const features = featureRows(policy.observationSpace, observations, size);
  requireActions(policy, batch);
  requirePerRow(size, { advantages, oldLogProbabilities });
  if (oldOmega !== undefined) requireLength('oldOmega', oldOmega, size * policy.distribution.parameterSize);
  return { size, features, actions, actionMasks, advantages, oldLogProbabilities, oldOmega };
}

/** Copies a batch into the memory of its policy's kernels. */
export function fusedRows(policy: Policy, fused: FusedNetworks, batch: PartialBatch): BatchRows {
  fused.batch.load(fusedColumns(policy, batch));
  return fused.batch.all();
}

/** Throws InputError unless every vector that there is has one number a row. */
export function requirePerRow(size: number, vectors: Readonly<Record<string, Float32Array | undefined>>): void {
  for (const [name, vector] of Object.entries(vectors)) {
    if (vector !== undefined) requireLength(name, vector, size);
  }
}

function requireLength(name: string, { length }: ArrayLike<number>, expected: number): void {
  if (length !== expected) throw new InputError(`batch: ${name}`, `must have ${expected} elements`, String(length));
}

/** log π(a|s) of every step, `[size]`. */
export function logProbabilities(policy: Policy, batch: Decisions): Float32Array {
  const { fused } = policy;
  if (fused !== undefined) return fusedPerRow(fused, fusedRows(policy, fused, batch), 'logProbabilities');
  return perStep(policy, batch, (omega, { actions, masks }) =>
    policy.distribution.logProbability(omega, actions, masks),
  );
}

/** The entropy of π(·|s) at every step, `[size]`, in nats; an estimate where `distribution.entropyIsEstimate` says so. */
export function entropies(policy: Policy, batch: Decisions): Float32Array {
  const { fused } = policy;
  if (fused !== undefined) return fusedPerRow(fused, fusedRows(policy, fused, batch), 'entropies');
  return perStep(policy, batch, (omega, { masks }) => policy.distribution.entropy(omega, masks));
}

/** ω of π(·|s) at every step, `[size, distribution.parameterSize]`, row-major. */
export function omegas(policy: Policy, batch: Decisions): Float32Array {
  if (policy.fused !== undefined) return policy.omega(batch.observations, batch.size);
  return perStep(policy, batch, (omega) => omega);
}

function perStep(
  policy: Policy,
  batch: Decisions,
  f: (omega: tf.Tensor2D, tensors: DecisionTensors) => tf.Tensor,
): Float32Array {
  return tf.tidy(() => {
    const tensors = decisionTensors(policy, batch);
    const omega = policy.apply(tensorsOf(policy.parameters), tensors.features, batch.sequences);
    return Float32Array.from(f(omega, tensors).dataSync());
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

/** KL(πₒₗ‖π) `[size]`, in closed form, of the policy that gives `omega`. Schulman et al. (2017), inside eq. 8. */
export function klFromOld(
  { distribution }: Policy,
  { size, oldOmega }: Pick<Batch, 'size' | 'oldOmega'>,
  omega: tf.Tensor2D,
  masks?: tf.Tensor2D,
): tf.Tensor1D {
  const old = requireOldOmega(oldOmega);
  requireLength('oldOmega', old, size * distribution.parameterSize);
  return distribution.kl(tf.tensor2d(old, [size, distribution.parameterSize]), omega, masks);
}

/** The mean KL(πₒₗ‖π) over a batch that remembers the old ω. */
export function meanKl(policy: Policy, batch: Decisions & Pick<Batch, 'oldOmega'>): number {
  const now = omegas(policy, batch);
  return tf.tidy(() => {
    const omega = tf.tensor2d(now, [batch.size, policy.distribution.parameterSize]);
    return mean(klFromOld(policy, batch, omega, decisionTensors(policy, batch).masks).dataSync());
  });
}

/** What a KL penalty is made of; throws InputError where a batch lacks it. */
export function requireOldOmega(oldOmega: Float32Array | undefined): Float32Array {
  if (oldOmega === undefined) throw new InputError('batch: oldOmega', 'must be there for a KL penalty');
  return oldOmega;
}

/** What the surrogates have in common: of the log-probabilities and what they are weighed with, one number a row. */
interface SurrogateInputs {
  readonly logProbabilities: tf.Tensor1D;
  readonly oldLogProbabilities: tf.Tensor1D | undefined;
  readonly advantages: tf.Tensor1D;
  readonly clipRange: number | undefined;
}

/** The surrogate objectives as their papers state them, `[size]`; the fused kernels are held to these. */
const surrogates: { readonly [Name in SurrogateName]: (inputs: SurrogateInputs) => tf.Tensor } = {
  logProbability: ({ logProbabilities: logPi, advantages }) => tf.mul(logPi, advantages),
  importance: ({ advantages, ...inputs }) => tf.mul(ratioOf(inputs), advantages),
  clipped: ({ advantages, clipRange = 0, ...inputs }) => clippedSurrogate(ratioOf(inputs), advantages, clipRange),
};

/** Throws InputError where a batch lacks what a surrogate is made of. */
export function requireSurrogateInputs(
  name: SurrogateName | undefined,
  { advantages, oldLogProbabilities }: Partial<Batch>,
): void {
  if (name === undefined) return;
  if (advantages === undefined) throw new InputError('batch: advantages', 'must be there for a surrogate');
  if (name === 'logProbability' || oldLogProbabilities !== undefined) return;
  throw new InputError('batch: oldLogProbabilities', 'must be there for a ratio of probabilities');
}

function ratioOf({
  logProbabilities: logPi,
  oldLogProbabilities: old,
}: Pick<SurrogateInputs, 'logProbabilities' | 'oldLogProbabilities'>): tf.Tensor1D {
  if (old === undefined)
    throw new InputError('batch: oldLogProbabilities', 'must be there for a ratio of probabilities');
  return importanceRatio(logPi, old);
}

/** The surrogate of this name, `[size]`: log π Â, ρ Â, or the clipped one. */
export function surrogateOf(name: SurrogateName, inputs: SurrogateInputs): tf.Tensor {
  return surrogates[name](inputs);
}

/** mean log π(a|s) Â, whose gradient is the policy gradient. Williams (1992), eq. 4; Sutton et al. (2000), theorem 1. */
export function policyGradientObjective(policy: Policy, batch: Omit<Batch, 'oldLogProbabilities'>): Objective {
  const { oldLogProbabilities: _, ...rest } = batch as Batch;
  return objectiveOf(policyObjective(policy, rest, { surrogate: 'logProbability' }));
}

/** mean ρ Â, the conservative policy iteration surrogate. Schulman et al. (2015), eq. 14; (2017), eq. 6. */
export function importanceObjective(policy: Policy, batch: Batch): Objective {
  return objectiveOf(policyObjective(policy, batch, { surrogate: 'importance' }));
}

/** mean min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â). Schulman et al. (2017), eq. 7. */
export function clippedObjective(
  policy: Policy,
  batch: Batch,
  { clipRange }: { readonly clipRange: number },
): Objective {
  if (!(clipRange > 0)) throw new InputError('clippedObjective: clipRange', 'must be > 0', String(clipRange));
  return objectiveOf(policyObjective(policy, batch, { surrogate: 'clipped', clipRange }));
}

/** The mean entropy of π(·|s), in nats; an estimate where `distribution.entropyIsEstimate` says so. */
export function entropyObjective(policy: Policy, batch: Decisions): Objective {
  const { size, observations, actions, actionMasks, sequences } = batch;
  const decisions = { size, observations, actions, sequences, ...(actionMasks && { actionMasks }) };
  return objectiveOf(policyObjective(policy, decisions, { entropyCoefficient: 1 }));
}

function objectiveOf({ value, gradient }: Objective): Objective {
  return { value, gradient };
}

/** A policy's loss, and its parts. */
export interface PolicyEvaluation extends Objective {
  /** 0 where there is none in the loss. */
  readonly surrogate: number;
  readonly entropy: number;
}

/** What {@link policyObjective} is made of: at least one of the two. */
export interface PolicyLoss {
  readonly surrogate?: SurrogateName;
  /** ε of the clipped surrogate. */
  readonly clipRange?: number;
  /** β, the weight of the mean entropy. */
  readonly entropyCoefficient?: number;
}

/** mean surrogate + β mean H, by fused kernels where the policy's network allows it and on the tape otherwise. */
export function policyObjective(policy: Policy, batch: PartialBatch, loss: PolicyLoss): PolicyEvaluation {
  const { fused } = policy;
  requireSurrogateInputs(loss.surrogate, batch);
  if (fused === undefined) return policyObjectiveOnTape(policy, batch, loss);
  const objective = fusedObjectiveOf(fused);
  const { value, surrogate, entropy } = objective.evaluate(fusedRows(policy, fused, batch), loss);
  return { value, surrogate, entropy, gradient: objective.gradient.view.slice() };
}

/**
 * {@link policyObjective} as a function of tfjs, from the flat parameters θ `[size]` to a scalar, for a program to add terms
 * of its own and differentiate the sum: one op with its gradient where the policy's network allows it, which refuses a second
 * derivative, and the expression on the tape otherwise.
 */
export function policyObjectiveOf(
  policy: Policy,
  batch: PartialBatch,
  loss: PolicyLoss,
): (parameters: tf.Tensor1D) => tf.Scalar {
  const { fused } = policy;
  const { layout } = policy.parameters;
  requireSurrogateInputs(loss.surrogate, batch);
  if (fused === undefined) {
    return (parameters) => {
      const tensors = layout.map(({ offset, shape }) =>
        tf.reshape(tf.slice(parameters, [offset], [sizeOfShape(shape)]), [...shape]),
      );
      return policyExpression(policy, batch, loss, tensors).value;
    };
  }
  return (parameters) =>
    objectiveOp((values) => {
      const objective = fusedObjectiveOf(fused);
      const { value } = objective.evaluate(fusedRows(policy, fused, batch), loss, values);
      return { value, gradient: objective.gradient.view.slice() };
    }, parameters);
}

function policyObjectiveOnTape(policy: Policy, batch: PartialBatch, loss: PolicyLoss): PolicyEvaluation {
  const { value, gradient, measures } = differentiate(policy.parameters, (tensors) => {
    const { value: total, ...parts } = policyExpression(policy, batch, loss, tensors);
    return { value: total, measures: parts };
  });
  return { value, gradient, ...measures };
}

/** The loss as the papers state it, from the parameters' tensors. */
function policyExpression(policy: Policy, batch: PartialBatch, loss: PolicyLoss, tensors: tf.Tensor[]) {
  const { surrogate: name, clipRange, entropyCoefficient = 0 } = loss;
  const { features, actions, masks } = decisionTensors(policy, batch);
  const omega = policy.apply(tensors, features, batch.sequences);
  const entropy: tf.Scalar = tf.mean(policy.distribution.entropy(omega, masks));
  const inputs = () => ({
    logProbabilities: policy.distribution.logProbability(omega, actions, masks),
    oldLogProbabilities: perRow('oldLogProbabilities', batch),
    advantages: perRow('advantages', batch) as tf.Tensor1D,
    clipRange,
  });
  const surrogate: tf.Scalar = name === undefined ? tf.scalar(0) : tf.mean(surrogateOf(name, inputs()));
  const value: tf.Scalar = tf.add(surrogate, tf.mul(entropy, entropyCoefficient));
  return { value, surrogate, entropy };
}

/** One number for each row of a batch, as a tensor. */
function perRow(name: 'advantages' | 'oldLogProbabilities', batch: PartialBatch): tf.Tensor1D | undefined {
  const column = batch[name];
  if (column === undefined) return undefined;
  requireLength(name, column, batch.size);
  return tf.tensor1d(column);
}
