import type { Layout } from '../../src/core/parameters.ts';

/** The policy mathematics once more, in plain float64, for the tape to be held against. */

/** A tanh multilayer perceptron on one observation, from a flat vector in the standard layout. */
export function mlpForward(theta: ArrayLike<number>, layout: Layout, observation: readonly number[]): number[] {
  const tensors = layout.filter(({ name }) => !name.endsWith('logStd'));
  let h = [...observation];
  for (let layer = 0; layer < tensors.length; layer += 2) {
    const [weight, bias] = [tensors[layer], tensors[layer + 1]];
    if (weight === undefined || bias === undefined) throw new Error('a layer has a weight and a bias');
    const [inputs = 0, outputs = 0] = weight.shape;
    const isOutput = layer + 2 === tensors.length;
    h = Array.from({ length: outputs }, (_, j) => {
      let sum = theta[bias.offset + j] as number;
      for (let i = 0; i < inputs; i++) sum += (h[i] as number) * (theta[weight.offset + i * outputs + j] as number);
      return isOutput ? sum : Math.tanh(sum);
    });
  }
  return h;
}

/** log softmax over the actions that a mask allows; −∞ for the others. */
export function logSoftmax(logits: readonly number[], mask?: ArrayLike<number>): number[] {
  const allowed = logits.map((x, a) => (mask === undefined || mask[a] !== 0 ? x : -Infinity));
  const largest = Math.max(...allowed);
  const logSum = largest + Math.log(allowed.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  return allowed.map((x) => x - logSum);
}

export const categorical = {
  logProbability: (logits: readonly number[], action: number, mask?: ArrayLike<number>) =>
    logSoftmax(logits, mask)[action] as number,
  entropy: (logits: readonly number[], mask?: ArrayLike<number>) =>
    -logSoftmax(logits, mask).reduce((sum, logP) => sum + (logP === -Infinity ? 0 : Math.exp(logP) * logP), 0),
  kl(p: readonly number[], q: readonly number[], mask?: ArrayLike<number>) {
    const logQ = logSoftmax(q, mask);
    return logSoftmax(p, mask).reduce(
      (sum, logP, a) => sum + (logP === -Infinity ? 0 : Math.exp(logP) * (logP - (logQ[a] as number))),
      0,
    );
  },
};

export const gaussian = {
  logProbability(omega: readonly number[], action: ArrayLike<number>) {
    const d = omega.length / 2;
    let sum = 0;
    for (let i = 0; i < d; i++) {
      const sigma = Math.exp(omega[d + i] as number);
      const density =
        Math.exp(-(((action[i] as number) - (omega[i] as number)) ** 2) / (2 * sigma ** 2)) /
        (sigma * Math.sqrt(2 * Math.PI));
      sum += Math.log(density);
    }
    return sum;
  },
  entropy(omega: readonly number[]) {
    const d = omega.length / 2;
    return omega.slice(d).reduce((sum, logStd) => sum + 0.5 * Math.log(2 * Math.PI * Math.E * Math.exp(2 * logStd)), 0);
  },
  kl(p: readonly number[], q: readonly number[]) {
    const d = p.length / 2;
    let sum = 0;
    for (let i = 0; i < d; i++) {
      const [varP, varQ] = [Math.exp(2 * (p[d + i] as number)), Math.exp(2 * (q[d + i] as number))];
      const distance = (p[i] as number) - (q[i] as number);
      sum += 0.5 * (Math.log(varQ / varP) + (varP + distance ** 2) / varQ - 1);
    }
    return sum;
  },
};

/** ∂f/∂θ by central differences in float64, θ itself exactly as given. */
export function centralDifferences(f: (theta: Float64Array) => number, at: ArrayLike<number>, h = 1e-5): Float64Array {
  const theta = Float64Array.from(at);
  return theta.map((x, i) => {
    theta[i] = x + h;
    const above = f(theta);
    theta[i] = x - h;
    const below = f(theta);
    theta[i] = x;
    return (above - below) / (2 * h);
  });
}

/** ‖a − b‖ / ‖b‖ */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const norm = (x: readonly number[]) => Math.hypot(...x);
  const reference = Array.from(b);
  return norm(Array.from(a, (x, i) => x - (reference[i] as number))) / norm(reference);
}
