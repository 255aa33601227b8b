import * as tf from '@tensorflow/tfjs';
import { differentiate } from './autograd/differentiate.ts';
import { InputError } from './input-error.ts';
import { fusedValues } from './kernels/fused-measures.ts';
import { FusedNetworks } from './kernels/fused-networks.ts';
import { fusedObjectiveOf } from './kernels/fused-objective.ts';
import type { KernelArray } from './kernels/kernel-array.ts';
import { gatherRows, minibatchesOf, selectSequences } from './minibatches.ts';
import type { ActivationName } from './networks/activations.ts';
import { layersFit } from './networks/dense-layer.ts';
import { type ImageSettings, imageNetwork } from './networks/image-network.ts';
import type { InitializationName } from './networks/initializers.ts';
import { mlp } from './networks/mlp.ts';
import { drawnUniformly, initialValues, type Network } from './networks/network.ts';
import { RECURRENT_UNITS, type RecurrentCellName, recurrent } from './networks/recurrent.ts';
import { type RecurrentNetwork, recurrentOf } from './networks/recurrent-network.ts';
import { featureRows, featureSize, featuresOf } from './observations.ts';
import type { Ascent } from './optimizers/ascent.ts';
import { layoutOf, type Parameters, sizeOfLayout, tensorsOf } from './parameters.ts';
import { Random } from './random.ts';
import type { Sequences } from './sequences.ts';
import { flatSize, type ObservationSpace } from './spaces.ts';

export interface ValueFunctionSettings extends ImageSettings {
  /** Units of each hidden layer of the standard network. */
  readonly hidden?: readonly number[];
  readonly activation?: ActivationName;
  /** The cell behind the hidden layers that gives the value function a memory; none when null or left out. */
  readonly recurrent?: RecurrentCellName | null;
  /** Units of the cell. */
  readonly recurrentUnits?: number;
  /** How first weights are drawn; orthogonal when left out. */
  readonly initialization?: InitializationName;
  /** A network of one's own, with one output, in place of the standard one. */
  readonly network?: Network | undefined;
  /** Where the first weights come from. */
  readonly seed?: number | Random;
}

/** V(s), the expected return from a state: a network with one output. */
export class ValueFunction {
  readonly observationSpace: ObservationSpace;
  readonly network: Network;
  readonly parameters: Parameters;
  /** The value function in the kernels' memory; undefined where its network is not a chain of dense layers. */
  readonly fused: FusedNetworks | undefined;
  /** The network, where it has a memory. */
  readonly recurrent: RecurrentNetwork | undefined;
  /**
   * The memory with which the segments of the next rollout begin, `[segments, stateSize]`: it is the learner's own, for
   * nobody values states while they are collected. Undefined before the first rollout, and without a memory.
   */
  memory: Float32Array | undefined;

  constructor(observationSpace: ObservationSpace, network: Network, parameters: Parameters) {
    this.observationSpace = observationSpace;
    this.network = network;
    this.parameters = parameters;
    this.recurrent = recurrentOf(network);
    const features = featureSize(observationSpace);
    this.fused = layersFit(network.layers, features, 1)
      ? new FusedNetworks(parameters.values, features, { value: network.layers })
      : undefined;
  }

  /**
   * V `[batch]` from the parameters' tensors and features `[batch, featureSize]`, of which a value function with a memory
   * must know the sequences.
   */
  apply(tensors: tf.Tensor[], features: tf.Tensor2D, sequences?: Sequences): tf.Tensor1D {
    const values = this.network.apply(tensors, features, sequences);
    if (values.size !== features.shape[0]) {
      throw new InputError(
        'value network',
        `its output must have shape [${features.shape[0]}, 1]`,
        `[${values.shape}]`,
      );
    }
    return tf.reshape(values, [values.size]);
  }

  /** V of `size` observations that are normalised already, row-major, without a tape. */
  predict(observations: Float32Array, size: number): Float32Array {
    if (size === 0) return new Float32Array(0);
    const { fused } = this;
    if (fused !== undefined) {
      const values = new Float32Array(size);
      fused.batch.load({ size, features: featureRows(this.observationSpace, observations, size) });
      fusedValues(fused, fused.batch.all(), values);
      return values;
    }
    return tf.tidy(() => {
      const values = this.apply(tensorsOf(this.parameters), featuresOf(this.observationSpace, observations, size));
      return Float32Array.from(values.dataSync());
    });
  }
}

/** The standard value network, or the one in the settings. */
export function valueNetwork(settings: ValueFunctionSettings): Network {
  const { hidden = [64, 64], activation = 'tanh', recurrent: cell, recurrentUnits: units = RECURRENT_UNITS } = settings;
  if (settings.network !== undefined) return settings.network;
  const network = { inputs: featureSize(settings.observationSpace), outputs: 1, hidden, activation };
  const standard = cell ? recurrent({ ...network, cell, units }) : (imageNetwork(settings, network) ?? mlp(network));
  return settings.initialization === 'uniform' ? drawnUniformly(standard) : standard;
}

/** A value function with its first weights drawn, in a vector of its own or in the one given. */
export function createValueFunction(settings: ValueFunctionSettings, values?: Float32Array): ValueFunction {
  const network = valueNetwork(settings);
  const layout = layoutOf(network.layout);
  const random = settings.seed instanceof Random ? settings.seed : new Random(settings.seed ?? 0);
  const parameters = { values: values ?? new Float32Array(sizeOfLayout(layout)), layout };
  parameters.values.set(initialValues(network, random.split('value weights')));
  return new ValueFunction(settings.observationSpace, network, parameters);
}

/** (V − R)², averaged: the squared-error value loss. Schulman et al. (2017), below eq. 9. */
export function squaredError(values: tf.Tensor, returns: tf.Tensor): tf.Scalar {
  return tf.mean(tf.squaredDifference(values, returns));
}

/**
 * mean max((V − R)², (Vₒₗ + clip(V − Vₒₗ, −ε, ε) − R)²): the value loss that does not reward moves beyond ε.
 *
 * Huang et al. (2022), detail 9; not part of the PPO paper, and found not to help by Andrychowicz et al. (2021).
 */
export function clippedSquaredError(
  values: tf.Tensor,
  returns: tf.Tensor,
  oldValues: tf.Tensor,
  clipRange: number,
): tf.Scalar {
  const clipped = tf.add(oldValues, tf.clipByValue(tf.sub(values, oldValues), -clipRange, clipRange));
  return tf.mean(tf.maximum(tf.squaredDifference(values, returns), tf.squaredDifference(clipped, returns)));
}

export interface FitSettings {
  readonly epochs: number;
  readonly minibatchSize: number;
  readonly learningRate: number;
}

/**
 * Fits V to `returns` by stochastic descent on the squared error, in shuffled minibatches.
 *
 * @returns the squared error, averaged over all minibatches
 */
export function fitValueFunction(
  valueFunction: ValueFunction,
  ascent: Ascent,
  targets: ValueTargets,
  settings: FitSettings,
  random: Random,
): number {
  const objective = valueObjective(valueFunction, targets);
  let total = 0;
  let count = 0;
  const batch = { size: targets.returns.length, valueSequences: targets.sequences };
  for (const rows of minibatchesOf(batch, settings, random)) {
    const { loss, gradient } = objective(rows);
    ascent.step(gradient, settings.learningRate);
    total += loss;
    count += 1;
  }
  return total / count;
}

/** States and what they turned out to be worth. */
export interface ValueTargets {
  /** `[returns.length, …]`, normalised already. */
  readonly observations: Float32Array;
  readonly returns: Float32Array;
  /** The sequences of the rows, for a value function with a memory. */
  readonly sequences?: Sequences | undefined;
}

/** The squared error on some rows, and the gradient of its negative, which is to be ascended. */
type ValueObjective = (rows: Uint32Array) => { readonly loss: number; readonly gradient: Float32Array | KernelArray };

/** {@link squaredError}, by fused kernels where the network allows it and on the tape otherwise. */
function valueObjective(
  valueFunction: ValueFunction,
  { observations, returns, sequences }: ValueTargets,
): ValueObjective {
  const { fused, observationSpace, parameters } = valueFunction;
  if (fused !== undefined) {
    const objective = fusedObjectiveOf(fused);
    const { length: size } = returns;
    const columns = { size, features: featureRows(observationSpace, observations, size), returns };
    return (rows) => {
      fused.batch.ensure(columns);
      const { valueLoss } = objective.evaluate(fused.batch.select(rows), { valueCoefficient: 1 });
      return { loss: valueLoss, gradient: objective.gradient };
    };
  }
  const columns = flatSize(observationSpace);
  return (rows) => {
    const { value, gradient } = differentiate(parameters, (tensors) => {
      const features = featuresOf(observationSpace, gatherRows(observations, columns, rows), rows.length);
      const targets = tf.tensor1d(gatherRows(returns, 1, rows));
      const selected = sequences && selectSequences(sequences, rows);
      return { value: tf.neg(squaredError(valueFunction.apply(tensors, features, selected), targets)) };
    });
    return { loss: -value, gradient };
  };
}
