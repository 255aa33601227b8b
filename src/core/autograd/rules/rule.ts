import * as tf from '@tensorflow/tfjs';

/** What a kernel's gradient is made of, without the kernel's name. */
export type Gradient = Omit<tf.GradConfig, 'kernelName'>;

/**
 * How a kernel on the list is differentiated.
 *
 * - `stock`: as tfjs does; its gradient saves inputs alone and is made of listed kernels, so it is right to any order.
 * - `linked`: as tfjs does; its gradient saves an output, which {@link linkTape} ties to the inputs it came from.
 * - a function: from tfjs's own gradient, where there is one, to the right one.
 */
export type Rule = 'stock' | 'linked' | ((stock: tf.GradConfig | undefined) => Gradient);

/** The rules of one topic, by kernel. */
export type Rules = Readonly<Record<string, Rule>>;

/**
 * A gradient of one's own kernel, for `tf.registerGradient`, whose author says that it is made of listed ops alone and
 * of what it saves: it may be differentiated again.
 */
export interface TwiceDifferentiable extends tf.GradConfig {
  readonly twiceDifferentiable: true;
}

/** Whether its author says that a gradient may be differentiated again. */
export function isTwiceDifferentiable(gradient: tf.GradConfig): gradient is TwiceDifferentiable {
  return 'twiceDifferentiable' in gradient && gradient.twiceDifferentiable === true;
}

type Thunks = Readonly<Record<string, () => tf.Tensor>>;

/** A rule of one's own: what it saves, and ∂⟨dy, kernel⟩/∂input for each input by name, of one output's cotangent. */
export function rule<A = unknown>(
  inputsToSave: readonly string[],
  gradient: (dy: tf.Tensor, saved: tf.Tensor[], attrs: A) => Thunks,
): Rule {
  return () => ({
    inputsToSave: [...inputsToSave],
    gradFunc: (dy, saved, attrs) => gradient(dy as tf.Tensor, saved, attrs as unknown as A),
  });
}

/** The rule of a kernel that is constant in these inputs, almost everywhere: its gradients are 0. */
export function zeroIn(...inputs: readonly string[]): Rule {
  return rule(inputs, (_, saved) =>
    Object.fromEntries(inputs.map((name, i) => [name, () => tf.zeros((saved[i] as tf.Tensor).shape)])),
  );
}

/** The stock gradient of a kernel that tfjs has one for. */
export function required(stock: tf.GradConfig | undefined): tf.GradConfig {
  if (stock === undefined) throw new Error('tfjs has no gradient for a kernel that it should have one for');
  return stock;
}

/** Sums `t` over the axes along which a tensor of this shape was broadcast to it. */
export function unbroadcast(t: tf.Tensor, shape: number[]): tf.Tensor {
  if (tf.util.arraysEqual(t.shape, shape)) return t;
  const axes = tf.broadcast_util.getReductionAxes(shape, t.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(t, axes) : t, shape);
}
