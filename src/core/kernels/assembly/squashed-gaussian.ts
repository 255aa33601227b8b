/*
 * What squashing by tanh adds to a Gaussian u, whose rows are laid out as in `diagonal-gaussian`: to its log-density, its
 * entropy, and the entropy's gradient. Expectations of f(u) are sums over `count` pairs of points, u = μ ± σ zₖ, each with
 * weight wₖ: the z and then the w are at `quadrature`, a multiple of four of each.
 */
import { exp1f, softplus4, tanh4 } from './elementary';

const LN2: f32 = 0.6931471805599453;

/** log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u)) */
// @ts-ignore: decorator
@inline
function logSlope4(u: v128): v128 {
  const decay = softplus4(f32x4.mul(u, f32x4.splat(-2)));
  return f32x4.mul(f32x4.sub(f32x4.sub(f32x4.splat(LN2), u), decay), f32x4.splat(2));
}

// @ts-ignore: decorator
@inline
function sumOf(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/**
 * Subtracts Σ log(1 − tanh² u) + logVolume from each row's log-density, where there are u, and adds
 * Σ E log(1 − tanh² u) + logVolume to each row's entropy; logVolume is Σ log ½(high − low).
 */
export function squashForward(
  rows: i32,
  d: i32,
  mean: usize,
  stride: usize,
  logStd: usize,
  logStdStride: usize,
  actions: usize,
  quadrature: usize,
  count: i32,
  logVolume: f64,
  taken: usize,
  entropy: usize,
): void {
  const size = <usize>d << 2;
  const volume = <f32>logVolume;
  for (let r = 0; r < rows; r++, mean += stride, logStd += logStdStride, taken += 4, entropy += 4) {
    let expected: f32 = 0;
    for (let j: usize = 0; j < size; j += 4) {
      expected += meanLogSlope(load<f32>(mean + j), exp1f(load<f32>(logStd + j)), quadrature, count);
    }
    store<f32>(entropy, load<f32>(entropy) + expected + volume);
    if (actions == 0) continue;
    let slopes: f32 = 0;
    for (let j: usize = 0; j < size; j += 4, actions += 4) {
      slopes += f32x4.extract_lane(logSlope4(f32x4.splat(load<f32>(actions))), 0);
    }
    store<f32>(taken, load<f32>(taken) - slopes - volume);
  }
}

/** E log(1 − tanh² u) */
function meanLogSlope(mean: f32, sigma: f32, quadrature: usize, count: i32): f32 {
  const centre = f32x4.splat(mean);
  const width = f32x4.splat(sigma);
  const weights = <usize>count << 2;
  const end = quadrature + weights;
  let sum = f32x4.splat(0);
  for (let at = quadrature; at < end; at += 16) {
    const distance = f32x4.mul(width, v128.load(at));
    const pair = f32x4.add(logSlope4(f32x4.add(centre, distance)), logSlope4(f32x4.sub(centre, distance)));
    sum = f32x4.add(sum, f32x4.mul(pair, v128.load(at + weights)));
  }
  return sumOf(sum);
}

/**
 * Adds the gradient of h Σ E log(1 − tanh² u), h being the weight of every entropy: −2h E tanh u to dμ, and −2h E σz tanh u to
 * d log σ, which is one for all rows where logStdStride is 0.
 */
export function squashBackward(
  rows: i32,
  d: i32,
  mean: usize,
  stride: usize,
  logStd: usize,
  logStdStride: usize,
  quadrature: usize,
  count: i32,
  entropyWeight: f64,
  dMean: usize,
  dLogStd: usize,
): void {
  const factor = <f32>(-2 * entropyWeight);
  const size = <usize>d << 2;
  const step = logStdStride == 0 ? 0 : stride;
  const weights = <usize>count << 2;
  const end = quadrature + weights;
  for (let r = 0; r < rows; r++, mean += stride, dMean += stride, dLogStd += step, logStd += logStdStride) {
    for (let j: usize = 0; j < size; j += 4) {
      const centre = f32x4.splat(load<f32>(mean + j));
      const width = f32x4.splat(exp1f(load<f32>(logStd + j)));
      let along = f32x4.splat(0);
      let across = f32x4.splat(0);
      for (let at = quadrature; at < end; at += 16) {
        const distance = f32x4.mul(width, v128.load(at));
        const weight = v128.load(at + weights);
        const above = tanh4(f32x4.add(centre, distance));
        const below = tanh4(f32x4.sub(centre, distance));
        along = f32x4.add(along, f32x4.mul(weight, f32x4.add(above, below)));
        across = f32x4.add(across, f32x4.mul(f32x4.mul(weight, distance), f32x4.sub(above, below)));
      }
      store<f32>(dMean + j, load<f32>(dMean + j) + factor * sumOf(along));
      store<f32>(dLogStd + j, load<f32>(dLogStd + j) + factor * sumOf(across));
    }
  }
}
