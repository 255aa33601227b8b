/*
 * The functions of the module. Addresses are in bytes, sizes in elements; every caller makes room first.
 */
export { activate } from './activations';
export { bernoulliBackward, bernoulliFisher, bernoulliForward, bernoulliKl, bernoulliRoot } from './bernoulli';
export {
  categoricalBackward,
  categoricalFisher,
  categoricalForward,
  categoricalKl,
  categoricalRoot,
} from './categorical';
export { denseAlong, denseBackward, denseCotangent, denseForward, denseGradient, denseTangent } from './dense';
export {
  gaussianBackward,
  gaussianFisher,
  gaussianForward,
  gaussianKl,
  gaussianPenalty,
  gaussianRoot,
} from './diagonal-gaussian';
export { exp64, log64, mapElementary } from './elementary';
export { gsdeBackward, gsdeForward, gsdeTangent } from './gsde';
export { multiply, transpose } from './matrix';
export { squaredError, surrogate } from './objectives';
export { adamStep, rmspropStep, sgdStep } from './optimizers';
export { gruBackward, gruForward, lstmBackward, lstmForward } from './recurrent';
export { generalizedAdvantages } from './returns';
export { addRowDots, scaleRows } from './scores';
export { squashBackward, squashForward } from './squashed-gaussian';
export {
  addScaled,
  addScaled64,
  copy,
  copyColumns,
  dot64,
  fill,
  gatherByteRows,
  gatherRows,
  scale,
  scaleAdd64,
  standardize,
  subtractDifference,
  sum,
  sumOfSquaredDifferences,
  sumOfSquares,
} from './vectors';

/** Where the module's own data ends, and room for everything else begins. */
export function heapBase(): usize {
  return __heap_base;
}
