import type * as tf from '@tensorflow/tfjs';
import { type Layout, type LayoutEntry, sizeOfLayout, sizeOfShape, viewOf } from '../parameters.ts';
import type { Random } from '../random.ts';
import type { Sequences } from '../sequences.ts';
import type { DenseLayer } from './dense-layer.ts';
import { constant, type Initializer, orthogonal, uniformByInputs } from './initializers.ts';

/**
 * Any differentiable function of tfjs: parameters and a batch of observations in, one row of outputs for each out.
 *
 * A policy wants as many outputs as its distribution has parameters (`distributionFor(actionSpace).parameterSize`, less
 * the log standard deviations where they do not depend on the state), a value function one.
 */
export interface Network {
  /** The tensors that `apply` takes, in its order; `layoutOf` counts the offsets. */
  readonly layout: Layout;
  /**
   * @param parameters one tensor for each entry of the layout
   * @param observations `[batch, features]`; a discrete observation arrives one-hot
   * @param sequences how the rows hang together in time, where a network has a memory
   * @returns `[batch, outputs]`
   */
  apply(parameters: tf.Tensor[], observations: tf.Tensor, sequences?: Sequences): tf.Tensor;
  /**
   * The layers, where the network is a chain of dense layers and nothing else, but for gSDE behind the last: it then runs in
   * fused kernels, which must give what `apply` gives.
   */
  readonly layers?: readonly DenseLayer[];
  /** The first values of the flat vector; orthogonal weights with gain √2 and zeros for vectors when left out. */
  initialize?(random: Random): Float32Array;
}

/** The first flat parameter vector of a network: its own, or else orthogonal weights with gain √2 and zero biases. */
export function initialValues(network: Network, random: Random): Float32Array {
  if (network.initialize !== undefined) return network.initialize(random);
  const values = new Float32Array(sizeOfLayout(network.layout));
  for (const entry of network.layout) {
    if (entry.shape.length > 1 && sizeOfShape(entry.shape) > 0) {
      viewOf(values, entry).set(orthogonal(Math.SQRT2)(entry.shape, random));
    }
  }
  return values;
}

/** The network with first values by {@link uniformByInputs}, to which its last tensor, the outputs' bias, adds its own. */
export function drawnUniformly<N extends Network>(network: N, outputBias: Initializer = constant(0)): N {
  return {
    ...network,
    initialize(random: Random) {
      const values = uniformByInputs(network.layout, random);
      const last = network.layout.at(-1) as LayoutEntry;
      const bias = viewOf(values, last);
      bias.set(outputBias(last.shape, random).map((x, i) => x + (bias[i] as number)));
      return values;
    },
  };
}
