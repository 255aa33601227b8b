import { activations } from './activations.ts';
import { arithmetic } from './arithmetic.ts';
import { constants } from './constants.ts';
import { convolutions } from './convolutions.ts';
import { matrices } from './matrices.ts';
import { normalization } from './normalization.ts';
import { pooling } from './pooling.ts';
import { reductions } from './reductions.ts';
import type { Rule } from './rule.ts';
import { shapes } from './shapes.ts';

const all = {
  ...arithmetic,
  ...activations,
  ...constants,
  ...reductions,
  ...matrices,
  ...shapes,
  ...convolutions,
  ...pooling,
  ...normalization,
} as const;

/** A kernel of tfjs, or the scope of an op that it builds without one, that may be differentiated any number of times. */
export type ListedKernel = keyof typeof all;

/** The list: how each kernel is differentiated. */
export const rules: { readonly [K in ListedKernel]: Rule } = all;

/** The kernels on the list. */
export const listedKernels = Object.keys(all) as ListedKernel[];

/**
 * The ops that tfjs builds with `customGrad`, by the scope that they run in, whose gradients are made of listed kernels
 * and of what they save.
 */
export const listedScopes: ReadonlySet<string> = new Set([
  'fusedMatMul__op',
  'fusedConv2d__op',
  'fusedDepthwiseConv2d__op',
]);
