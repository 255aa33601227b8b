/*
 * What is maximised, as a function of log π(a|s) and of V(s), one number a row: values, and derivatives for the heads and
 * the networks to go on with.
 */
import { exp4 } from './elementary';
import { load4, store4 } from './lanes';

/** mean log π Â. Williams (1992), eq. 4. */
export const LOG_PROBABILITY: i32 = 0;
/** mean ρ Â. Schulman et al. (2017), eq. 6. */
export const IMPORTANCE: i32 = 1;
/** mean min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â). Schulman et al. (2017), eq. 7. */
export const CLIPPED: i32 = 2;

/**
 * The weight ∂/∂ log π(a) of each row, times `scale`; and adds to `sums`, four numbers of float64: the surrogate, the k3
 * estimate (ρ − 1) − log ρ of the KL, the ratios outside the clip range, and the ratios. Without old log-probabilities, whose
 * address is 0 then, only the surrogate is summed.
 *
 * At a tie of the minimum the derivative is that of ρ Â, as on the tape.
 */
export function surrogate(
  kind: i32,
  rows: i32,
  logPi: usize,
  oldLogPi: usize,
  advantages: usize,
  clipRange: f64,
  scale: f64,
  weights: usize,
  sums: usize,
): void {
  const epsilon = <f32>clipRange;
  const low: f32 = <f32>(1 - clipRange);
  const high: f32 = <f32>(1 + clipRange);
  const factor = <f32>scale;
  let total: f64 = 0;
  let kl: f64 = 0;
  let outside: f64 = 0;
  if (oldLogPi != 0) ratios(rows, logPi, oldLogPi, weights);
  for (let r = 0; r < rows; r++, logPi += 4, advantages += 4, weights += 4) {
    const logProbability = load<f32>(logPi);
    const advantage = load<f32>(advantages);
    let gain = logProbability * advantage;
    let weight = advantage;
    if (oldLogPi != 0) {
      const ratio = load<f32>(weights);
      const logRatio = logProbability - load<f32>(oldLogPi);
      oldLogPi += 4;
      kl += <f64>ratio - 1 - <f64>logRatio;
      if (abs(ratio - 1) > epsilon) outside += 1;
      if (kind != LOG_PROBABILITY) {
        gain = ratio * advantage;
        weight = gain;
      }
      if (kind == CLIPPED) {
        const clipped = min(max(ratio, low), high) * advantage;
        if (clipped < gain) {
          gain = clipped;
          weight = 0;
        }
      }
    }
    total += <f64>gain;
    store<f32>(weights, weight * factor);
  }
  store<f64>(sums, load<f64>(sums) + total);
  store<f64>(sums, load<f64>(sums, 8) + kl, 8);
  store<f64>(sums, load<f64>(sums, 16) + outside, 16);
}

/** ρ = π(a|s) / πₒₗ(a|s). */
function ratios(rows: i32, logPi: usize, oldLogPi: usize, to: usize): void {
  for (let r = 0; r < rows; r += 4, logPi += 16, oldLogPi += 16, to += 16) {
    const left = rows - r;
    store4(to, exp4(f32x4.sub(load4(logPi, left), load4(oldLogPi, left))), left);
  }
}

/**
 * Σ (V − R)² over the rows, and −scale · 2 (V − R) of each row: to be descended, so that the sign is that of an ascent.
 *
 * Where oldValues is not 0: Σ max((V − R)², (Vₒₗ + clip(V − Vₒₗ, −ε, ε) − R)²). Huang et al. (2022), detail 9.
 */
export function squaredError(
  rows: i32,
  values: usize,
  returns: usize,
  oldValues: usize,
  clipRange: f64,
  scale: f64,
  dValues: usize,
): f64 {
  const epsilon = <f32>clipRange;
  const factor = <f32>(-2 * scale);
  let total: f64 = 0;
  for (let r = 0; r < rows; r++, values += 4, returns += 4, dValues += 4) {
    const value = load<f32>(values);
    const target = load<f32>(returns);
    const difference = value - target;
    let loss = difference * difference;
    let slope = difference;
    if (oldValues != 0) {
      const old = load<f32>(oldValues);
      oldValues += 4;
      const moved = value - old;
      const clipped = old + min(max(moved, -epsilon), epsilon) - target;
      if (clipped * clipped > loss) {
        loss = clipped * clipped;
        slope = abs(moved) <= epsilon ? clipped : 0;
      }
    }
    total += <f64>loss;
    store<f32>(dValues, factor * slope);
  }
  return total;
}
