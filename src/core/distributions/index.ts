import { type ActionKind, type ActionSpace, flatSize } from '../spaces.ts';
import { bernoulli } from './bernoulli.ts';
import { categorical } from './categorical.ts';
import { diagonalGaussian } from './diagonal-gaussian.ts';
import type { Distribution } from './distribution.ts';
import { multiCategorical } from './multi-categorical.ts';
import { squashedGaussian } from './squashed-gaussian.ts';

/** The distributions that there are over a box: a Gaussian whose samples are clipped, or one squashed into the bounds. */
export const boxDistributions = ['gaussian', 'squashed-gaussian'] as const;
export type BoxDistribution = (typeof boxDistributions)[number];

const families: {
  readonly [K in ActionKind]: (space: ActionSpace<K>, overBox: BoxDistribution) => Distribution<K>;
} = {
  discrete: (space) => categorical(space.n),
  multiDiscrete: (space) => multiCategorical(space.nvec),
  multiBinary: (space) => bernoulli(space.n),
  box: (space, overBox) =>
    overBox === 'squashed-gaussian' ? squashedGaussian(space) : diagonalGaussian(flatSize(space)),
};

/**
 * The distribution that a policy has over an action space: categorical for discrete, a product of such for multi-discrete,
 * Bernoulli for multi-binary, diagonal Gaussian for box, or the squashed one.
 *
 * @throws InputError for a squashed Gaussian over a box without finite bounds
 */
export function distributionFor<K extends ActionKind>(
  space: ActionSpace<K>,
  overBox: BoxDistribution = 'gaussian',
): Distribution<K> {
  return families[space.kind as K](space, overBox);
}
