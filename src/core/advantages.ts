import { InputError } from './input-error.ts';
import { mean, variance } from './statistics.ts';

/** One environment's consecutive steps, in time order; all arrays have one element a step. */
export interface RewardSequence {
  readonly rewards: ArrayLike<number>;
  /** V of the state that the step reached, before any reset; read where the step did not terminate. */
  readonly nextValues: ArrayLike<number>;
  /** Whether the task ended with the step: what follows is worth 0. */
  readonly terminated: ArrayLike<boolean | number>;
  /** Whether the episode was cut off with the step: what follows is worth `nextValues`, but was not seen. */
  readonly truncated: ArrayLike<boolean | number>;
}

export interface ValuedSequence extends RewardSequence {
  /** V of the state in which the step was taken. */
  readonly values: ArrayLike<number>;
}

/** How far an advantage looks ahead. */
export interface TraceSettings {
  /** The discount γ on [0, 1]. */
  readonly gamma: number;
  /** The trace decay λ on [0, 1]: 0 is one-step temporal difference, 1 the whole return. */
  readonly lambda: number;
}

/**
 * Generalised advantage estimation: Âₜ = δₜ + γλ Âₜ₊₁, with δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ), and the λ-return Âₜ + V(sₜ).
 *
 * A terminated step has δ = r − V(s); a truncated one bootstraps from the value of the state that it reached. Both cut
 * the trace: what comes after belongs to another episode. The last step bootstraps from its `nextValues`.
 * Schulman et al. (2016), eq. 11 and 16. Summed in float64.
 *
 * @throws InputError where the lengths differ, or γ or λ lies outside [0, 1]
 */
export function gae(
  sequence: ValuedSequence,
  { gamma, lambda }: TraceSettings,
): { advantages: Float32Array; returns: Float32Array } {
  const { rewards, values, nextValues, terminated, truncated } = sequence;
  requireLengths('gae', { rewards, values, nextValues, terminated, truncated });
  requireFraction('gae: gamma', gamma);
  requireFraction('gae: lambda', lambda);
  const advantages = new Float32Array(rewards.length);
  const returns = new Float32Array(rewards.length);
  let advantage = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const value = values[t] as number;
    const next = terminated[t] ? 0 : (nextValues[t] as number);
    const delta = (rewards[t] as number) + gamma * next - value;
    advantage = delta + (terminated[t] || truncated[t] ? 0 : gamma * lambda * advantage);
    advantages[t] = advantage;
    returns[t] = advantage + value;
  }
  return { advantages, returns };
}

/**
 * The reward-to-go Gₜ = rₜ + γ Gₜ₊₁, where Gₜ₊₁ is 0 after termination and V(sₜ₊₁) after truncation and after the last
 * step. Where there is no value function, zeros for `nextValues` give the return up to the cut. Summed in float64.
 */
export function discountedReturns(sequence: RewardSequence, { gamma }: Pick<TraceSettings, 'gamma'>): Float32Array {
  const { rewards, nextValues, terminated, truncated } = sequence;
  requireLengths('discountedReturns', { rewards, nextValues, terminated, truncated });
  requireFraction('discountedReturns: gamma', gamma);
  const returns = new Float32Array(rewards.length);
  const last = rewards.length - 1;
  let following = 0;
  for (let t = last; t >= 0; t--) {
    if (terminated[t]) following = 0;
    else if (truncated[t] || t === last) following = nextValues[t] as number;
    following = (rewards[t] as number) + gamma * following;
    returns[t] = following;
  }
  return returns;
}

/** (A − mean) / (standard deviation + 1e-8): the mean is 0 and the deviation 1; a single advantage becomes 0. */
export function normalizeAdvantages(advantages: Float32Array): Float32Array {
  const [centre, deviation] = [mean(advantages), Math.sqrt(variance(advantages))];
  return advantages.map((a) => (a - centre) / (deviation + 1e-8));
}

/** 1 − Var(R − V) / Var(R): 1 for a perfect prediction, 0 for one no better than a constant; NaN where R is constant. */
export function explainedVariance(values: ArrayLike<number>, returns: ArrayLike<number>): number {
  const total = variance(returns);
  const residual = variance(Array.from(returns, (r, i) => r - (values[i] as number)));
  return total === 0 ? Number.NaN : 1 - residual / total;
}

function requireLengths(subject: string, arrays: Readonly<Record<string, ArrayLike<unknown>>>): void {
  const lengths = Object.entries(arrays).map(([name, { length }]) => ({ name, length }));
  if (lengths.some(({ length }) => length !== lengths[0]?.length)) {
    const received = lengths.map(({ name, length }) => `${name} ${length}`).join(', ');
    throw new InputError(subject, 'all arrays must have one element a step', received);
  }
}

function requireFraction(subject: string, x: number): void {
  if (!(x >= 0 && x <= 1)) throw new InputError(subject, 'must be on [0, 1]', String(x));
}
