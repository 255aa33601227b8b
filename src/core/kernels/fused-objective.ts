import { InputError } from '../input-error.ts';
import { type BatchRows, rowAt } from './fused-batch.ts';
import { CHUNK, type ForwardRows, type FusedNetworks } from './fused-networks.ts';
import type { HeadRows } from './heads.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** What the probabilities of the actions are to do; see the functions of the same names in `objectives.ts`. */
export type SurrogateName = 'logProbability' | 'importance' | 'clipped';

/** The numbers by which the kernels know the surrogates. */
export const surrogateCodes: { readonly [Name in SurrogateName]: number } = {
  logProbability: 0,
  importance: 1,
  clipped: 2,
};

/**
 * A loss of a policy, a value function or both: mean surrogate − β mean KL(πₒₗ‖π) + c₂ mean H − c₁ mean (V − R)², to be
 * maximised.
 */
export interface FusedLoss {
  readonly surrogate?: SurrogateName | undefined;
  /** ε of the clipped surrogate, and of the clip fraction. */
  readonly clipRange?: number | undefined;
  /** β; without it no KL is measured either. */
  readonly klCoefficient?: number | undefined;
  /** c₂ */
  readonly entropyCoefficient?: number | undefined;
  /** c₁ */
  readonly valueCoefficient?: number | undefined;
  /** How far V may usefully leave its old value; null for as far as it likes. */
  readonly valueClipRange?: number | null | undefined;
  /** Whether advantages are scaled to mean 0 and deviation 1 first. */
  readonly normalizeAdvantages?: boolean | undefined;
}

/** The parts of a loss, averaged over the rows. */
export interface FusedMeasures {
  readonly value: number;
  readonly surrogate: number;
  readonly entropy: number;
  readonly valueLoss: number;
  readonly approximateKl: number;
  readonly clipFraction: number;
  /** KL(πₒₗ‖π) in closed form; 0 where the loss has no penalty. */
  readonly kl: number;
}

/** What is summed over the chunks of a batch. */
type Sums = Record<'entropy' | 'kl' | 'squaredError', number>;

/** Keeps the division by the standard deviation finite. */
const EPSILON = 1e-8;

const objectives = new WeakMap<FusedNetworks, FusedObjective>();

/** The objective of these networks, the same one every time: its memory is theirs. */
export function fusedObjectiveOf(networks: FusedNetworks): FusedObjective {
  const objective = objectives.get(networks) ?? new FusedObjective(networks);
  objectives.set(networks, objective);
  return objective;
}

/** Losses of fused networks with their gradients: one pass forward and one back over the rows, without a tape. */
class FusedObjective {
  readonly networks: FusedNetworks;
  /** ∂value/∂θ of the latest evaluation, laid out as the parameters are. */
  readonly gradient: KernelArray;
  readonly #advantages = KernelArray.floats(0);
  readonly #weights = KernelArray.floats(CHUNK);
  readonly #dOmega: KernelArray;
  /** Room for what the old distributions are worked on. */
  readonly #oldWork = KernelArray.floats(0);
  readonly #dValues = KernelArray.floats(CHUNK);
  readonly #dHidden: KernelArray;
  /** Surrogate, k3 estimate, ratios outside the clip range. */
  readonly #sums = KernelArray.of(Float64Array, 3);

  constructor(networks: FusedNetworks) {
    this.networks = networks;
    this.gradient = KernelArray.floats(networks.theta.length);
    this.#dOmega = KernelArray.floats(CHUNK * (networks.head?.outputs ?? 0));
    this.#dHidden = KernelArray.floats(CHUNK * networks.trunkOutputs);
  }

  /**
   * The loss on these rows at the parameters as they are now, or at others; its gradient is left in `gradient`.
   *
   * @throws InputError where the value is not finite
   */
  evaluate(batch: BatchRows, loss: FusedLoss, parameters?: Float32Array): FusedMeasures {
    const { networks } = this;
    const { size } = batch;
    networks.load(parameters);
    this.#clear(loss);
    const weighed = loss.normalizeAdvantages ? { ...batch, advantages: this.#normalized(batch) } : batch;
    const sums = { entropy: 0, kl: 0, squaredError: 0 };
    for (let start = 0; start < size; start += CHUNK) {
      const rows = Math.min(CHUNK, size - start);
      const policy = networks.head && networks.forwardPolicy(batch, start, rows);
      const value = loss.valueCoefficient === undefined ? undefined : networks.forwardValue(batch, start, rows, policy);
      if (policy !== undefined) this.#improvePolicy(weighed, start, policy, loss, sums);
      if (value !== undefined) sums.squaredError += this.#improveValue(batch, start, value, loss, policy !== undefined);
      const forward = policy ?? value;
      if (networks.trunkOutputs > 0 && forward !== undefined) this.#improveTrunk(forward, start);
    }
    return this.#measures(size, sums, loss);
  }

  /** Sets to 0 what is only added to, or not part of this loss; all else is written anew. */
  #clear({ valueCoefficient }: FusedLoss): void {
    const { head, hasValue } = this.networks;
    this.#sums.clear();
    if (hasValue && valueCoefficient === undefined) this.gradient.clear();
    else head?.clearOwn(this.gradient.address);
  }

  /** The advantages as {@link normalizeAdvantages} of `advantages.ts` has them. */
  #normalized({ advantages, size }: BatchRows): number {
    const { address } = this.#advantages.reserve(size);
    const mean = kernels.sum(advantages, size) / size;
    const deviation = Math.sqrt(kernels.sumOfSquaredDifferences(advantages, size, mean) / size);
    kernels.standardize(advantages, address, size, mean, 1 / (deviation + EPSILON));
    return address;
  }

  /** Adds the policy's part of the gradient, and the rows' entropies and KLs to `sums`. */
  #improvePolicy(batch: BatchRows, start: number, forward: ForwardRows, loss: FusedLoss, sums: Sums): void {
    const { networks } = this;
    const head = networks.requireHead();
    const { rows, hidden, tape } = forward;
    const at = networks.headRows(batch, start, forward);
    const weights = this.#weights.address;
    const dOmega = this.#dOmega.address;
    const gradient = this.gradient.address;
    head.forward(at);
    this.#weigh(batch, start, rows, at.logProbabilities, loss);
    head.backward(at, weights, (loss.entropyCoefficient ?? 0) / batch.size, dOmega, gradient);
    sums.entropy += kernels.sum(at.entropies, rows);
    sums.kl += this.#penalize(batch, start, at, loss);
    networks.policy.backward(networks.theta.address, hidden, tape, rows, {
      output: dOmega,
      gradient,
      accumulate: start > 0,
      input: networks.trunkOutputs > 0 ? this.#dHidden.address : 0,
      accumulateInput: false,
    });
  }

  /** Adds the KL penalty's part of the gradient, where there is one; returns the sum of the KLs. */
  #penalize({ oldOmega, size }: BatchRows, start: number, at: HeadRows, { klCoefficient }: FusedLoss): number {
    if (klCoefficient === undefined) return 0;
    const head = this.networks.requireHead();
    const work = this.#oldWork.reserve(head.workSize(CHUNK) + CHUNK).address;
    const old = { omega: rowAt(oldOmega, start, 4 * head.parameterSize), work };
    return head.penalty(at, old, klCoefficient / size, this.#dOmega.address, this.gradient.address);
  }

  /** The weight of every log-probability. */
  #weigh(batch: BatchRows, start: number, rows: number, logProbabilities: number, loss: FusedLoss): void {
    const weights = this.#weights.address;
    if (loss.surrogate === undefined) {
      kernels.fill(weights, rows, 0);
      return;
    }
    kernels.surrogate(
      surrogateCodes[loss.surrogate],
      rows,
      logProbabilities,
      rowAt(batch.oldLogProbabilities, start),
      rowAt(batch.advantages, start),
      loss.clipRange ?? 0,
      1 / batch.size,
      weights,
      this.#sums.address,
    );
  }

  /** Adds the value function's part of the gradient; returns the sum of the squared errors. */
  #improveValue(batch: BatchRows, start: number, forward: ForwardRows, loss: FusedLoss, isSecond: boolean): number {
    const { networks } = this;
    const { rows, hidden, tape, output } = forward;
    const { valueClipRange = null, valueCoefficient = 0 } = loss;
    const dValues = this.#dValues.address;
    const old = valueClipRange === null ? 0 : rowAt(batch.oldValues, start);
    const returns = rowAt(batch.returns, start);
    const scale = valueCoefficient / batch.size;
    const error = kernels.squaredError(rows, output, returns, old, valueClipRange ?? 0, scale, dValues);
    networks.value.backward(networks.theta.address, hidden, tape, rows, {
      output: dValues,
      gradient: this.gradient.address,
      accumulate: start > 0,
      input: networks.trunkOutputs > 0 ? this.#dHidden.address : 0,
      accumulateInput: isSecond,
    });
    return error;
  }

  #improveTrunk({ rows, x, trunkTape }: ForwardRows, start: number): void {
    const { trunk, theta } = this.networks;
    trunk.backward(theta.address, x, trunkTape, rows, {
      output: this.#dHidden.address,
      gradient: this.gradient.address,
      accumulate: start > 0,
      input: 0,
      accumulateInput: false,
    });
  }

  #measures(size: number, sums: Sums, loss: FusedLoss): FusedMeasures {
    const [surrogates, approximateKls, outside] = this.#sums.view as ArrayLike<number> as [number, number, number];
    const [surrogate, entropy, valueLoss] = [surrogates / size, sums.entropy / size, sums.squaredError / size];
    const kl = sums.kl / size;
    const gain = surrogate - (loss.klCoefficient ?? 0) * kl + (loss.entropyCoefficient ?? 0) * entropy;
    const value = gain - (loss.valueCoefficient ?? 0) * valueLoss;
    if (!Number.isFinite(value)) throw new InputError('loss', 'must be a finite number', String(value));
    const [approximateKl, clipFraction] = [approximateKls / size, outside / size];
    return { value, surrogate, entropy, valueLoss, approximateKl, clipFraction, kl };
  }
}
