import type * as tf from '@tensorflow/tfjs';
import { InputError } from './input-error.ts';
import { constant, orthogonal } from './networks/initializers.ts';
import { dense, type Mlp } from './networks/mlp.ts';
import type { Network } from './networks/network.ts';
import { layoutOf, type Parameters, sizeOfLayout } from './parameters.ts';
import { initializePolicy, type Policy, type PolicySettings, policyLayout, policyNetwork } from './policy.ts';
import { Random } from './random.ts';
import type { ActionKind } from './spaces.ts';
import { createValueFunction, ValueFunction, valueNetwork } from './value-function.ts';

export interface ActorCriticSettings<K extends ActionKind = ActionKind> extends PolicySettings<K> {
  /** One set of hidden layers under both heads, instead of two networks. */
  readonly sharedTrunk?: boolean;
  /** A value network of one's own. */
  readonly valueNetwork?: Network;
}

/**
 * A policy and a value function over one flat vector: the policy's parameters first, then what only the value function
 * has (its whole network, or with a shared trunk its head alone). Both are views of that vector.
 */
export interface ActorCritic<K extends ActionKind = ActionKind> {
  readonly parameters: Parameters;
  readonly policy: Policy<K>;
  readonly valueFunction: ValueFunction;
  /** ω `[batch, …]` and V `[batch]` in one pass over the vector's tensors. */
  apply(tensors: tf.Tensor[], features: tf.Tensor2D): { readonly omega: tf.Tensor2D; readonly values: tf.Tensor1D };
}

/** A policy and a value function, with separate networks or one trunk under two heads. */
export function createActorCritic<K extends ActionKind>(settings: ActorCriticSettings<K>): ActorCritic<K> {
  return settings.sharedTrunk === true ? sharedActorCritic(settings) : separateActorCritic(settings);
}

function separateActorCritic<K extends ActionKind>(settings: ActorCriticSettings<K>): ActorCritic<K> {
  const network = policyNetwork(settings);
  const policyPart = policyLayout(settings, network);
  const size = sizeOfLayout(policyPart);
  const { network: _, ...shared } = settings;
  const valueSettings = { ...shared, ...(settings.valueNetwork && { network: settings.valueNetwork }) };
  const valuePart = valueNetwork(valueSettings).layout;
  const values = new Float32Array(size + sizeOfLayout(valuePart));
  const random = streamOf(settings);
  const policy = initializePolicy({ ...settings, seed: random }, network, {
    values: values.subarray(0, size),
    layout: policyPart,
  });
  const valueFunction = createValueFunction({ ...valueSettings, seed: random }, values.subarray(size));
  const layout = [...layoutOf(policyPart, 'policy/'), ...layoutOf(valuePart, 'value/', size)];
  return {
    parameters: { values, layout },
    policy,
    valueFunction,
    apply: (tensors, features) => ({
      omega: policy.apply(tensors.slice(0, policyPart.length), features),
      values: valueFunction.apply(tensors.slice(policyPart.length), features),
    }),
  };
}

function sharedActorCritic<K extends ActionKind>(settings: ActorCriticSettings<K>): ActorCritic<K> {
  if (settings.network !== undefined || settings.valueNetwork !== undefined) {
    throw new InputError('sharedTrunk', 'goes with the standard network only, not with a network of your own');
  }
  const network = policyNetwork(settings) as Mlp;
  const policyPart = policyLayout(settings, network);
  const size = sizeOfLayout(policyPart);
  const units = network.layout.at(-2)?.shape[0] as number;
  const head = [
    { name: 'value/weight', shape: [units, 1] },
    { name: 'value/bias', shape: [1] },
  ];
  const layout = [...layoutOf(policyPart, 'policy/'), ...layoutOf(head, '', size)];
  const values = new Float32Array(sizeOfLayout(layout));
  const random = streamOf(settings);
  const policyParameters = { values: values.subarray(0, size), layout: policyPart };
  const policy = initializePolicy({ ...settings, seed: random }, network, policyParameters);
  values.set(orthogonal(1)([units, 1], random.split('value weights')), size);
  values.set(constant(0)([1], random), size + units);
  const parameters = { values, layout };
  const valueHead = (tensors: tf.Tensor[], hidden: tf.Tensor) =>
    dense(hidden, tensors[policyPart.length] as tf.Tensor, tensors[policyPart.length + 1] as tf.Tensor);
  const valueNet = {
    layout,
    apply: (tensors: tf.Tensor[], x: tf.Tensor) => valueHead(tensors, network.trunk(tensors, x)),
  };
  const trunk = network.trunkTensors;
  return {
    parameters,
    policy,
    valueFunction: new ValueFunction(settings.observationSpace, valueNet, parameters),
    apply(tensors, features) {
      const hidden = network.trunk(tensors, features);
      const output = dense(hidden, tensors[trunk] as tf.Tensor, tensors[trunk + 1] as tf.Tensor);
      const value = valueHead(tensors, hidden) as tf.Tensor2D;
      return { omega: policy.withLogStd(tensors, output), values: value.reshape([-1]) as tf.Tensor1D };
    },
  };
}

function streamOf({ seed = 0 }: PolicySettings): Random {
  return seed instanceof Random ? seed : new Random(seed);
}
