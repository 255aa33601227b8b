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
  /** The log-probability of each row's action, `[rows]`. */
  readonly logProbabilities: number;
  /** `[rows]` */
  readonly entropies: number;
}

/** A distribution over actions behind a network's output, in the kernels' memory. */
export interface FusedHead {
  /** Columns of the network's output. */
  readonly outputs: number;
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
  /** Sets the part of `gradient` to 0 to which `backward` adds. */
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

/**
 * The Gaussian in d dimensions with a diagonal covariance. Its log σ is a parameter of its own at `logStd` in the flat
 * vector, or, where that is undefined, the second half of the network's output.
 */
export function gaussianHead(d: number, logStd?: number): FusedHead {
  const own = logStd !== undefined;
  const outputs = own ? d : 2 * d;
  const stride = 4 * outputs;
  const logStdStride = own ? 0 : stride;
  const logStdOf = ({ theta, omega }: HeadRows) => (own ? theta + 4 * logStd : omega + 4 * d);
  return {
    outputs,
    actionSize: d,
    workSize: (rows) => rows * d,
    forward(at) {
      const { rows, omega, actions, work, logProbabilities, entropies } = at;
      const sigma = logStdOf(at);
      kernels.gaussianForward(rows, d, omega, stride, sigma, logStdStride, actions, work, logProbabilities, entropies);
    },
    backward(at, weights, entropyWeight, dOmega, gradient) {
      const dLogStd = own ? gradient + 4 * logStd : dOmega + 4 * d;
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
