import * as tf from '@tensorflow/tfjs';
import { InputError } from '../input-error.ts';
import { whileCorrected } from './corrections.ts';
import { abandonTape, hasSecondLevel, isRecording, linkTape } from './tape.ts';

/** A scalar and its derivatives in some tensors. */
export interface Pullback {
  readonly value: tf.Tensor;
  /** ∂value/∂x for each x; undefined where the value does not depend on it. */
  readonly products: readonly (tf.Tensor | undefined)[];
}

/**
 * y = f() `[]` and ∂y/∂x for each x, by one pass back over tfjs's tape; what all the functions here are made of.
 *
 * @param xs the tensors, or what gives them once f has run
 */
export function pullback(f: () => tf.Tensor, xs: readonly tf.Tensor[] | (() => readonly tf.Tensor[])): Pullback {
  if (xs.length === 0 && Array.isArray(xs)) throw new InputError('gradient', 'needs a tensor to differentiate by');
  return whileCorrected(() => {
    const isNested = isRecording();
    // tfjs reads the list after it has run f.
    const by = typeof xs === 'function' ? [tf.scalar(0)] : [...xs];
    const forward = () => {
      const y = f();
      if (typeof xs === 'function') by.splice(0, 1, ...xs());
      if (isNested || hasSecondLevel()) linkTape();
      return y;
    };
    try {
      // Unlike tf.valueAndGrads, this allows a tensor on which the value does not depend.
      const { value, grads } = tf.engine().gradients(forward, by, undefined, true);
      return { value, products: grads };
    } catch (thrown) {
      abandonTape();
      throw thrown;
    }
  });
}
