import * as tf from '@tensorflow/tfjs';
import { hvp } from './autograd/hvp.ts';
import { jvp } from './autograd/jvp.ts';
import { vjp } from './autograd/vjp.ts';
import { type FisherMethod, fisherMethods } from './fisher-method.ts';
import { InputError, show } from './input-error.ts';
import { FusedFisher } from './kernels/fused-fisher.ts';
import { type Decisions, decisionTensors, fusedColumns } from './objectives.ts';
import { flattenTensors, tensorsOf } from './parameters.ts';
import type { Policy } from './policy.ts';

export interface FisherSettings {
  /** λ, added to the diagonal of F. */
  readonly damping?: number;
  /** How the product is computed; both are the same matrix at the policy's parameters. */
  readonly method?: FisherMethod;
}

/** v ↦ (F + λI) v. */
export interface FisherVectorProduct {
  (vector: Float32Array): Float32Array;
  /** Gives the memory of the kernels back at once, instead of when the product is collected; it can not be called after. */
  release(): void;
}

/**
 * v ↦ (F + λI) v, with F the Fisher information of the policy averaged over the batch's states, at its parameters θ.
 *
 * By `gauss-newton`, F v = E[Jᵀ Fω J v]: J = ∂ω/∂θ by forward and reverse products, and Fω the closed-form Fisher
 * information of the distribution in its own parameters ω. By `hessian`, F v = ∇²θ E[KL(π_θₒₗ ‖ π_θ)] v at θ = θₒₗ, by
 * differentiating twice. Kakade (2001), eq. 2; Schulman et al. (2015), appendix C.
 *
 * @param batch states `[size, …]`, and their masks; the actions are not read
 * @returns the product at the parameters as they are when it is made, which takes and returns flat vectors
 */
export function fisherVectorProduct(
  policy: Policy,
  batch: Decisions,
  { damping = 0, method = 'gauss-newton' }: FisherSettings = {},
): FisherVectorProduct {
  if (!(damping >= 0)) throw new InputError('fisherVectorProduct: damping', 'must be ≥ 0', show(damping));
  if (!fisherMethods.includes(method)) {
    throw new InputError('fisherVectorProduct: method', `must be one of ${fisherMethods.join(', ')}`, show(method));
  }
  const { fused } = policy;
  if (method === 'hessian' || fused === undefined) return onTape(policy, batch, { damping, method });
  const fisher = new FusedFisher(fused, fusedColumns(policy, batch));
  return Object.assign((vector: Float32Array) => fisher.times(vector, damping), { release: () => fisher.release() });
}

function onTape(policy: Policy, batch: Decisions, { damping, method }: Required<FisherSettings>): FisherVectorProduct {
  const { layout } = policy.parameters;
  const values = policy.parameters.values.slice();
  const undamped = (vector: Float32Array) =>
    tf.tidy(() => {
      const [theta, v] = [tensorsOf({ values, layout }), tensorsOf({ values: vector, layout })];
      const by = method === 'hessian' ? hessianProduct : gaussNewtonProduct;
      return flattenTensors(by(policy, batch, theta, v), layout);
    });
  const product = (vector: Float32Array) => undamped(vector).map((x, i) => x + damping * (vector[i] as number));
  return Object.assign(product, { release() {} });
}

function gaussNewtonProduct(
  policy: Policy,
  batch: Decisions,
  theta: tf.Tensor[],
  v: tf.Tensor[],
): (tf.Tensor | undefined)[] {
  const { features, masks } = decisionTensors(policy, batch);
  const omega = (tensors: tf.Tensor[]) => policy.apply(tensors, features);
  const tangent = jvp(omega, theta)(v) as tf.Tensor2D;
  const weighted = policy.distribution.fisherProduct(omega(theta), tangent, masks);
  return vjp(omega, theta)(tf.div(weighted, batch.size));
}

function hessianProduct(
  policy: Policy,
  batch: Decisions,
  theta: tf.Tensor[],
  v: tf.Tensor[],
): (tf.Tensor | undefined)[] {
  const { features, masks } = decisionTensors(policy, batch);
  const old = policy.apply(theta, features);
  const kl = (tensors: tf.Tensor[]) => tf.mean(policy.distribution.kl(old, policy.apply(tensors, features), masks));
  return hvp(kl, theta)(v);
}
