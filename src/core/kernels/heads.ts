import { kernels } from './kernels.ts';

/** Where the distributions of some rows are in the kernels' memory; addresses in bytes, 0 for what there is not. */
export interface HeadRows {
  readonly rows: number;
  /** The flat parameter vector of the policy. */
  readonly theta: number;
  /** What the network gave, `[rows, outputs]`. */
  readonly omega: number;
  readonly actions: number;
  /** `[rows, outputs]` bytes */
  readonly masks: number;
  /** Room of `workSize(rows)` numbers, which `forward` fills for the other functions. */
  readonly work: number;
  /** The log-probability of each row's action, `[rows]`, in a room that ends with a whole vector of four lanes. */
  readonly logProbabilities: number;
  /** `[rows]`, likewise */
  readonly entropies: number;
}

/** The distributions of some rows as they were, in the kernels' memory. */
export interface OldRows {
  /** `[rows, parameterSize]` */
  readonly omega: number;
  readonly work: number;
}

/** A distribution over actions behind a network's output, in the kernels' memory. */
export interface FusedHead {
  /** Columns of the network's output. */
  readonly outputs: number;
  /** Numbers that describe one distribution: the outputs, and a log σ of its own. */
  readonly parameterSize: number;
  /** Numbers that describe one action. */
  readonly actionSize: number;
  /** Numbers of float32 that `forward` works on. */
  workSize(rows: number): number;
  /** Writes log-probabilities, where there are actions, and entropies. */
  forward(at: HeadRows): void;
  /**
   * ∂/∂ω `[rows, outputs]` of Σ wᵣ log π(aᵣ) + h Σ H, and the derivative by a log σ of its own, added to `gradient`, which
   * is laid out as θ is.
   */
  backward(at: HeadRows, weights: number, entropyWeight: number, dOmega: number, gradient: number): void;
  /**
   * Adds ∂/∂ω of −w Σ KL(p‖π) to what `backward` wrote, and its derivative by a log σ of its own to `gradient`; returns
   * Σ KL(p‖π). Every row of p is as the distribution takes it; its work has room for `workSize(rows) + rows` numbers.
   */
  penalty(at: HeadRows, p: OldRows, weight: number, dOmega: number, gradient: number): number;
  /** Sets the parts of `gradient` to 0 to which `backward` and `penalty` add. */
  clearOwn(gradient: number): void;
  /** t ← scale · F(ω) t for a tangent of ω `[rows, outputs]`. */
  fisher(at: HeadRows, tangent: number, scale: number): void;
  /** How many columns a root L of F(ω) = L Lᵀ has. */
  readonly rank: number;
  /** Column k of the root of every row, times `scale`, `[rows, outputs]`. */
  root(at: HeadRows, k: number, scale: number, to: number): void;
  /** F of the parameters behind the network, one for all rows: `product` ← F v, where both are laid out as θ is. */
  fisherOfOwn(v: number, product: number): void;
  /** Numbers of float32 by which `kl` remembers the distributions. */
  keptSize(rows: number): number;
  /** Remembers the distributions that `forward` was called for. */
  keep(at: HeadRows, kept: number): void;
  /** Σ KL(kept ‖ these) over the rows. */
  kl(at: HeadRows, kept: number): number;
}

/** The categorical distribution over n actions. */
export function categoricalHead(n: number): FusedHead {
  const piOf = ({ rows, work }: HeadRows) => work + 4 * rows * n;
  return {
    outputs: n,
    parameterSize: n,
    actionSize: 1,
    workSize: (rows) => rows * (2 * n + 1),
    forward(at) {
      const { rows, omega, masks, actions, work, logProbabilities, entropies } = at;
      const pi = piOf(at);
      const sums = pi + 4 * rows * n;
      kernels.categoricalForward(rows, n, omega, masks, actions, work, pi, sums, logProbabilities, entropies);
    },
    backward(at, weights, entropyWeight, dOmega) {
      const { rows, work, actions, entropies } = at;
      kernels.categoricalBackward(rows, n, work, piOf(at), entropies, actions, weights, entropyWeight, dOmega);
    },
    penalty(at, p, weight, dOmega) {
      const { rows, masks, work } = at;
      const [old, sums] = [p.work + 4 * rows * n, p.work + 8 * rows * n];
      kernels.categoricalForward(rows, n, p.omega, masks, 0, p.work, old, sums, 0, sums + 4 * rows);
      kernels.subtractDifference(dOmega, weight, old, piOf(at), rows * n);
      return kernels.categoricalKl(rows, n, p.work, work);
    },
    clearOwn() {},
    fisher: (at, tangent, scale) => kernels.categoricalFisher(at.rows, n, piOf(at), tangent, scale),
    rank: n - 1,
    root: (at, k, scale, to) => kernels.categoricalRoot(at.rows, n, k, piOf(at), scale, to),
    fisherOfOwn() {},
    keptSize: (rows) => rows * n,
    keep: ({ rows, work }, kept) => kernels.copy(work, kept, rows * n),
    kl: ({ rows, work }, kept) => kernels.categoricalKl(rows, n, kept, work),
  };
}

/** n independent bits. */
export function bernoulliHead(n: number): FusedHead {
  const pOf = ({ rows, work }: HeadRows) => work + 4 * rows * n;
  const qOf = ({ rows, work }: HeadRows) => work + 8 * rows * n;
  return {
    outputs: n,
    parameterSize: n,
    actionSize: n,
    workSize: (rows) => 3 * rows * n,
    forward(at) {
      const { rows, omega, masks, actions, work, logProbabilities, entropies } = at;
      kernels.bernoulliForward(rows, n, omega, masks, actions, work, pOf(at), qOf(at), logProbabilities, entropies);
    },
    backward(at, weights, entropyWeight, dOmega) {
      const { rows, work, actions } = at;
      kernels.bernoulliBackward(rows, n, work, pOf(at), qOf(at), actions, weights, entropyWeight, dOmega);
    },
    penalty(at, p, weight, dOmega) {
      const { rows, masks, work } = at;
      const [old, rest] = [p.work + 4 * rows * n, p.work + 8 * rows * n];
      kernels.bernoulliForward(rows, n, p.omega, masks, 0, p.work, old, rest, 0, rest + 4 * rows * n);
      kernels.subtractDifference(dOmega, weight, old, pOf(at), rows * n);
      return kernels.bernoulliKl(rows * n, p.work, work);
    },
    clearOwn() {},
    fisher: (at, tangent, scale) => kernels.bernoulliFisher(at.rows * n, pOf(at), qOf(at), tangent, scale),
    rank: n,
    root: (at, k, scale, to) => kernels.bernoulliRoot(at.rows, n, k, pOf(at), qOf(at), scale, to),
    fisherOfOwn() {},
    keptSize: (rows) => rows * n,
    keep: ({ rows, work }, kept) => kernels.copy(work, kept, rows * n),
    kl: ({ rows, work }, kept) => kernels.bernoulliKl(rows * n, kept, work),
  };
}

/** Where a Gaussian's numbers are: μ in the network's output, log σ beside it or in a place of its own. */
export interface GaussianPlace {
  readonly outputs: number;
  /** Bytes from one row to the next of the output, and of log σ, which are 0 where one is for all. */
  readonly stride: number;
  readonly logStdStride: number;
  logStdOf(at: HeadRows): number;
  /** Where the derivative by log σ goes. */
  dLogStdOf(dOmega: number, gradient: number): number;
}

/** Of a Gaussian in d dimensions, whose log σ is at `logStd` in the flat vector, or in the output where that is undefined. */
export function gaussianPlace(d: number, logStd?: number): GaussianPlace {
  if (logStd === undefined) {
    return {
      outputs: 2 * d,
      stride: 8 * d,
      logStdStride: 8 * d,
      logStdOf: ({ omega }) => omega + 4 * d,
      dLogStdOf: (dOmega) => dOmega + 4 * d,
    };
  }
  return {
    outputs: d,
    stride: 4 * d,
    logStdStride: 0,
    logStdOf: ({ theta }) => theta + 4 * logStd,
    dLogStdOf: (_, gradient) => gradient + 4 * logStd,
  };
}

/**
 * The Gaussian in d dimensions with a diagonal covariance. Its log σ is a parameter of its own at `logStd` in the flat
 * vector, or, where that is undefined, the second half of the network's output.
 */
export function gaussianHead(d: number, logStd?: number): FusedHead {
  const own = logStd !== undefined;
  const { outputs, stride, logStdStride, logStdOf, dLogStdOf } = gaussianPlace(d, logStd);
  return {
    outputs,
    parameterSize: 2 * d,
    actionSize: d,
    workSize: (rows) => rows * d,
    forward(at) {
      const { rows, omega, actions, work, logProbabilities, entropies } = at;
      const sigma = logStdOf(at);
      kernels.gaussianForward(rows, d, omega, stride, sigma, logStdStride, actions, work, logProbabilities, entropies);
    },
    backward(at, weights, entropyWeight, dOmega, gradient) {
      const dLogStd = dLogStdOf(dOmega, gradient);
      const sigma = logStdOf(at);
      kernels.gaussianBackward(
        at.rows,
        d,
        at.work,
        sigma,
        logStdStride,
        weights,
        entropyWeight,
        dOmega,
        stride,
        dLogStd,
      );
    },
    penalty(at, p, weight, dOmega, gradient) {
      const dLogStd = dLogStdOf(dOmega, gradient);
      const [{ rows, omega }, sigma] = [at, logStdOf(at)];
      return kernels.gaussianPenalty(rows, d, p.omega, omega, stride, sigma, logStdStride, weight, dOmega, dLogStd);
    },
    clearOwn(gradient) {
      if (own) kernels.fill(gradient + 4 * logStd, d, 0);
    },
    fisher: (at, tangent, scale) =>
      kernels.gaussianFisher(at.rows, d, logStdOf(at), logStdStride, tangent, stride, scale),
    rank: outputs,
    root: (at, k, scale, to) => kernels.gaussianRoot(at.rows, d, outputs, k, logStdOf(at), logStdStride, scale, to),
    fisherOfOwn(v, product) {
      if (own) kernels.scale(v + 4 * logStd, product + 4 * logStd, d, 2);
    },
    keptSize: (rows) => rows * outputs + (own ? d : 0),
    keep(at, kept) {
      kernels.copy(at.omega, kept, at.rows * outputs);
      if (own) kernels.copy(logStdOf(at), kept + at.rows * stride, d);
    },
    kl(at, kept) {
      const keptLogStd = own ? kept + at.rows * stride : kept + 4 * d;
      return kernels.gaussianKl(at.rows, d, kept, keptLogStd, at.omega, logStdOf(at), stride, logStdStride);
    },
  };
}
