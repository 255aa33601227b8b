import type * as tf from '@tensorflow/tfjs';
import type { LearnerSettings } from './agent.ts';
import { InputError } from './input-error.ts';
import { FusedNetworks } from './kernels/fused-networks.ts';
import { type DenseLayer, shiftLayers } from './networks/dense-layer.ts';
import { orthogonal, uniformByInputs } from './networks/initializers.ts';
import { dense, type HeadedNetwork } from './networks/mlp.ts';
import type { Network } from './networks/network.ts';
import type { Recurrent } from './networks/recurrent.ts';
import { featureSize } from './observations.ts';
import { type Layout, type LayoutEntry, layoutOf, type Parameters, sizeOfLayout } from './parameters.ts';
import { fusedPolicyParts, headOf, initializePolicy, type Policy } from './policy.ts';
import { type PolicyNetworkSettings, policyLayout, policyNetwork, standardPolicyNetwork } from './policy-network.ts';
import type { BatchSequences } from './sequences.ts';
import type { ActionKind } from './spaces.ts';
import { createValueFunction, ValueFunction, valueNetwork } from './value-function.ts';

export interface ActorCriticSettings<K extends ActionKind = ActionKind>
  extends LearnerSettings<K>,
    PolicyNetworkSettings {
  /** One set of hidden layers under both heads, instead of two networks. */
  readonly sharedTrunk?: boolean;
}

/**
 * A policy and a value function over one flat vector: the policy's parameters first, then what only the value function
 * has (its whole network, or with a shared trunk its head alone). Both are views of that vector.
 */
export interface ActorCritic<K extends ActionKind = ActionKind> {
  readonly parameters: Parameters;
  readonly policy: Policy<K>;
  readonly valueFunction: ValueFunction;
  /** Both in the kernels' memory; undefined where one of the networks is not a chain of dense layers. */
  readonly fused: FusedNetworks | undefined;
  /** ω `[batch, …]` and V `[batch]` in one pass over the vector's tensors. */
  apply(
    tensors: tf.Tensor[],
    features: tf.Tensor2D,
    sequences?: BatchSequences,
  ): { readonly omega: tf.Tensor2D; readonly values: tf.Tensor1D };
}

/** A policy and a value function, with separate networks or one trunk under two heads. */
export function createActorCritic<K extends ActionKind>(settings: ActorCriticSettings<K>): ActorCritic<K> {
  return settings.sharedTrunk === true ? sharedActorCritic(settings) : separateActorCritic(settings);
}

function separateActorCritic<K extends ActionKind>(settings: ActorCriticSettings<K>): ActorCritic<K> {
  const policySettings = { ...settings, network: settings.policyNetwork, seed: settings.random };
  const valueSettings = { ...settings, network: settings.valueNetwork, seed: settings.random };
  const network = policyNetwork(policySettings);
  const policyPart = policyLayout(policySettings, network);
  const size = sizeOfLayout(policyPart);
  const layout = [...layoutOf(policyPart, 'policy/'), ...layoutOf(valueNetwork(valueSettings).layout, 'value/', size)];
  const values = new Float32Array(sizeOfLayout(layout));
  const policyParameters = { values: values.subarray(0, size), layout: policyPart };
  const policy = initializePolicy(policySettings, network, policyParameters);
  const valueFunction = createValueFunction(valueSettings, values.subarray(size));
  const policyParts = fusedPolicyParts(policy);
  const valueLayers = valueFunction.fused && valueFunction.network.layers;
  return {
    parameters: { values, layout },
    policy,
    valueFunction,
    fused:
      policyParts &&
      valueLayers &&
      new FusedNetworks(values, featureSize(settings.observationSpace), {
        policy: policyParts,
        value: shiftLayers(valueLayers, size),
      }),
    apply: (tensors, features, { sequences, valueSequences } = {}) => ({
      omega: policy.apply(tensors.slice(0, policyPart.length), features, sequences),
      values: valueFunction.apply(tensors.slice(policyPart.length), features, valueSequences),
    }),
  };
}

function sharedActorCritic<K extends ActionKind>(settings: ActorCriticSettings<K>): ActorCritic<K> {
  if (settings.policyNetwork !== undefined || settings.valueNetwork !== undefined) {
    throw new InputError('sharedTrunk', 'goes with the standard network only, not with a network of your own');
  }
  const policySettings = { ...settings, seed: settings.random };
  const network = standardPolicyNetwork(policySettings);
  const policyPart = policyLayout(policySettings, network);
  const size = sizeOfLayout(policyPart);
  const { units } = network;
  const head = [
    { name: 'value/weight', shape: [units, 1] },
    { name: 'value/bias', shape: [1] },
  ];
  const layout = [...layoutOf(policyPart, 'policy/'), ...layoutOf(head, '', size)];
  const parameters = { values: new Float32Array(sizeOfLayout(layout)), layout };
  const policyParameters = { values: parameters.values.subarray(0, size), layout: policyPart };
  const policy = initializePolicy(policySettings, network, policyParameters);
  parameters.values.set(firstValueHead(head, settings), size);
  const valueHead = (tensors: tf.Tensor[], hidden: tf.Tensor) =>
    dense(hidden, tensors[policyPart.length] as tf.Tensor, tensors[policyPart.length + 1] as tf.Tensor);
  const valueLayer = { inputs: units, outputs: 1, activation: 'linear', weight: size, bias: size + units } as const;
  return {
    parameters,
    policy,
    valueFunction: new ValueFunction(
      settings.observationSpace,
      sharedValueNetwork(network, layout, valueHead, valueLayer),
      parameters,
    ),
    fused: sharedFused(network, policy, valueLayer, parameters.values),
    apply(tensors, features, { sequences } = {}) {
      const hidden = network.trunk(tensors, features, sequences);
      const values = valueHead(tensors, hidden).reshape([-1]) as tf.Tensor1D;
      return { omega: policy.withLogStd(tensors, network.head(tensors, hidden)), values };
    },
  };
}

/** The first weights and the bias of the value function's own layer. */
function firstValueHead(
  head: readonly Omit<LayoutEntry, 'offset'>[],
  { initialization, random }: ActorCriticSettings,
): Float32Array {
  const layout = layoutOf(head);
  const stream = random.split('value weights');
  if (initialization === 'uniform') return uniformByInputs(layout, stream);
  const values = new Float32Array(sizeOfLayout(layout));
  values.set(orthogonal(1)((layout[0] as LayoutEntry).shape, stream));
  return values;
}

/** The value network whose trunk is the policy's. */
function sharedValueNetwork(
  network: HeadedNetwork | Recurrent,
  layout: Layout,
  head: HeadedNetwork['head'],
  layer: DenseLayer,
): Network {
  if ('withHead' in network) return network.withHead(layout, head);
  return {
    layout,
    ...(network.layers && { layers: [...network.layers.slice(0, -1), layer] }),
    apply: (tensors, x) => head(tensors, network.trunk(tensors, x)),
  };
}

/** Two heads on dense layers, in the kernels' memory. */
function sharedFused(network: HeadedNetwork | Recurrent, policy: Policy, layer: DenseLayer, values: Float32Array) {
  const { layers } = network;
  if (layers === undefined) return undefined;
  return new FusedNetworks(values, featureSize(policy.observationSpace), {
    trunk: layers.slice(0, -1),
    policy: { layers: layers.slice(-1), head: headOf(policy), gsdeLogStd: policy.gsde?.gsdeLogStd.offset },
    value: [layer],
  });
}
