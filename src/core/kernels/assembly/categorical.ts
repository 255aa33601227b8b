/*
 * The categorical distribution, many at a time: logits ω [rows, n], and masks [rows, n] of bytes, 0 where an action is not
 * allowed; no mask at all where their address is 0.
 */
import { exp4, log4 } from './elementary';
import { load4, store4 } from './lanes';

/** The logit of an action that is not allowed: its probability is exactly 0, and 0 · log 0 stays 0. */
const FORBIDDEN: f32 = -1e9;

/**
 * log π and π [rows, n]; of each row the log-probability of its action, where there are actions, and the entropy.
 *
 * `sums` is room for `rows` numbers.
 */
export function categoricalForward(
  rows: i32,
  n: i32,
  omega: usize,
  masks: usize,
  actions: usize,
  logPi: usize,
  pi: usize,
  sums: usize,
  taken: usize,
  entropy: usize,
): void {
  subtractLargest(rows, n, omega, masks, logPi);
  exponentiate(logPi, pi, rows * n);
  for (let r = 0, at = pi, to = sums; r < rows; r++, to += 4) {
    let total: f32 = 0;
    for (let j = 0; j < n; j++, at += 4) total += load<f32>(at);
    store<f32>(to, total);
  }
  // log Σ exp takes the place of the entropy until the entropy is known.
  for (let r = 0; r < rows; r += 4) {
    const row = <usize>r << 2;
    store4(entropy + row, log4(load4(sums + row, rows - r)), rows - r);
  }
  for (let r = 0, p = pi, l = logPi; r < rows; r++) {
    const row = <usize>r << 2;
    const share: f32 = 1 / load<f32>(sums + row);
    const logSum = load<f32>(entropy + row);
    let negative: f32 = 0;
    const first = l;
    for (let j = 0; j < n; j++, p += 4, l += 4) {
      const probability = load<f32>(p) * share;
      const logarithm = load<f32>(l) - logSum;
      store<f32>(p, probability);
      store<f32>(l, logarithm);
      negative += probability * logarithm;
    }
    store<f32>(entropy + row, -negative);
    if (actions != 0) store<f32>(taken + row, load<f32>(first + (<usize>load<i32>(actions + row) << 2)));
  }
}

/** ω − max ω of each row, over the actions that are allowed; far below it for the others. */
function subtractLargest(rows: i32, n: i32, omega: usize, masks: usize, to: usize): void {
  for (let r = 0; r < rows; r++, masks += masks == 0 ? 0 : <usize>n) {
    let largest: f32 = -Infinity;
    for (let j: usize = 0; j < <usize>n; j++) {
      if (masks != 0 && load<u8>(masks + j) == 0) continue;
      const logit = load<f32>(omega + (j << 2));
      largest = logit > largest || logit != logit ? logit : largest;
    }
    for (let j: usize = 0; j < <usize>n; j++, omega += 4, to += 4) {
      const allowed = masks == 0 || load<u8>(masks + j) != 0;
      store<f32>(to, (allowed ? load<f32>(omega) : FORBIDDEN) - largest);
    }
  }
}

function exponentiate(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n; i += 4, x += 16, y += 16) store4(y, exp4(load4(x, n - i)), n - i);
}

/**
 * dω = w (1ₐ − π) − h π (log π + H) for each row: w is the row's weight of log π(a), h the weight of every entropy.
 */
export function categoricalBackward(
  rows: i32,
  n: i32,
  logPi: usize,
  pi: usize,
  entropy: usize,
  actions: usize,
  weights: usize,
  entropyWeight: f64,
  dOmega: usize,
): void {
  const h = <f32>entropyWeight;
  for (let r = 0; r < rows; r++, weights += 4, entropy += 4, actions += 4) {
    const weight = load<f32>(weights);
    const total = load<f32>(entropy);
    const chosen = dOmega + (<usize>load<i32>(actions) << 2);
    for (let j = 0; j < n; j++, pi += 4, logPi += 4, dOmega += 4) {
      const probability = load<f32>(pi);
      store<f32>(dOmega, -probability * (weight + h * (load<f32>(logPi) + total)));
    }
    store<f32>(chosen, load<f32>(chosen) + weight);
  }
}

/** t ← scale · F(ω) t, with F = diag(π) − ππᵀ, for each row. */
export function categoricalFisher(rows: i32, n: i32, pi: usize, tangent: usize, scale: f64): void {
  const factor = <f32>scale;
  const size = <usize>n << 2;
  for (let r = 0; r < rows; r++, pi += size, tangent += size) {
    let mean: f32 = 0;
    for (let j: usize = 0; j < size; j += 4) mean += load<f32>(pi + j) * load<f32>(tangent + j);
    for (let j: usize = 0; j < size; j += 4) {
      store<f32>(tangent + j, factor * load<f32>(pi + j) * (load<f32>(tangent + j) - mean));
    }
  }
}

/**
 * Column k of a root L of the Fisher information, diag(π) − ππᵀ = L Lᵀ, for each row, times `scale`; there are n − 1 of them.
 *
 * Cholesky's, in closed form: with c the probability of all actions behind k, Lₖₖ = √(πₖ c / (πₖ + c)) and, for i behind k,
 * Lᵢₖ = −πᵢ √(πₖ / (c (πₖ + c))).
 */
export function categoricalRoot(rows: i32, n: i32, k: i32, pi: usize, scale: f64, root: usize): void {
  const size = <usize>n << 2;
  const at = <usize>k << 2;
  for (let r = 0; r < rows; r++, pi += size, root += size) {
    const own = load<f32>(pi + at);
    let behind: f32 = 0;
    for (let j = at + 4; j < size; j += 4) behind += load<f32>(pi + j);
    const share: f32 = behind > 0 ? <f32>scale * sqrt<f32>(own / (behind * (own + behind))) : 0;
    for (let j: usize = 0; j < size; j += 4) {
      store<f32>(root + j, j < at ? 0 : j == at ? share * behind : -share * load<f32>(pi + j));
    }
  }
}

/** Σ over the rows of KL(p‖q) = Σ p (log p − log q), with p from log p. */
export function categoricalKl(rows: i32, n: i32, logP: usize, logQ: usize): f64 {
  const count = rows * n;
  let total: f64 = 0;
  for (let i = 0; i < count; i += 4, logP += 16, logQ += 16) {
    const left = count - i;
    const p = load4(logP, left);
    const terms = f32x4.mul(exp4(p), f32x4.sub(p, load4(logQ, left)));
    total += <f64>f32x4.extract_lane(terms, 0);
    if (left > 1) total += <f64>f32x4.extract_lane(terms, 1);
    if (left > 2) total += <f64>f32x4.extract_lane(terms, 2);
    if (left > 3) total += <f64>f32x4.extract_lane(terms, 3);
  }
  return total;
}
