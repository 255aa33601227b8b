import * as tf from '@tensorflow/tfjs';
import { InputError, show } from '../input-error.ts';
import { type Layout, type LayoutEntry, layoutOf, sizeOfLayout, viewOf } from '../parameters.ts';
import type { Random } from '../random.ts';
import { type ActivationName, activations } from './activations.ts';
import type { DenseLayer } from './dense-layer.ts';
import { constant, type Initializer, orthogonal } from './initializers.ts';
import type { Network } from './network.ts';

export interface MlpSettings {
  readonly inputs: number;
  readonly outputs: number;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly activation: ActivationName;
  /** First values of the hidden weights; orthogonal with gain √2 when left out. */
  readonly hiddenInitializer?: Initializer;
  /** First values of the output weights; orthogonal with gain 1 when left out. */
  readonly outputInitializer?: Initializer;
  readonly outputBiasInitializer?: Initializer;
}

/** A network whose hidden layers can also be had alone, for two heads to share. */
export interface HeadedNetwork extends Network {
  /** Units of the last hidden layer; the features where there is none. */
  readonly units: number;
  /** The last hidden layer, `[batch, units]`. */
  trunk(parameters: tf.Tensor[], observations: tf.Tensor): tf.Tensor;
  /** The output `[batch, outputs]` from the last hidden layer. */
  head(parameters: tf.Tensor[], hidden: tf.Tensor): tf.Tensor;
  initialize(random: Random): Float32Array;
}

/** A multilayer perceptron. */
export interface Mlp extends HeadedNetwork {
  readonly layers: readonly DenseLayer[];
}

/** x W + b, with W `[in, out]`. */
export function dense(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias);
}

/** h₀ = x; hₗ = φ(hₗ₋₁ Wₗ + bₗ); the output is linear in the last h. */
export function mlp(settings: MlpSettings): Mlp {
  const { inputs, outputs, hidden } = settings;
  const sizes = [inputs, ...hidden, outputs];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new InputError('mlp', 'layer sizes must be whole numbers ≥ 1', show(sizes));
  }
  const phi = activations[settings.activation];
  if (phi === undefined) {
    throw new InputError('mlp', `activation must be one of ${Object.keys(activations)}`, show(settings.activation));
  }
  const trunkTensors = 2 * hidden.length;
  const trunk = (parameters: tf.Tensor[], observations: tf.Tensor) => {
    let h = observations;
    for (let i = 0; i < trunkTensors; i += 2) {
      h = phi(dense(h, parameters[i] as tf.Tensor, parameters[i + 1] as tf.Tensor));
    }
    return h;
  };
  const head = (parameters: tf.Tensor[], h: tf.Tensor) =>
    dense(h, parameters[trunkTensors] as tf.Tensor, parameters[trunkTensors + 1] as tf.Tensor);
  const layout = mlpLayout(sizes);
  return {
    layout,
    units: sizes.at(-2) as number,
    layers: denseLayers(layout, settings.activation),
    trunk,
    head,
    apply: (parameters, observations) => head(parameters, trunk(parameters, observations)),
    initialize: (random) => initialize(layout, settings, random),
  };
}

function mlpLayout(sizes: readonly number[]): Layout {
  const layers = sizes.slice(1).map((size, i) => {
    const name = i === sizes.length - 2 ? 'output' : `hidden${i}`;
    return [
      { name: `${name}/weight`, shape: [sizes[i] as number, size] },
      { name: `${name}/bias`, shape: [size] },
    ];
  });
  return layoutOf(layers.flat());
}

/** The layers of a layout of weights and biases by turns; the last is linear. */
function denseLayers(layout: Layout, activation: ActivationName): DenseLayer[] {
  return Array.from({ length: layout.length / 2 }, (_, i) => {
    const [weight, bias] = layout.slice(2 * i, 2 * i + 2) as [LayoutEntry, LayoutEntry];
    const [inputs, outputs] = weight.shape as [number, number];
    const isOutput = 2 * i + 2 === layout.length;
    return { inputs, outputs, activation: isOutput ? 'linear' : activation, weight: weight.offset, bias: bias.offset };
  });
}

function initialize(layout: Layout, settings: MlpSettings, random: Random): Float32Array {
  const hidden = settings.hiddenInitializer ?? orthogonal(Math.SQRT2);
  const output = settings.outputInitializer ?? orthogonal(1);
  const outputBias = settings.outputBiasInitializer ?? constant(0);
  const values = new Float32Array(sizeOfLayout(layout));
  layout.forEach((entry, i) => {
    const isOutput = i >= layout.length - 2;
    const isBias = entry.shape.length === 1;
    const initializer = isBias ? (isOutput ? outputBias : constant(0)) : isOutput ? output : hidden;
    viewOf(values, entry).set(initializer(entry.shape, random));
  });
  return values;
}
