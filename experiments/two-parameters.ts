import type * as tf from '@tensorflow/tfjs';
import { type ActionKind, createPolicy, layoutOf, type Network, type Policy } from 'policy-ascent';

/** A policy of two parameters, with the network given. */
export function policyOf<K extends ActionKind>(
  observationSpace: Policy<K>['observationSpace'],
  actionSpace: Policy<K>['actionSpace'],
  theta: readonly [number, number],
  apply: (parameters: tf.Tensor, observations: tf.Tensor2D) => tf.Tensor,
): Policy {
  const network: Network = {
    layout: layoutOf([{ name: 'theta', shape: [2] }]),
    initialize: () => Float32Array.from(theta),
    apply: ([parameters], observations) => apply(parameters as tf.Tensor, observations as tf.Tensor2D),
  };
  return createPolicy({ observationSpace, actionSpace, network, logStd: 'predicted' }) as Policy;
}
