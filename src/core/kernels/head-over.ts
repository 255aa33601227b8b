import { type ActionSpace, flatSize } from '../spaces.ts';
import { bernoulliHead, categoricalHead, type FusedHead, gaussianHead } from './heads.ts';
import { productHead } from './product-head.ts';

/**
 * `distributionFor` in the kernels' memory.
 *
 * @param logStd where the log σ of a Gaussian is in the flat vector; in the network's output when undefined
 */
export function headOver(space: ActionSpace, logStd?: number): FusedHead {
  switch (space.kind) {
    case 'discrete':
      return categoricalHead(space.n);
    case 'multiDiscrete':
      return productHead(space.nvec.map(categoricalHead));
    case 'multiBinary':
      return bernoulliHead(space.n);
    case 'box':
      return gaussianHead(flatSize(space), logStd);
  }
}
