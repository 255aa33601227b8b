import type { BoxDistribution } from '../distributions/index.ts';
import { entropyQuadrature, logVolumeOf } from '../distributions/squashed-gaussian.ts';
import { type ActionSpace, flatSize } from '../spaces.ts';
import { bernoulliHead, categoricalHead, type FusedHead, gaussianHead } from './heads.ts';
import { productHead } from './product-head.ts';
import { squashedHead } from './squashed-head.ts';

/**
 * `distributionFor` in the kernels' memory.
 *
 * @param logStd where the log σ of a Gaussian is in the flat vector; in the network's output when undefined
 */
export function headOver(space: ActionSpace, overBox: BoxDistribution, logStd?: number): FusedHead {
  switch (space.kind) {
    case 'discrete':
      return categoricalHead(space.n);
    case 'multiDiscrete':
      return productHead(space.nvec.map(categoricalHead));
    case 'multiBinary':
      return bernoulliHead(space.n);
    case 'box': {
      if (overBox === 'gaussian') return gaussianHead(flatSize(space), logStd);
      const squashing = { logVolume: logVolumeOf(space), quadrature: entropyQuadrature };
      return squashedHead(flatSize(space), squashing, logStd);
    }
  }
}
