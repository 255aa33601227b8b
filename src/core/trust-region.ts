import * as tf from '@tensorflow/tfjs';
import { globalNorm } from './autograd/clip-gradient.ts';
import {
  type ConjugateGradientSettings,
  type ConjugateGradientStop,
  conjugateGradient,
  dot,
} from './conjugate-gradient.ts';
import { exp } from './exponential.ts';
import type { FisherMethod } from './fisher-method.ts';
import { type FisherVectorProduct, fisherVectorProduct } from './fisher-vector-product.ts';
import { InputError, show } from './input-error.ts';
import { FusedMeasure } from './kernels/fused-measures.ts';
import { lineSearch } from './line-search.ts';
import { selectRows } from './minibatches.ts';
import {
  type Batch,
  type Decisions,
  decisionTensors,
  fusedColumns,
  importanceObjective,
  type Objective,
} from './objectives.ts';
import type { Policy } from './policy.ts';
import { mean } from './statistics.ts';

export interface NaturalGradientSettings {
  /** λ, added to the diagonal of the Fisher matrix. */
  readonly damping?: number;
  readonly cgIterations?: number;
  /** The squared residual at which conjugate gradient is done. */
  readonly residualTolerance?: number;
  /** The share of the batch over which the Fisher matrix is averaged, evenly spaced, on (0, 1]. */
  readonly fisherFraction?: number;
  readonly fisherMethod?: FisherMethod;
}

export interface TrustRegionSettings extends NaturalGradientSettings {
  /** δ, the most that the mean KL(πₒₗ‖π) may become. */
  readonly maxKl?: number;
  /** What a refused step is multiplied with. */
  readonly backtrack?: number;
  /** How many steps are tried at the most. */
  readonly tries?: number;
}

/** Where the objective rises fastest per unit of KL, and how it was found. */
export interface NaturalGradient {
  /** x ≈ (F + λI)⁻¹ g; zeros where conjugate gradient refused at once. */
  readonly direction: Float32Array;
  /** xᵀ(F + λI)x; a step of √(2δ / this) has a mean KL of about δ. */
  readonly curvature: number;
  /** L(θ), the importance-weighted surrogate. */
  readonly surrogate: number;
  readonly gradientNorm: number;
  readonly cgIterations: number;
  /** The last squared residual. */
  readonly cgResidual: number;
  readonly cgStopped: ConjugateGradientStop;
}

/** What a step has done, or would have done. */
export interface TrustRegionStep extends Omit<NaturalGradient, 'direction'> {
  /** Whether the parameters have moved; where not, they are what they were, to the bit. */
  readonly accepted: boolean;
  /** How many steps were tried; 0 where there was no direction to try. */
  readonly tries: number;
  /** The mean KL(πₒₗ‖π) at the step tried last. */
  readonly kl: number;
  /** L(θ′) − L(θ) at the step tried last. */
  readonly improvement: number;
  /** ‖θ′ − θ‖ of the step taken; 0 where none was. */
  readonly stepNorm: number;
}

/**
 * The natural gradient x of the surrogate at θ: (F + λI) x = g, by conjugate gradient.
 *
 * Kakade (2001), section 2; truncated as in Duan et al. (2016), section 4.2.
 */
export function naturalGradient(policy: Policy, batch: Batch, settings: NaturalGradientSettings = {}): NaturalGradient {
  const { damping = 0.1, cgIterations = 10, residualTolerance = 1e-10, fisherFraction = 1, fisherMethod } = settings;
  const objective = importanceObjective(policy, batch);
  const product = fisherVectorProduct(policy, shareOf(batch, fisherFraction), {
    damping,
    ...(fisherMethod && { method: fisherMethod }),
  });
  try {
    return solve(product, objective, { iterations: cgIterations, residualTolerance });
  } finally {
    product.release();
  }
}

/** F⁻¹ g, and how it was found. */
function solve(
  product: FisherVectorProduct,
  { value, gradient }: Objective,
  settings: ConjugateGradientSettings,
): NaturalGradient {
  const found = conjugateGradient(product, gradient, settings);
  const refused = found.stopped === 'non-finite' || found.stopped === 'non-positive curvature';
  const direction = refused ? new Float32Array(gradient.length) : found.solution;
  return {
    direction,
    curvature: refused ? 0 : dot(direction, product(direction)),
    surrogate: value,
    gradientNorm: globalNorm(gradient),
    cgIterations: found.residuals.length - 1,
    cgResidual: found.residuals.at(-1) as number,
    cgStopped: found.stopped,
  };
}

/** √(2δ / xᵀ(F + λI)x): the scale at which the quadratic model of the KL is δ; 0 where there is no curvature. */
export function trustRegionScale({ curvature }: Pick<NaturalGradient, 'curvature'>, maxKl: number): number {
  return curvature > 0 && Number.isFinite(curvature) ? Math.sqrt((2 * maxKl) / curvature) : 0;
}

/**
 * One step of trust region policy optimisation: along the natural gradient as far as the quadratic model allows a mean
 * KL of δ, and back until the surrogate has risen and the mean KL(πₒₗ‖π) is below δ, both strictly and both measured.
 *
 * Moves `policy.parameters`; where no step is accepted they are restored to the bit. What is not finite is never
 * accepted. Schulman et al. (2015), appendix C.
 */
export function trustRegionStep(policy: Policy, batch: Batch, settings: TrustRegionSettings = {}): TrustRegionStep {
  const { maxKl = 0.01, backtrack, tries } = settings;
  if (!(maxKl > 0)) throw new InputError('trustRegionStep: maxKl', 'must be > 0', show(maxKl));
  const { direction, ...found } = naturalGradient(policy, batch, settings);
  const scale = trustRegionScale(found, maxKl);
  if (scale === 0) return { ...found, accepted: false, tries: 0, kl: 0, improvement: 0, stepNorm: 0 };
  const { values } = policy.parameters;
  const before = values.slice();
  const measure = measureFrom(policy, batch);
  const attempt = (fraction: number) => {
    for (let i = 0; i < values.length; i++) {
      values[i] = (before[i] as number) + fraction * scale * (direction[i] as number);
    }
    return measure();
  };
  const search = lineSearch(attempt, ({ kl, improvement }) => improvement > 0 && kl < maxKl, { backtrack, tries });
  measure.release();
  if (!search.accepted) values.set(before);
  const stepNorm = globalNorm(values.map((x, i) => x - (before[i] as number)));
  return { ...found, accepted: search.accepted, tries: search.tries, ...search.outcome, stepNorm };
}

/** Measures a policy against what it was. */
export interface PolicyMeasure {
  (): { readonly kl: number; readonly improvement: number };
  /** Gives the memory of the kernels back at once, instead of when this is collected; it can not be called after. */
  release(): void;
}

/**
 * Remembers the policy as it is, and measures against it: the mean KL(πₒₗ‖π), and what the surrogate has gained,
 * mean (ρ − ρₒₗ) Â with ρ = π(a|s)/πₒₗ(a|s). Sums in float64.
 */
export function measureFrom(policy: Policy, batch: Batch): PolicyMeasure {
  const { fused } = policy;
  if (fused !== undefined) {
    const then = new FusedMeasure(fused, fusedColumns(policy, batch));
    return Object.assign(() => then.measure(), { release: () => then.release() });
  }
  const old = stateOf(policy, batch);
  const measure = () => {
    const { kl, logProbabilities } = stateOf(policy, batch, old.omega);
    let improvement = 0;
    for (let i = 0; i < batch.size; i++) {
      const reference = batch.oldLogProbabilities[i] as number;
      const before = exp((old.logProbabilities[i] as number) - reference);
      const after = exp((logProbabilities[i] as number) - reference);
      improvement += (after - before) * (batch.advantages[i] as number);
    }
    return { kl: mean(kl), improvement: improvement / batch.size };
  };
  return Object.assign(measure, { release() {} });
}

/** ω, the log-probabilities and the KL from `old` of every step, at the policy's parameters. */
function stateOf(policy: Policy, batch: Decisions, old?: Float32Array) {
  const { distribution } = policy;
  const omega = policy.omega(batch.observations, batch.size);
  return tf.tidy(() => {
    const { actions, masks } = decisionTensors(policy, batch);
    const shape: [number, number] = [batch.size, distribution.parameterSize];
    const now = tf.tensor2d(omega, shape);
    return {
      omega,
      logProbabilities: distribution.logProbability(now, actions, masks).dataSync() as Float32Array,
      kl: distribution.kl(old === undefined ? now : tf.tensor2d(old, shape), now, masks).dataSync() as Float32Array,
    };
  });
}

/** Evenly spaced rows, as many as the share says, but at least one. */
function shareOf(batch: Batch, fraction: number): Batch {
  if (!(fraction > 0 && fraction <= 1)) throw new InputError('fisherFraction', 'must be on (0, 1]', show(fraction));
  if (fraction === 1) return batch;
  const count = Math.max(1, Math.round(batch.size * fraction));
  return selectRows(
    batch,
    Uint32Array.from({ length: count }, (_, i) => Math.floor((i * batch.size) / count)),
  );
}
