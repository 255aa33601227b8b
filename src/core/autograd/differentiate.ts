import * as tf from '@tensorflow/tfjs';
import { InputError } from '../input-error.ts';
import { flattenTensors, type Parameters, tensorsOf } from '../parameters.ts';
import { pullback } from './pullback.ts';
import { scoped } from './tensors.ts';

/** A scalar function's value and gradient, and the scalars that were measured on the way. */
export interface Differentiated<M extends string = never> {
  readonly value: number;
  /** ∂value/∂θ, laid out as the parameters are. */
  readonly gradient: Float32Array;
  readonly measures: Readonly<Record<M, number>>;
}

/** What a function under differentiation returns: the scalar, and others to be measured but not differentiated. */
export interface Expression<M extends string = never> {
  readonly value: tf.Tensor;
  readonly measures?: Readonly<Record<M, tf.Tensor>>;
}

/**
 * f(θ) and ∇f(θ) by reverse accumulation over one tape.
 *
 * @param f from one tensor for each entry of the layout to a scalar
 * @throws InputError where the value is not finite; the parameters have not been touched then
 */
export function differentiate<M extends string = never>(
  parameters: Parameters,
  f: (tensors: tf.Tensor[]) => Expression<M>,
): Differentiated<M> {
  return scoped(() => {
    let names: M[] = [];
    let measured: tf.Tensor | undefined;
    const tensors = tensorsOf(parameters);
    const forward = () => {
      const expression = f(tensors);
      names = Object.keys(expression.measures ?? {}) as M[];
      if (expression.measures !== undefined) {
        const scalars = names.map((name) => (expression.measures as Record<M, tf.Tensor>)[name]);
        measured = tf.keep(tf.stack(scalars));
      }
      return expression.value;
    };
    try {
      const { value, products } = pullback(forward, tensors);
      const scalars = measured?.dataSync() ?? [];
      const [result] = value.dataSync();
      if (!Number.isFinite(result)) throw new InputError('loss', 'must be a finite number', String(result));
      return {
        value: result as number,
        gradient: flattenTensors(products, parameters.layout),
        measures: Object.fromEntries(names.map((name, i) => [name, scalars[i]])) as Record<M, number>,
      };
    } finally {
      measured?.dispose();
    }
  });
}
