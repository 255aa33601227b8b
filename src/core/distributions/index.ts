import { type ActionKind, type ActionSpace, flatSize } from '../spaces.ts';
import { bernoulli } from './bernoulli.ts';
import { categorical } from './categorical.ts';
import { diagonalGaussian } from './diagonal-gaussian.ts';
import type { Distribution } from './distribution.ts';
import { multiCategorical } from './multi-categorical.ts';

const families: { readonly [K in ActionKind]: (space: ActionSpace<K>) => Distribution<K> } = {
  discrete: (space) => categorical(space.n),
  multiDiscrete: (space) => multiCategorical(space.nvec),
  multiBinary: (space) => bernoulli(space.n),
  box: (space) => diagonalGaussian(flatSize(space)),
};

/**
 * The distribution that a policy has over an action space: categorical for discrete, a product of such for multi-discrete,
 * Bernoulli for multi-binary, diagonal Gaussian for box.
 */
export function distributionFor<K extends ActionKind>(space: ActionSpace<K>): Distribution<K> {
  return families[space.kind as K](space);
}
