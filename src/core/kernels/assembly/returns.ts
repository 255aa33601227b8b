/*
 * What followed each step of one environment, in time order: advantages and λ-returns, summed in float64.
 */

/**
 * Âₜ = δₜ + γλ Âₜ₊₁ with δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ), and the λ-return Âₜ + V(sₜ). Schulman et al. (2016), eq. 11 and 16.
 *
 * Rewards are float64, values float32, `terminated` and `truncated` bytes. After a terminated step nothing is worth
 * anything; both cut the trace.
 */
export function generalizedAdvantages(
  steps: i32,
  rewards: usize,
  values: usize,
  nextValues: usize,
  terminated: usize,
  truncated: usize,
  gamma: f64,
  lambda: f64,
  advantages: usize,
  returns: usize,
): void {
  let advantage: f64 = 0;
  for (let t = steps - 1; t >= 0; t--) {
    const at = <usize>t << 2;
    const value = <f64>load<f32>(values + at);
    const ended = load<u8>(terminated + t) != 0;
    const next: f64 = ended ? 0 : <f64>load<f32>(nextValues + at);
    const delta = load<f64>(rewards + (at << 1)) + gamma * next - value;
    advantage = delta + (ended || load<u8>(truncated + t) != 0 ? 0 : gamma * lambda * advantage);
    store<f32>(advantages + at, <f32>advantage);
    store<f32>(returns + at, <f32>(advantage + value));
  }
}
