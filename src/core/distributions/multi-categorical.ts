import * as tf from '@tensorflow/tfjs';
import { categorical, largestLogit, sampleLogits } from './categorical.ts';
import type { Distribution } from './distribution.ts';

/**
 * Independent categorical distributions, one for each component of an action: π(a) = Π πᵢ(aᵢ), with the logits of one
 * component behind those of the other in ω.
 *
 * A mask has one byte for each logit, as in Gymnasium; what it forbids is left out as {@link categorical} does.
 *
 * @param nvec how many values each component has
 */
export function multiCategorical(nvec: readonly number[]): Distribution<'multiDiscrete'> {
  const parameterSize = nvec.reduce((sum, n) => sum + n, 0);
  const starts = nvec.map((_, i) => nvec.slice(0, i).reduce((sum, n) => sum + n, 0));
  const components = nvec.map((n) => categorical(n));
  const split = (x: tf.Tensor2D) => tf.split(x, [...nvec], 1) as tf.Tensor2D[];
  const splitMasks = (masks?: tf.Tensor2D) => (masks === undefined ? [] : split(masks));
  return {
    name: 'multiCategorical',
    actionKind: 'multiDiscrete',
    parameterSize,
    actionSize: nvec.length,
    entropyIsEstimate: false,
    sample(omega, row, random, into, actionRow, mask) {
      const at = row * parameterSize;
      for (let i = 0; i < nvec.length; i++) {
        const [n, start] = [nvec[i] as number, starts[i] as number];
        into[actionRow * nvec.length + i] = sampleLogits(omega, at + start, n, random, mask, start);
      }
    },
    mode(omega, row, into, actionRow, mask) {
      const at = row * parameterSize;
      for (let i = 0; i < nvec.length; i++) {
        const [n, start] = [nvec[i] as number, starts[i] as number];
        into[actionRow * nvec.length + i] = largestLogit(omega, at + start, n, mask, start);
      }
    },
    // log π(a) = Σ log πᵢ(aᵢ)
    logProbability(omega, actions, masks) {
      const [logits, allowed, chosen] = [split(omega), splitMasks(masks), tf.unstack(actions, 1)];
      return tf.addN(
        components.map((each, i) => each.logProbability(logits[i] as tf.Tensor2D, chosen[i] as tf.Tensor, allowed[i])),
      );
    },
    // H = Σ Hᵢ
    entropy(omega, masks) {
      const [logits, allowed] = [split(omega), splitMasks(masks)];
      return tf.addN(components.map((each, i) => each.entropy(logits[i] as tf.Tensor2D, allowed[i])));
    },
    // KL = Σ KLᵢ
    kl(p, q, masks) {
      const [ps, qs, allowed] = [split(p), split(q), splitMasks(masks)];
      return tf.addN(components.map((each, i) => each.kl(ps[i] as tf.Tensor2D, qs[i] as tf.Tensor2D, allowed[i])));
    },
    // F is block-diagonal
    fisherProduct(omega, v, masks) {
      const [logits, vs, allowed] = [split(omega), split(v), splitMasks(masks)];
      const blocks = components.map((each, i) =>
        each.fisherProduct(logits[i] as tf.Tensor2D, vs[i] as tf.Tensor2D, allowed[i]),
      );
      return tf.concat(blocks, 1);
    },
  };
}
