import { kernels } from '../kernels/kernels.ts';
import type { Optimizer } from './optimizer.ts';

export type SgdState = { readonly velocity: Float32Array };

/**
 * Gradient ascent with momentum: v ← μ v + g, step = α v.
 *
 * Polyak (1964), eq. 9, in the form of Sutskever et al. (2013) with the learning rate outside; μ = 0 is plain ascent.
 */
export function sgd({ momentum = 0 }: { readonly momentum?: number } = {}): Optimizer<SgdState> {
  return {
    name: 'sgd',
    init: (size) => ({ velocity: new Float32Array(size) }),
    update(gradient, state, learningRate) {
      const velocity = state.velocity.map((v, i) => momentum * v + (gradient[i] as number));
      return { step: velocity.map((v) => learningRate * v), state: { velocity } };
    },
    climb({ parameters, gradient, size, scale, learningRate }, { velocity }) {
      kernels.sgdStep(parameters, gradient, velocity.address, size, scale, learningRate, momentum);
    },
  };
}
