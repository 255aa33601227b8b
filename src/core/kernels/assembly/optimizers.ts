/*
 * One step of ascent on a flat vector θ, in place. `scale` multiplies the gradient first: it is how a gradient is clipped.
 *
 * What is left of four lanes is stepped behind the loop, and not in it: V8 then computes the constants once.
 */
import { load4, store4 } from './lanes';

/** m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ + α (m / c₁) / (√(v / c₂) + ε), with c = 1 − βᵗ. */
export function adamStep(
  theta: usize,
  gradient: usize,
  mean: usize,
  meanSquare: usize,
  n: i32,
  scale: f64,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
): void {
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const new1 = f32x4.splat(<f32>(1 - beta1));
  const new2 = f32x4.splat(<f32>(1 - beta2));
  const rate = f32x4.splat(<f32>(learningRate / correction1));
  const square = f32x4.splat(<f32>(1 / correction2));
  const least = f32x4.splat(<f32>epsilon);
  const factor = f32x4.splat(<f32>scale);
  let i = 0;
  for (; i + 4 <= n; i += 4, theta += 16, gradient += 16, mean += 16, meanSquare += 16) {
    const g = f32x4.mul(v128.load(gradient), factor);
    const m = f32x4.add(f32x4.mul(v128.load(mean), b1), f32x4.mul(g, new1));
    const v = f32x4.add(f32x4.mul(v128.load(meanSquare), b2), f32x4.mul(f32x4.mul(g, g), new2));
    const step = f32x4.div(f32x4.mul(m, rate), f32x4.add(f32x4.sqrt(f32x4.mul(v, square)), least));
    v128.store(mean, m);
    v128.store(meanSquare, v);
    v128.store(theta, f32x4.add(v128.load(theta), step));
  }
  if (i == n) return;
  const left = n - i;
  const g = f32x4.mul(load4(gradient, left), factor);
  const m = f32x4.add(f32x4.mul(load4(mean, left), b1), f32x4.mul(g, new1));
  const v = f32x4.add(f32x4.mul(load4(meanSquare, left), b2), f32x4.mul(f32x4.mul(g, g), new2));
  const step = f32x4.div(f32x4.mul(m, rate), f32x4.add(f32x4.sqrt(f32x4.mul(v, square)), least));
  store4(mean, m, left);
  store4(meanSquare, v, left);
  store4(theta, f32x4.add(load4(theta, left), step), left);
}

/** m ← ρ m + (1 − ρ) g², θ ← θ + α g / √(m + ε). */
export function rmspropStep(
  theta: usize,
  gradient: usize,
  meanSquare: usize,
  n: i32,
  scale: f64,
  learningRate: f64,
  decay: f64,
  epsilon: f64,
): void {
  const kept = f32x4.splat(<f32>decay);
  const added = f32x4.splat(<f32>(1 - decay));
  const rate = f32x4.splat(<f32>learningRate);
  const least = f32x4.splat(<f32>epsilon);
  const factor = f32x4.splat(<f32>scale);
  let i = 0;
  for (; i + 4 <= n; i += 4, theta += 16, gradient += 16, meanSquare += 16) {
    const g = f32x4.mul(v128.load(gradient), factor);
    const m = f32x4.add(f32x4.mul(v128.load(meanSquare), kept), f32x4.mul(f32x4.mul(g, g), added));
    v128.store(meanSquare, m);
    const step = f32x4.div(f32x4.mul(g, rate), f32x4.sqrt(f32x4.add(m, least)));
    v128.store(theta, f32x4.add(v128.load(theta), step));
  }
  if (i == n) return;
  const left = n - i;
  const g = f32x4.mul(load4(gradient, left), factor);
  const m = f32x4.add(f32x4.mul(load4(meanSquare, left), kept), f32x4.mul(f32x4.mul(g, g), added));
  store4(meanSquare, m, left);
  const step = f32x4.div(f32x4.mul(g, rate), f32x4.sqrt(f32x4.add(m, least)));
  store4(theta, f32x4.add(load4(theta, left), step), left);
}

/** v ← μ v + g, θ ← θ + α v. */
export function sgdStep(
  theta: usize,
  gradient: usize,
  velocity: usize,
  n: i32,
  scale: f64,
  learningRate: f64,
  momentum: f64,
): void {
  const kept = f32x4.splat(<f32>momentum);
  const rate = f32x4.splat(<f32>learningRate);
  const factor = f32x4.splat(<f32>scale);
  for (let i = 0; i < n; i += 4, theta += 16, gradient += 16, velocity += 16) {
    const left = n - i;
    const v = f32x4.add(f32x4.mul(load4(velocity, left), kept), f32x4.mul(load4(gradient, left), factor));
    store4(velocity, v, left);
    store4(theta, f32x4.add(load4(theta, left), f32x4.mul(v, rate)), left);
  }
}
