import * as tf from '@tensorflow/tfjs';
import type { TwiceDifferentiable } from '../autograd/rules/rule.ts';
import { registerFused } from './tensor-kernel.ts';

const CONSTANT = 'PolicyAscentConstant';

const gradient: TwiceDifferentiable = {
  kernelName: CONSTANT,
  twiceDifferentiable: true,
  inputsToSave: ['x'],
  gradFunc: (_, [x]) => ({ x: () => tf.zerosLike(x as tf.Tensor) }),
};

/** x as a constant: the same numbers, whose derivatives of every order are 0. What tfjs has no `stopGradient` for. */
export function constantOf<T extends tf.Tensor>(x: T): T {
  registerFused(gradient, ({ inputs, backend }) => {
    const identity = tf.getKernel('Identity', tf.getBackend());
    return identity.kernelFunc({ inputs: { x: inputs.x as tf.TensorInfo }, backend });
  });
  return tf.engine().runKernel(CONSTANT, { x }, {}) as T;
}
