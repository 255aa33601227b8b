/*
 * The Gaussian with mean μ and covariance diag(σ²), many at a time. Row r has its μ at mean + r · stride bytes, and its
 * log σ at logStd + r · logStdStride: a stride of 0 is one log σ for all.
 */
import { exp1f } from './elementary';

const ROOT_TWO: f32 = 1.4142135623730951;
/** log 2π */
const LOG_TWO_PI: f32 = 1.8378770664093453;

/**
 * Of each row z = (a − μ)/σ [rows, d], the log-density of its action, −½ Σ z² − Σ log σ − d/2 log 2π, and the entropy,
 * Σ log σ + d/2 (1 + log 2π). Without actions, whose address is 0 then, the entropy alone.
 */
export function gaussianForward(
  rows: i32,
  d: i32,
  mean: usize,
  stride: usize,
  logStd: usize,
  logStdStride: usize,
  actions: usize,
  z: usize,
  taken: usize,
  entropy: usize,
): void {
  const constant: f32 = 0.5 * <f32>d * LOG_TWO_PI;
  const size = <usize>d << 2;
  for (let r = 0; r < rows; r++, mean += stride, logStd += logStdStride, taken += 4, entropy += 4) {
    let logSigma: f32 = 0;
    for (let j: usize = 0; j < size; j += 4) logSigma += load<f32>(logStd + j);
    store<f32>(entropy, logSigma + constant + 0.5 * <f32>d);
    if (actions == 0) continue;
    let squares: f32 = 0;
    for (let j: usize = 0; j < size; j += 4, z += 4, actions += 4) {
      const distance = (load<f32>(actions) - load<f32>(mean + j)) * exp1f(-load<f32>(logStd + j));
      store<f32>(z, distance);
      squares += distance * distance;
    }
    store<f32>(taken, -0.5 * squares - logSigma - constant);
  }
}

/**
 * dμ = w z/σ, and d log σ = w (z² − 1) + h, where w is the row's weight of the log-density and h that of every entropy.
 * With one log σ for all, its derivative is summed over the rows and added to what dLogStd holds.
 */
export function gaussianBackward(
  rows: i32,
  d: i32,
  z: usize,
  logStd: usize,
  logStdStride: usize,
  weights: usize,
  entropyWeight: f64,
  dMean: usize,
  dStride: usize,
  dLogStd: usize,
): void {
  const h = <f32>entropyWeight;
  const size = <usize>d << 2;
  const step = logStdStride == 0 ? 0 : dStride;
  for (let r = 0; r < rows; r++, weights += 4, dMean += dStride, dLogStd += step, logStd += logStdStride) {
    const weight = load<f32>(weights);
    for (let j: usize = 0; j < size; j += 4, z += 4) {
      const distance = load<f32>(z);
      store<f32>(dMean + j, weight * distance * exp1f(-load<f32>(logStd + j)));
      const slope = weight * (distance * distance - 1) + h;
      store<f32>(dLogStd + j, step == 0 ? load<f32>(dLogStd + j) + slope : slope);
    }
  }
}

/** tμ ← scale · tμ / σ², and where each row has its own log σ, t log σ ← scale · 2 t log σ: the Fisher information. */
export function gaussianFisher(
  rows: i32,
  d: i32,
  logStd: usize,
  logStdStride: usize,
  tMean: usize,
  tStride: usize,
  scale: f64,
): void {
  const factor = <f32>scale;
  const size = <usize>d << 2;
  for (let r = 0; r < rows; r++, tMean += tStride, logStd += logStdStride) {
    for (let j: usize = 0; j < size; j += 4) {
      store<f32>(tMean + j, factor * load<f32>(tMean + j) * exp1f(-2 * load<f32>(logStd + j)));
      if (logStdStride != 0) store<f32>(tMean + size + j, 2 * factor * load<f32>(tMean + size + j));
    }
  }
}

/**
 * Column k of the root of the Fisher information, diag(1/σ, √2), for each row, times `scale`: 1/σₖ at k < d, and √2 at k ≥ d,
 * of `columns` numbers a row.
 */
export function gaussianRoot(
  rows: i32,
  d: i32,
  columns: i32,
  k: i32,
  logStd: usize,
  logStdStride: usize,
  scale: f64,
  root: usize,
): void {
  const size = <usize>columns << 2;
  memory.fill(root, 0, <usize>rows * size);
  root += <usize>k << 2;
  for (let r = 0; r < rows; r++, root += size, logStd += logStdStride) {
    const slope: f32 = k < d ? exp1f(-load<f32>(logStd + (<usize>k << 2))) : ROOT_TWO;
    store<f32>(root, <f32>scale * slope);
  }
}

/** Σ over the rows of KL(p‖q) = Σ log σq − log σp + (σp² + (μp − μq)²) / 2σq² − ½. */
export function gaussianKl(
  rows: i32,
  d: i32,
  meanP: usize,
  logStdP: usize,
  meanQ: usize,
  logStdQ: usize,
  stride: usize,
  logStdStride: usize,
): f64 {
  const size = <usize>d << 2;
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < size; j += 4) {
      const logRatio = load<f32>(logStdP + j) - load<f32>(logStdQ + j);
      const distance = (load<f32>(meanP + j) - load<f32>(meanQ + j)) * exp1f(-load<f32>(logStdQ + j));
      const ratio = exp1f(2 * logRatio);
      total += 0.5 * (<f64>ratio + <f64>(distance * distance) - 1) - <f64>logRatio;
    }
    meanP += stride;
    meanQ += stride;
    logStdP += logStdStride;
    logStdQ += logStdStride;
  }
  return total;
}

/**
 * Adds the derivative of −w KL(p‖q) in the parameters of q, −w (μq − μp)/σq² and −w (1 − (σp² + (μp − μq)²)/σq²), to dμ and
 * d log σ of each row; returns Σ KL(p‖q). Row r of p has its μ and behind it its log σ at p + r · 8d bytes.
 *
 * With one log σq for all, its derivative is summed over the rows.
 */
export function gaussianPenalty(
  rows: i32,
  d: i32,
  p: usize,
  meanQ: usize,
  stride: usize,
  logStdQ: usize,
  logStdStride: usize,
  weight: f64,
  dMean: usize,
  dLogStd: usize,
): f64 {
  const factor = <f32>weight;
  const size = <usize>d << 2;
  const step = logStdStride == 0 ? 0 : stride;
  let total: f64 = 0;
  for (let r = 0; r < rows; r++, p += 2 * size, meanQ += stride, logStdQ += logStdStride) {
    for (let j: usize = 0; j < size; j += 4) {
      const logRatio = load<f32>(p + size + j) - load<f32>(logStdQ + j);
      const inverse = exp1f(-load<f32>(logStdQ + j));
      const distance = (load<f32>(p + j) - load<f32>(meanQ + j)) * inverse;
      const ratio = exp1f(2 * logRatio);
      total += 0.5 * (<f64>ratio + <f64>(distance * distance) - 1) - <f64>logRatio;
      store<f32>(dMean + j, load<f32>(dMean + j) + factor * distance * inverse);
      store<f32>(dLogStd + j, load<f32>(dLogStd + j) + factor * (ratio + distance * distance - 1));
    }
    dMean += stride;
    dLogStd += step;
  }
  return total;
}
