import * as tf from '@tensorflow/tfjs';
import { type Rules, rule } from './rule.ts';

/** The nonlinearities of networks, and softmax. */
export const activations = {
  Tanh: 'linked',
  Sigmoid: 'linked',
  Softplus: 'stock',
  Erf: 'stock',
  Relu: 'stock',
  Relu6: 'stock',
  LeakyRelu: 'stock',
  Prelu: 'stock',
  Selu: 'stock',
  Elu: 'linked',
  // g = dy (y < 0 ? y + 1 : 1) with y = elu(x): ∂g/∂dy = (y < 0 ? y + 1 : 1), ∂g/∂y = dy where y < 0.
  EluGrad: rule(['dy', 'y'], (ddx, [dy, y]) => ({
    dy: () => tf.engine().runKernel('EluGrad', { dy: ddx, y: y as tf.Tensor }) as tf.Tensor,
    y: () => tf.mul(tf.mul(ddx, dy as tf.Tensor), tf.cast(tf.less(y as tf.Tensor, 0), 'float32')),
  })),
  Softmax: 'linked',
  // tfjs makes it with customGrad and saves y: g = dy − eʸ Σ dy.
  logSoftmax__op: () => ({
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      '0': () => tf.sub(dy as tf.Tensor, tf.mul(tf.sum(dy as tf.Tensor, -1, true), tf.exp(y as tf.Tensor))),
    }),
  }),
} as const satisfies Rules;
