import { wholePower } from '../exponential.ts';
import { kernels } from '../kernels/kernels.ts';
import type { Optimizer } from './optimizer.ts';

export type AdamState = { readonly count: number; readonly mean: Float32Array; readonly meanSquare: Float32Array };

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², step = α m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 *
 * Kingma and Ba (2015), algorithm 1. ε is 1e-5, as in the PPO of OpenAI Baselines (Huang et al. 2022, detail 3).
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-5 } = {}): Optimizer<AdamState> {
  return {
    name: 'adam',
    init: (size) => ({ count: 0, mean: new Float32Array(size), meanSquare: new Float32Array(size) }),
    update(gradient, state, learningRate) {
      const count = state.count + 1;
      const mean = state.mean.map((m, i) => beta1 * m + (1 - beta1) * (gradient[i] as number));
      const meanSquare = state.meanSquare.map((v, i) => beta2 * v + (1 - beta2) * (gradient[i] as number) ** 2);
      const [correction1, correction2] = [1 - wholePower(beta1, count), 1 - wholePower(beta2, count)];
      const step = mean.map(
        (m, i) => (learningRate * (m / correction1)) / (Math.sqrt((meanSquare[i] as number) / correction2) + epsilon),
      );
      return { step, state: { count, mean, meanSquare } };
    },
    climb({ parameters, gradient, size, scale, learningRate }, state) {
      state.count += 1;
      kernels.adamStep(
        parameters,
        gradient,
        state.mean.address,
        state.meanSquare.address,
        size,
        scale,
        learningRate,
        beta1,
        beta2,
        epsilon,
        1 - wholePower(beta1, state.count),
        1 - wholePower(beta2, state.count),
      );
    },
  };
}
