import type { Policy } from '../../src/core/policy.ts';
import { type BoxSpace, valueCounts } from '../../src/core/spaces.ts';
import { gaussian, logSoftmax } from './float64.ts';

type Numbers = ArrayLike<number>;

/** A family of distributions in plain float64, from ω as the network gives it and actions as rows hold them. */
export interface Family {
  logProbability(omega: readonly number[], action: Numbers, mask?: Numbers): number;
  entropy(omega: readonly number[], mask?: Numbers): number;
  kl(p: readonly number[], q: readonly number[], mask?: Numbers): number;
  /** ∇ω log π(a), as a function of the action */
  score(omega: readonly number[], mask?: Numbers): (action: Numbers) => number[];
  /** Actions with weights that make Σ w f(a) the expectation under ω, exact for squares of scores. */
  expectation(omega: readonly number[], mask?: Numbers): { readonly weight: number; readonly action: number[] }[];
}

/** What a policy's distribution is held against. */
export function familyOf({ actionSpace: space, distribution }: Pick<Policy, 'actionSpace' | 'distribution'>): Family {
  if (space.kind === 'box') return distribution.name === 'squashedGaussian' ? squashed(space) : diagonal;
  if (space.kind === 'multiBinary') return bits(space.n);
  return joint(valueCounts(space));
}

/** All vectors with 0 ≤ xᵢ < counts[i]. */
function combinations(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (all, n) => all.flatMap((head) => Array.from({ length: n }, (_, value) => [...head, value])),
    [[]],
  );
}

/** A table of the probabilities of all actions, from which entropy and KL are summed as they are defined. */
function tabulated(
  actions: readonly number[][],
  logProbability: (omega: readonly number[], mask?: Numbers) => (action: Numbers) => number,
): Pick<Family, 'logProbability' | 'entropy' | 'kl' | 'expectation'> {
  const table = (omega: readonly number[], mask?: Numbers) =>
    actions.map(logProbability(omega, mask)).map((logP) => ({ logP, p: Math.exp(logP) }));
  return {
    logProbability: (omega, action, mask) => logProbability(omega, mask)(action),
    entropy: (omega, mask) => table(omega, mask).reduce((sum, { p, logP }) => sum - (p === 0 ? 0 : p * logP), 0),
    kl(p, q, mask) {
      const other = table(q, mask);
      return table(p, mask).reduce(
        (sum, each, i) => sum + (each.p === 0 ? 0 : each.p * (each.logP - (other[i]?.logP as number))),
        0,
      );
    },
    expectation: (omega, mask) => table(omega, mask).map(({ p }, i) => ({ weight: p, action: actions[i] as number[] })),
  };
}

/** Categorical distributions side by side, as one table of all combinations. */
function joint(counts: readonly number[]): Family {
  const parts = counts.map((n, i) => ({ n, start: counts.slice(0, i).reduce((sum, m) => sum + m, 0) }));
  const part = (numbers: Numbers, { n, start }: (typeof parts)[number]) => Array.from(numbers).slice(start, start + n);
  const softmaxes = (omega: readonly number[], mask?: Numbers) =>
    parts.map((each) => logSoftmax(part(omega, each), mask && part(mask, each)));
  return {
    ...tabulated(combinations(counts), (omega, mask) => {
      const all = softmaxes(omega, mask);
      return (action) => all.reduce((sum, logPi, i) => sum + (logPi[action[i] as number] as number), 0);
    }),
    score(omega, mask) {
      const all = softmaxes(omega, mask).map((logPi) => logPi.map(Math.exp));
      return (action) => all.flatMap((pi, i) => pi.map((p, a) => Number(a === action[i]) - p));
    },
  };
}

/** Independent bits, as one table of all 2ⁿ combinations. */
function bits(n: number): Family {
  const chance = (omega: readonly number[], mask?: Numbers) =>
    omega.map((logit, i) => (mask?.[i] === 0 ? 0 : 1 / (1 + Math.exp(-logit))));
  const against = (omega: readonly number[], mask?: Numbers) =>
    omega.map((logit, i) => (mask?.[i] === 0 ? 1 : 1 / (1 + Math.exp(logit))));
  return {
    ...tabulated(combinations(new Array<number>(n).fill(2)), (omega, mask) => {
      const [one, zero] = [chance(omega, mask), against(omega, mask)];
      return (action) => omega.reduce((sum, _, i) => sum + Math.log((action[i] === 1 ? one[i] : zero[i]) as number), 0);
    }),
    score(omega, mask) {
      const [one, zero] = [chance(omega, mask), against(omega, mask)];
      return (action) => one.map((p, i) => (action[i] === 1 ? (zero[i] as number) : -p));
    },
  };
}

/** The Gaussian, whose actions are the points of Gauss and Hermite, three in every dimension, exact to degree five. */
const diagonal: Family = {
  ...gaussian,
  score(omega) {
    const sigma = omega.slice(omega.length / 2).map(Math.exp);
    return (action) => {
      const z = sigma.map((s, i) => ((action[i] as number) - (omega[i] as number)) / s);
      return [...z.map((x, i) => x / (sigma[i] as number)), ...z.map((x) => x * x - 1)];
    };
  },
  expectation(omega) {
    const d = omega.length / 2;
    const points = [
      { weight: 2 / 3, z: 0 },
      { weight: 1 / 6, z: Math.sqrt(3) },
      { weight: 1 / 6, z: -Math.sqrt(3) },
    ];
    return combinations(new Array<number>(d).fill(3)).map((chosen) => {
      const at = chosen.map((k) => points[k] as (typeof points)[number]);
      return {
        weight: at.reduce((product, { weight }) => product * weight, 1),
        action: at.map(({ z }, i) => (omega[i] as number) + z * Math.exp(omega[d + i] as number)),
      };
    });
  },
};

/** log(1 − tanh² u) = −2 log cosh u */
const logSlope = (u: number) => -2 * (Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))) - Math.LN2);

/** The Gaussian squashed into a box, its rows holding u; the entropy by the trapezium rule on u. */
function squashed({ low, high }: BoxSpace): Family {
  const half = (i: number) => ((high[i] as number) - (low[i] as number)) / 2;
  return {
    ...diagonal,
    logProbability: (omega, u) =>
      Array.from(u).reduce((sum, x, i) => sum - Math.log(half(i)) - logSlope(x), gaussian.logProbability(omega, u)),
    entropy(omega) {
      const d = omega.length / 2;
      let total = gaussian.entropy(omega);
      for (let i = 0; i < d; i++) {
        const [mean, sigma] = [omega[i] as number, Math.exp(omega[d + i] as number)];
        const step = 1 / 64;
        for (let z = -9; z <= 9; z += step) {
          total += (step * Math.exp((-z * z) / 2) * logSlope(mean + sigma * z)) / Math.sqrt(2 * Math.PI);
        }
        total += Math.log(half(i));
      }
      return total;
    },
  };
}
