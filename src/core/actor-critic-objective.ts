import * as tf from '@tensorflow/tfjs';
import type { ActorCritic } from './actor-critic.ts';
import { normalizeAdvantages } from './advantages.ts';
import { differentiate } from './autograd/differentiate.ts';
import type { FusedNetworks } from './kernels/fused-networks.ts';
import { fusedObjectiveOf, type SurrogateName } from './kernels/fused-objective.ts';
import type { KernelArray } from './kernels/kernel-array.ts';
import { selectRows } from './minibatches.ts';
import {
  approximateKl,
  type Batch,
  clipFraction,
  decisionTensors,
  fusedColumns,
  importanceRatio,
  klFromOld,
  requireOldOmega,
  requirePerRow,
  requireSurrogateInputs,
  surrogateOf,
} from './objectives.ts';
import type { BatchSequences } from './sequences.ts';
import { clippedSquaredError, squaredError } from './value-function.ts';

/** A batch with the targets of the value function; the old policy and the old values only where a loss compares with them. */
export interface ActorCriticBatch extends Omit<Batch, 'oldLogProbabilities'>, BatchSequences {
  readonly returns: Float32Array;
  readonly oldLogProbabilities?: Float32Array;
  readonly oldValues?: Float32Array;
}

/** The weights of eqs. 8 and 9 of Schulman et al. (2017). */
export interface ActorCriticLoss {
  readonly surrogate: SurrogateName;
  /** ε of the clipped surrogate, and of the clip fraction. */
  readonly clipRange?: number;
  /** β of the KL penalty; no KL is taken where it is left out. */
  readonly klCoefficient?: number | undefined;
  /** c₂ */
  readonly entropyCoefficient: number;
  /** c₁ */
  readonly valueCoefficient: number;
  /** How far V may usefully leave its old value; null or left out for as far as it likes. */
  readonly valueClipRange?: number | null;
  /** Whether the advantages of the rows are scaled to mean 0 and deviation 1 first. */
  readonly normalizeAdvantages: boolean;
}

/** The parts of the loss; an approximate KL and a clip fraction where there are old log-probabilities. */
export interface ActorCriticMeasures {
  readonly surrogate: number;
  readonly valueLoss: number;
  /** In nats; an estimate where `distribution.entropyIsEstimate` says so. */
  readonly entropy: number;
  readonly approximateKl?: number;
  readonly clipFraction?: number;
  /** The mean KL(πₒₗ‖π), where it is penalised. */
  readonly kl?: number;
}

export interface ActorCriticEvaluation {
  /** In all parameters; the next evaluation may write it anew. */
  readonly gradient: Float32Array | KernelArray;
  readonly measures: Readonly<Record<keyof ActorCriticMeasures, number>>;
}

/**
 * L = mean(surrogate) − β mean KL(πₒₗ‖π) − c₁ mean (V − R)² + c₂ mean H, to be maximised, on any rows of a batch. Schulman
 * et al. (2017), eqs. 8 and 9; with the surrogate log π Â and no penalty, the objective of Mnih et al. (2016).
 *
 * By fused kernels where both networks allow it, on the tape otherwise: the same numbers, to rounding.
 *
 * @returns the loss, a function of the rows' indices; throws InputError where it is not finite
 */
export function actorCriticObjective(
  actorCritic: ActorCritic,
  batch: ActorCriticBatch,
  loss: ActorCriticLoss,
): (rows?: Uint32Array) => ActorCriticEvaluation {
  const { fused } = actorCritic;
  requireSurrogateInputs(loss.surrogate, batch);
  if (loss.klCoefficient !== undefined) requireOldOmega(batch.oldOmega);
  if (fused !== undefined) return fusedObjective(actorCritic, fused, batch, loss);
  return (rows) => objectiveOnTape(actorCritic, rows === undefined ? batch : selectRows(batch, rows), loss);
}

function fusedObjective(
  { policy }: ActorCritic,
  fused: FusedNetworks,
  batch: ActorCriticBatch,
  loss: ActorCriticLoss,
): (rows?: Uint32Array) => ActorCriticEvaluation {
  const objective = fusedObjectiveOf(fused);
  const { size, returns, oldValues } = batch;
  requirePerRow(size, { returns, oldValues });
  const columns = { ...fusedColumns(policy, batch), returns, oldValues };
  return (rows) => {
    fused.batch.ensure(columns);
    const selected = rows === undefined ? fused.batch.all() : fused.batch.select(rows);
    const {
      surrogate,
      valueLoss,
      entropy,
      approximateKl: approximate,
      clipFraction: clipped,
      kl,
    } = objective.evaluate(selected, loss);
    const compared = batch.oldLogProbabilities && { approximateKl: approximate, clipFraction: clipped };
    const penalized = loss.klCoefficient !== undefined && { kl };
    const measures = { surrogate, valueLoss, entropy, ...compared, ...penalized } as ActorCriticEvaluation['measures'];
    return { gradient: objective.gradient, measures };
  };
}

/** The loss as the papers state it; the fused one is held to this. */
function objectiveOnTape(
  { policy, parameters, apply }: ActorCritic,
  batch: ActorCriticBatch,
  loss: ActorCriticLoss,
): ActorCriticEvaluation {
  const { clipRange = 0, klCoefficient, entropyCoefficient, valueCoefficient, valueClipRange = null } = loss;
  return differentiate(parameters, (tensors) => {
    const { features, actions, masks } = decisionTensors(policy, batch);
    const { omega, values } = apply(tensors, features, batch);
    const logProbabilities = policy.distribution.logProbability(omega, actions, masks);
    const oldLogProbabilities = batch.oldLogProbabilities && tf.tensor1d(batch.oldLogProbabilities);
    const advantages = tf.tensor1d(loss.normalizeAdvantages ? normalizeAdvantages(batch.advantages) : batch.advantages);
    const inputs = { logProbabilities, oldLogProbabilities, advantages, clipRange };
    const surrogate = tf.mean(surrogateOf(loss.surrogate, inputs));
    const entropy = tf.mean(policy.distribution.entropy(omega, masks));
    const returns = tf.tensor1d(batch.returns);
    const valueLoss =
      valueClipRange === null || batch.oldValues === undefined
        ? squaredError(values, returns)
        : clippedSquaredError(values, returns, tf.tensor1d(batch.oldValues), valueClipRange);
    const kl = klCoefficient === undefined ? undefined : tf.mean(klFromOld(policy, batch, omega, masks));
    const penalized = kl === undefined ? surrogate : tf.sub(surrogate, tf.mul(kl, klCoefficient ?? 0));
    const gain = tf.add(penalized, tf.mul(entropy, entropyCoefficient));
    const compared = oldLogProbabilities && {
      approximateKl: approximateKl(logProbabilities, oldLogProbabilities),
      clipFraction: clipFraction(importanceRatio(logProbabilities, oldLogProbabilities), clipRange),
    };
    const measures = { surrogate, valueLoss, entropy, ...compared, ...(kl && { kl }) } as Record<
      keyof ActorCriticMeasures,
      tf.Tensor
    >;
    return { value: tf.sub(gain, tf.mul(valueLoss, valueCoefficient)), measures };
  });
}
