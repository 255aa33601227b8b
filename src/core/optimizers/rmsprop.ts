import { kernels } from '../kernels/kernels.ts';
import type { Optimizer } from './optimizer.ts';

export type RmspropState = { readonly meanSquare: Float32Array };

/**
 * RMSProp: m ← ρ m + (1 − ρ) g², step = α g / √(m + ε).
 *
 * Tieleman and Hinton (2012), with ε inside the root as in Mnih et al. (2016), eq. S2 and S3 of its supplement.
 */
export function rmsprop({ decay = 0.99, epsilon = 1e-5 } = {}): Optimizer<RmspropState> {
  return {
    name: 'rmsprop',
    init: (size) => ({ meanSquare: new Float32Array(size) }),
    update(gradient, state, learningRate) {
      const meanSquare = state.meanSquare.map((m, i) => decay * m + (1 - decay) * (gradient[i] as number) ** 2);
      const step = gradient.map((g, i) => (learningRate * g) / Math.sqrt((meanSquare[i] as number) + epsilon));
      return { step, state: { meanSquare } };
    },
    climb({ parameters, gradient, size, scale, learningRate }, { meanSquare }) {
      kernels.rmspropStep(parameters, gradient, meanSquare.address, size, scale, learningRate, decay, epsilon);
    },
  };
}
