import * as tf from '@tensorflow/tfjs';
import { type Rules, rule } from './rule.ts';

type Pad = Parameters<typeof tf.depthwiseConv2d>[3];
type Pair = [number, number];

interface ConvolutionAttributes {
  readonly strides: Pair;
  readonly pad: Pad;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface DepthwiseAttributes {
  readonly strides: Pair;
  readonly pad: Pad;
  readonly dilations?: Pair;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: object) =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;

/**
 * y = x ∗ w, and its two gradients, which are again bilinear: ∂⟨dy, x ∗ w⟩/∂x in dy and w, ∂⟨dy, x ∗ w⟩/∂w in x and dy.
 *
 * All three are the one trilinear form ⟨dy, x ∗ w⟩, so that each one's derivatives are the others: a closed set.
 */
export const convolutions = {
  Conv2D: 'stock',
  Conv2DBackpropInput: 'stock',
  Conv2DBackpropFilter: rule<ConvolutionAttributes>(['x', 'dy'], (dw, [x, dy], attrs) => {
    const { strides, pad, dataFormat, dimRoundingMode } = attrs;
    const [input, output] = [x as tf.Tensor4D, dy as tf.Tensor4D];
    return {
      x: () => run('Conv2DBackpropInput', { dy: output, filter: dw }, { ...attrs, inputShape: input.shape }),
      dy: () => tf.conv2d(input, dw as tf.Tensor4D, strides, pad, dataFormat, 1, dimRoundingMode),
    };
  }),
  DepthwiseConv2dNative: 'stock',
  DepthwiseConv2dNativeBackpropInput: rule<DepthwiseAttributes>(['dy', 'filter'], (dx, [dy, filter], attrs) => {
    const [output, weight] = [dy as tf.Tensor4D, filter as tf.Tensor4D];
    return {
      dy: () => depthwise(dx, weight, attrs),
      filter: () => run('DepthwiseConv2dNativeBackpropFilter', { x: dx, dy: output }, filterOf(attrs, weight.shape)),
    };
  }),
  DepthwiseConv2dNativeBackpropFilter: rule<DepthwiseAttributes>(['x', 'dy'], (dw, [x, dy], attrs) => {
    const [input, output] = [x as tf.Tensor4D, dy as tf.Tensor4D];
    return {
      x: () =>
        run('DepthwiseConv2dNativeBackpropInput', { dy: output, filter: dw }, { ...attrs, inputShape: input.shape }),
      dy: () => depthwise(input, dw as tf.Tensor4D, attrs),
    };
  }),
} as const satisfies Rules;

const filterOf = (attrs: DepthwiseAttributes, filterShape: number[]) => ({ ...attrs, filterShape });

function depthwise(x: tf.Tensor, filter: tf.Tensor4D, attrs: DepthwiseAttributes): tf.Tensor {
  const { strides, pad, dilations, dimRoundingMode } = attrs;
  return tf.depthwiseConv2d(x as tf.Tensor4D, filter, strides, pad, 'NHWC', dilations, dimRoundingMode);
}
