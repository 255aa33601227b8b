import * as tf from '@tensorflow/tfjs';
import { KernelArray } from './kernel-array.ts';
import { type KernelParameters, outputOf, readInputs, registerFused } from './tensor-kernel.ts';

const OBJECTIVE = 'PolicyAscentObjective';

/** A function of a flat parameter vector that comes with its gradient. */
export type Evaluated = (parameters: Float32Array) => { readonly value: number; readonly gradient: Float32Array };

/**
 * f(θ) `[]` of a flat vector θ `[size]`, as one op of tfjs: value and gradient are computed in one go when it runs. A second
 * derivative is refused.
 */
export function objectiveOp(evaluate: Evaluated, parameters: tf.Tensor): tf.Scalar {
  registerFused(gradient, forward);
  const attributes = { evaluate } as unknown as tf.NamedAttrMap;
  const [value] = tf.engine().runKernel(OBJECTIVE, { parameters }, attributes) as unknown as [tf.Scalar, tf.Tensor];
  return value;
}

function forward(parameters: KernelParameters): tf.TensorInfo[] {
  const [theta] = readInputs(parameters, 'parameters');
  const { evaluate } = parameters.attrs as unknown as { readonly evaluate: Evaluated };
  const result = evaluate(theta.array.view.slice());
  theta.array.release();
  const value = KernelArray.floats(0).write([result.value]);
  const slope = KernelArray.floats(0).write(result.gradient);
  const outputs = [outputOf(parameters, value, []), outputOf(parameters, slope, [result.gradient.length])];
  for (const array of [value, slope]) array.release();
  return outputs;
}

const gradient: tf.GradConfig = {
  kernelName: OBJECTIVE,
  inputsToSave: ['parameters'],
  outputsToSave: [false, true],
  gradFunc(cotangents, saved) {
    const [dy] = cotangents as tf.Tensor[];
    return { parameters: () => tf.mul(dy as tf.Tensor, saved[1] as tf.Tensor) };
  },
};
