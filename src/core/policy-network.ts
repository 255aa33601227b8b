import { type BoxDistribution, distributionFor } from './distributions/index.ts';
import { InputError } from './input-error.ts';
import type { ActivationName } from './networks/activations.ts';
import { type GsdeNetwork, gsde, gsdeOf } from './networks/gsde.ts';
import { type ImageSettings, imageNetwork } from './networks/image-network.ts';
import { constant, type InitializationName, type Initializer, orthogonal } from './networks/initializers.ts';
import { type HeadedNetwork, mlp } from './networks/mlp.ts';
import { drawnUniformly, type Network } from './networks/network.ts';
import { RECURRENT_UNITS, type Recurrent, type RecurrentCellName, recurrent } from './networks/recurrent.ts';
import type { ObservationNormalizer } from './normalization.ts';
import { featureSize } from './observations.ts';
import { type Layout, layoutOf } from './parameters.ts';
import type { Random } from './random.ts';
import { type ActionKind, type ActionSpace, flatSize, type ObservationSpace } from './spaces.ts';

/**
 * How the log standard deviation of a Gaussian comes about: a parameter of its own, an output of the network, or generalised
 * state-dependent exploration, where the last hidden layer makes the noise.
 */
export const logStdKinds = ['independent', 'predicted', 'gsde'] as const;
export type LogStdKind = (typeof logStdKinds)[number];

/** How the standard policy network is built. */
export interface PolicyNetworkSettings {
  /** Units of each hidden layer. */
  readonly hidden?: readonly number[];
  readonly activation?: ActivationName;
  readonly convolutions?: ImageSettings['convolutions'];
  /** The cell behind the hidden layers that gives the policy a memory; none when null or left out. */
  readonly recurrent?: RecurrentCellName | null;
  /** Units of the cell. */
  readonly recurrentUnits?: number;
  /** How first weights are drawn; orthogonal when left out. */
  readonly initialization?: InitializationName;
  /** The distribution over the actions of a box. */
  readonly distribution?: BoxDistribution;
  readonly logStd?: LogStdKind;
  /** log σ before any learning; with gSDE the ℓ of every feature. */
  readonly initialLogStd?: number;
  /** For how many steps gSDE holds one matrix of noise; null for as long as a rollout, or an episode, lasts. */
  readonly gsdeSteps?: number | null;
}

export interface PolicySettings<K extends ActionKind = ActionKind> extends PolicyNetworkSettings {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  /** A network of one's own in place of the standard one. */
  readonly network?: Network | undefined;
  /** Where the first weights and the sampled actions come from. */
  readonly seed?: number | Random;
  /** What raw observations pass through before the network sees them. */
  readonly normalizer?: ObservationNormalizer | undefined;
}

/**
 * The network of the settings, or else the standard one, with gSDE where the settings ask for it.
 *
 * @throws InputError for gSDE over a network that has a memory, or no hidden layers to be had alone
 */
export function policyNetwork(settings: PolicySettings): Network {
  return settings.network === undefined ? standardPolicyNetwork(settings) : exploring(settings, settings.network);
}

/**
 * A multilayer perceptron, a recurrent network where the settings name a cell, or a convolutional one where the observations
 * are pictures, with a small output layer, so that the first policy is close to uniform, or to mean 0.
 */
export function standardPolicyNetwork(settings: PolicySettings): HeadedNetwork | Recurrent {
  const { parameterSize } = distributionFor(settings.actionSpace, settings.distribution);
  const kind = logStdKindOf(settings);
  const network = {
    inputs: featureSize(settings.observationSpace),
    outputs: kind === undefined || kind === 'predicted' ? parameterSize : parameterSize / 2,
    hidden: settings.hidden ?? [64, 64],
    activation: settings.activation ?? 'tanh',
    outputInitializer: orthogonal(0.01),
    outputBiasInitializer: kind === 'predicted' ? predictedLogStdBias(settings) : constant(0),
  };
  const { recurrent: cell, recurrentUnits: units = RECURRENT_UNITS } = settings;
  const standard = cell ? recurrent({ ...network, cell, units }) : (imageNetwork(settings, network) ?? mlp(network));
  if (settings.initialization !== 'uniform') return exploring(settings, standard);
  return exploring(settings, drawnUniformly(standard, network.outputBiasInitializer));
}

/** How the σ of a policy's Gaussian comes about; undefined where it has none. */
function logStdKindOf({ actionSpace, logStd = 'independent' }: PolicySettings): LogStdKind | undefined {
  return actionSpace.kind === 'box' ? logStd : undefined;
}

/** Zero for the means; the first log σ for the second half of a Gaussian's outputs. */
function predictedLogStdBias({ actionSpace, initialLogStd = 0 }: PolicySettings): Initializer {
  const d = flatSize(actionSpace);
  return (shape) => new Float32Array(shape[0] as number).fill(initialLogStd, d);
}

/** The network with gSDE behind it, where the settings ask for it and it has none. */
function exploring<N extends Network>(settings: PolicySettings, network: N): N | GsdeNetwork {
  if (logStdKindOf(settings) !== 'gsde' || gsdeOf(network) !== undefined) return network;
  if ('stateSize' in network) throw new InputError("logStd: 'gsde'", 'goes with a policy without memory');
  if (!isHeaded(network)) {
    throw new InputError("logStd: 'gsde'", 'needs a network with trunk, head and units, such as mlp or cnn');
  }
  return gsde(network, flatSize(settings.actionSpace), settings.initialLogStd ?? 0);
}

function isHeaded(network: Network): network is HeadedNetwork {
  return ['trunk', 'head', 'units', 'initialize'].every((part) => part in network);
}

/** The layout of a policy: its network's, then `logStd` where it does not depend on the state. */
export function policyLayout(settings: PolicySettings, network: Network): Layout {
  const isOwn = logStdKindOf(settings) === 'independent';
  return layoutOf([...network.layout, ...(isOwn ? [{ name: 'logStd', shape: [flatSize(settings.actionSpace)] }] : [])]);
}
