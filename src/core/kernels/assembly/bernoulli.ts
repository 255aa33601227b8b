/*
 * Independent bits, many rows at a time: logits ω [rows, n], and masks [rows, n] of bytes, 0 where a bit must stay 0; no mask
 * at all where their address is 0. p = σ(ω) is the probability of a 1, q = σ(−ω) that of a 0.
 */
import { sigmoid4, softplus4 } from './elementary';
import { load4, store4 } from './lanes';

/** The logit of a bit that must stay 0: its probability is exactly 0, and 0 · log 0 stays 0. */
const FORBIDDEN: f32 = -1e9;

/**
 * ω, far below 0 where a bit must stay 0, p and q [rows, n]; of each row the log-probability of its action, where there are
 * actions, and the entropy, −Σ p log p + q log q with log p = −softplus(−ω) and log q = −softplus(ω).
 */
export function bernoulliForward(
  rows: i32,
  n: i32,
  omega: usize,
  masks: usize,
  actions: usize,
  logits: usize,
  p: usize,
  q: usize,
  taken: usize,
  entropy: usize,
): void {
  allow(rows * n, omega, masks, logits);
  for (let r = 0; r < rows; r++, taken += 4, entropy += 4) {
    let chance: f32 = 0;
    let total: f32 = 0;
    for (let j = 0; j < n; j += 4) {
      const left = n - j;
      const step = <usize>min(left, 4) << 2;
      const logit = load4(logits, left);
      const minus = softplus4(f32x4.neg(logit));
      const plus = softplus4(logit);
      const set = sigmoid4(logit);
      const unset = sigmoid4(f32x4.neg(logit));
      store4(p, set, left);
      store4(q, unset, left);
      total += sumOf(f32x4.add(f32x4.mul(set, minus), f32x4.mul(unset, plus)), left);
      if (actions != 0) {
        const isSet = i32x4.ne(load4(actions, left), i32x4.splat(0));
        chance -= sumOf(v128.bitselect(minus, plus, isSet), left);
        actions += step;
      }
      logits += step;
      p += step;
      q += step;
    }
    store<f32>(entropy, total);
    if (actions != 0) store<f32>(taken, chance);
  }
}

function allow(count: i32, omega: usize, masks: usize, to: usize): void {
  for (let i = 0; i < count; i++, omega += 4, to += 4) {
    const allowed = masks == 0 || load<u8>(masks + <usize>i) != 0;
    store<f32>(to, allowed ? load<f32>(omega) : FORBIDDEN);
  }
}

/** The sum of the first `count` lanes. */
// @ts-ignore: decorator
@inline
function sumOf(x: v128, count: i32): f32 {
  let sum = f32x4.extract_lane(x, 0);
  if (count > 1) sum += f32x4.extract_lane(x, 1);
  if (count > 2) sum += f32x4.extract_lane(x, 2);
  if (count > 3) sum += f32x4.extract_lane(x, 3);
  return sum;
}

/** dω = w (a − p) − h ω p q for each row: w is the row's weight of log π(a), h the weight of every entropy. */
export function bernoulliBackward(
  rows: i32,
  n: i32,
  logits: usize,
  p: usize,
  q: usize,
  actions: usize,
  weights: usize,
  entropyWeight: f64,
  dOmega: usize,
): void {
  const h = <f32>entropyWeight;
  for (let r = 0; r < rows; r++, weights += 4) {
    const weight = load<f32>(weights);
    for (let j = 0; j < n; j++, logits += 4, p += 4, q += 4, actions += 4, dOmega += 4) {
      const set = load<f32>(p);
      const unset = load<f32>(q);
      const score: f32 = load<i32>(actions) != 0 ? unset : -set;
      store<f32>(dOmega, weight * score - h * load<f32>(logits) * set * unset);
    }
  }
}

/** t ← scale · F(ω) t, with F = diag(p q), `count` numbers. */
export function bernoulliFisher(count: i32, p: usize, q: usize, tangent: usize, scale: f64): void {
  const factor = <f32>scale;
  for (let i = 0; i < count; i++, p += 4, q += 4, tangent += 4) {
    store<f32>(tangent, factor * load<f32>(tangent) * load<f32>(p) * load<f32>(q));
  }
}

/** Column k of the root of the Fisher information, diag(√(p q)), for each row, times `scale`. */
export function bernoulliRoot(rows: i32, n: i32, k: i32, p: usize, q: usize, scale: f64, root: usize): void {
  const size = <usize>n << 2;
  const at = <usize>k << 2;
  memory.fill(root, 0, <usize>rows * size);
  for (let r = 0; r < rows; r++, p += size, q += size, root += size) {
    store<f32>(root + at, <f32>scale * sqrt<f32>(load<f32>(p + at) * load<f32>(q + at)));
  }
}

/** Σ over `count` bits of KL = p (log p − log p′) + q (log q − log q′), from the logits of both. */
export function bernoulliKl(count: i32, logitsP: usize, logitsQ: usize): f64 {
  let total: f64 = 0;
  for (let i = 0; i < count; i += 4, logitsP += 16, logitsQ += 16) {
    const left = count - i;
    const from = load4(logitsP, left);
    const to = load4(logitsQ, left);
    const set = f32x4.sub(softplus4(f32x4.neg(to)), softplus4(f32x4.neg(from)));
    const unset = f32x4.sub(softplus4(to), softplus4(from));
    const terms = f32x4.add(f32x4.mul(sigmoid4(from), set), f32x4.mul(sigmoid4(f32x4.neg(from)), unset));
    total += <f64>f32x4.extract_lane(terms, 0);
    if (left > 1) total += <f64>f32x4.extract_lane(terms, 1);
    if (left > 2) total += <f64>f32x4.extract_lane(terms, 2);
    if (left > 3) total += <f64>f32x4.extract_lane(terms, 3);
  }
  return total;
}
