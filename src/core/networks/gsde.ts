import * as tf from '@tensorflow/tfjs';
import { constantOf } from '../kernels/constant-op.ts';
import { type LayoutEntry, layoutOf, sizeOfLayout, sizeOfShape } from '../parameters.ts';
import type { HeadedNetwork } from './mlp.ts';

/** Keeps σ > 0 where all features are 0. */
const EPSILON = 1e-6;

/** A network whose output is a mean and, beside it, the log σ that its last hidden layer gives. */
export interface GsdeNetwork extends HeadedNetwork {
  /** The parameters ℓ `[units, actions]` of the deviations. */
  readonly gsdeLogStd: LayoutEntry;
}

/**
 * Generalised state-dependent exploration: the noise of an action is a linear function of the features φ(s), the last hidden
 * layer, by a matrix E `[units, actions]` with Eᵢⱼ ~ N(0, exp 2ℓᵢⱼ) that is held for several steps, a = μ(s) + Eᵀ φ(s). Over
 * such matrices an action is Gaussian with the mean μ and σⱼ² = Σᵢ φᵢ² exp 2ℓᵢⱼ, of which the output here is (μ, log σ):
 * log-densities, entropy, KL and Fisher information are that Gaussian's.
 *
 * The features count as constants in σ, so that noise is learned by ℓ alone. σ² has 10⁻⁶ besides. Raffin, Kober and Stulp
 * (2021), "Smooth exploration for robotic reinforcement learning", section 3, with `learn_features` false as in
 * Stable-Baselines3.
 *
 * @param network whose output is the mean, `[batch, actions]`
 * @param actions numbers of an action
 * @param initialLogStd the first ℓ
 */
export function gsde(network: HeadedNetwork, actions: number, initialLogStd: number): GsdeNetwork {
  const { layout: before, units } = network;
  const [logStd] = layoutOf([{ name: 'noise/logStd', shape: [units, actions] }], '', sizeOfLayout(before));
  const entry = logStd as LayoutEntry;
  const head = (parameters: tf.Tensor[], hidden: tf.Tensor) => {
    const mean = network.head(parameters, hidden);
    const squares = tf.square(constantOf(hidden));
    const deviations = tf.exp(tf.mul(parameters[before.length] as tf.Tensor, 2));
    const variance = tf.add(tf.matMul(squares, deviations), EPSILON);
    return tf.concat([mean, tf.mul(tf.log(variance), 0.5)], 1);
  };
  return {
    layout: [...before, entry],
    units,
    ...(network.layers && { layers: network.layers }),
    gsdeLogStd: entry,
    trunk: network.trunk,
    head,
    apply: (parameters, observations) => head(parameters, network.trunk(parameters, observations)),
    initialize(random) {
      const values = new Float32Array(entry.offset + sizeOfShape(entry.shape)).fill(initialLogStd);
      values.set(network.initialize(random));
      return values;
    },
  };
}

/** The network as one with gSDE, where it has it. */
export function gsdeOf(network: object): GsdeNetwork | undefined {
  return 'gsdeLogStd' in network ? (network as GsdeNetwork) : undefined;
}
