import type { Quadrature } from '../gauss-hermite.ts';
import { type FusedHead, gaussianHead, gaussianPlace } from './heads.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** How a Gaussian is squashed into a box. */
export interface Squashing {
  /** Σ log ½(high − low) */
  readonly logVolume: number;
  /** The positive points, a multiple of four, that stand for a standard normal in the entropy. */
  readonly quadrature: Quadrature;
}

/**
 * The Gaussian of {@link gaussianHead}, squashed into a box; actions are what is squashed. KL and Fisher information are
 * the Gaussian's own, and so is the log-density's gradient, as what squashing adds to it depends on the action alone.
 */
export function squashedHead(d: number, { logVolume, quadrature }: Squashing, logStd?: number): FusedHead {
  const gaussian = gaussianHead(d, logStd);
  const { stride, logStdStride, logStdOf, dLogStdOf } = gaussianPlace(d, logStd);
  const points = KernelArray.floats(0).write([...quadrature.points, ...quadrature.weights]);
  const count = quadrature.points.length;
  return {
    ...gaussian,
    forward(at) {
      gaussian.forward(at);
      kernels.squashForward(
        at.rows,
        d,
        at.omega,
        stride,
        logStdOf(at),
        logStdStride,
        at.actions,
        points.address,
        count,
        logVolume,
        at.logProbabilities,
        at.entropies,
      );
    },
    backward(at, weights, entropyWeight, dOmega, gradient) {
      gaussian.backward(at, weights, entropyWeight, dOmega, gradient);
      if (entropyWeight === 0) return;
      kernels.squashBackward(
        at.rows,
        d,
        at.omega,
        stride,
        logStdOf(at),
        logStdStride,
        points.address,
        count,
        entropyWeight,
        dOmega,
        dLogStdOf(dOmega, gradient),
      );
    },
  };
}
