import type { Batch } from '../../src/core/objectives.ts';
import type { LayoutEntry } from '../../src/core/parameters.ts';
import type { Policy } from '../../src/core/policy.ts';
import { type Family, familyOf } from './families.ts';

/** A policy with a tanh network, its derivatives and its trust-region step, all in plain float64. */
export class Float64Policy {
  readonly #policy: Policy;
  readonly #batch: Batch;
  readonly #family: Family;
  readonly #hasLogStd: boolean;
  /** Where the parameters of gSDE's deviations are. */
  readonly #gsde: LayoutEntry | undefined;
  #held: readonly number[] | undefined;

  constructor(policy: Policy, batch: Batch) {
    this.#policy = policy;
    this.#batch = batch;
    this.#family = familyOf(policy);
    this.#hasLogStd = policy.parameters.layout.at(-1)?.name === 'logStd';
    this.#gsde = policy.parameters.layout.find(({ name }) => name === 'noise/logStd');
  }

  #observation(row: number): number[] {
    const size = this.#batch.observations.length / this.#batch.size;
    return [...this.#batch.observations.subarray(row * size, (row + 1) * size)];
  }

  #mask(row: number): Uint8Array | undefined {
    const size = this.#policy.distribution.parameterSize;
    return this.#batch.actionMasks?.subarray(row * size, (row + 1) * size);
  }

  /** Takes the features behind gSDE's σ from these parameters for good, of which its derivatives count them as constants. */
  holdFeatures(theta: ArrayLike<number>): void {
    this.#held = Array.from(theta);
  }

  /** ω of one row. */
  omega(theta: ArrayLike<number>, row: number): number[] {
    const { layout } = this.#policy.parameters;
    const output = this.#activations(theta, row).at(-1) as number[];
    if (this.#gsde !== undefined) return [...output, ...this.#variances(theta, row).map((v) => Math.log(v) / 2)];
    if (!this.#hasLogStd) return output;
    return [...output, ...Array.from(theta).slice(layout.at(-1)?.offset)];
  }

  /** The last hidden layer of one row. */
  #features(theta: ArrayLike<number>, row: number): number[] {
    return this.#activations(this.#held ?? theta, row).at(-2) as number[];
  }

  /** Σᵢ φᵢ² exp 2ℓᵢⱼ + 10⁻⁶ for each element of an action. */
  #variances(theta: ArrayLike<number>, row: number): number[] {
    const { offset, shape } = this.#gsde as LayoutEntry;
    const actions = shape[1] as number;
    const phi = this.#features(theta, row);
    return Array.from({ length: actions }, (_, j) =>
      phi.reduce((sum, x, i) => sum + x * x * Math.exp(2 * (theta[offset + i * actions + j] as number)), 1e-6),
    );
  }

  #layers() {
    const tensors = this.#policy.parameters.layout.filter(({ name }) => !name.endsWith('logStd'));
    return Array.from({ length: tensors.length / 2 }, (_, i) => ({
      weight: tensors[2 * i]?.offset as number,
      bias: tensors[2 * i + 1]?.offset as number,
      inputs: tensors[2 * i]?.shape[0] as number,
      outputs: tensors[2 * i]?.shape[1] as number,
    }));
  }

  /** The observation of one row, and what each layer makes of it. */
  #activations(theta: ArrayLike<number>, row: number): number[][] {
    const layers = this.#layers();
    const activations = [this.#observation(row)];
    layers.forEach(({ weight, bias, inputs, outputs }, l) => {
      const before = activations[l] as number[];
      activations.push(
        Array.from({ length: outputs }, (_, j) => {
          let sum = theta[bias + j] as number;
          for (let i = 0; i < inputs; i++) sum += (before[i] as number) * (theta[weight + i * outputs + j] as number);
          return l === layers.length - 1 ? sum : Math.tanh(sum);
        }),
      );
    });
    return activations;
  }

  /** ∂ω/∂θ of one row, a vector for each element of ω, by reverse accumulation. */
  jacobian(theta: ArrayLike<number>, row: number): Float64Array[] {
    const { layout, values } = this.#policy.parameters;
    const layers = this.#layers();
    const activations = this.#activations(theta, row);
    const width = (activations.at(-1) as number[]).length;
    const rows = Array.from({ length: width }, (_, k) => {
      const gradient = new Float64Array(values.length);
      let delta = Array.from({ length: width }, (__, j) => Number(j === k));
      for (let l = layers.length - 1; l >= 0; l--) {
        const { weight, bias, inputs, outputs } = layers[l] as (typeof layers)[number];
        const before = activations[l] as number[];
        const back = new Array<number>(inputs).fill(0);
        for (let i = 0; i < inputs; i++) {
          for (let j = 0; j < outputs; j++) {
            gradient[weight + i * outputs + j] = (before[i] as number) * (delta[j] as number);
            back[i] = (back[i] as number) + (theta[weight + i * outputs + j] as number) * (delta[j] as number);
          }
        }
        for (let j = 0; j < outputs; j++) gradient[bias + j] = delta[j] as number;
        delta = back.map((x, i) => x * (1 - (before[i] as number) ** 2));
      }
      return gradient;
    });
    if (this.#gsde !== undefined) return [...rows, ...this.#gsdeJacobian(theta, row)];
    if (!this.#hasLogStd) return rows;
    const { offset = 0 } = layout.at(-1) ?? {};
    for (let k = 0; k < width; k++) {
      const gradient = new Float64Array(values.length);
      gradient[offset + k] = 1;
      rows.push(gradient);
    }
    return rows;
  }

  /** ∂log σⱼ/∂ℓᵢⱼ = φᵢ² exp 2ℓᵢⱼ / vⱼ */
  #gsdeJacobian(theta: ArrayLike<number>, row: number): Float64Array[] {
    const { offset, shape } = this.#gsde as LayoutEntry;
    const actions = shape[1] as number;
    const phi = this.#features(theta, row);
    return this.#variances(theta, row).map((variance, j) => {
      const gradient = new Float64Array(this.#policy.parameters.values.length);
      phi.forEach((x, i) => {
        const at = offset + i * actions + j;
        gradient[at] = (x * x * Math.exp(2 * (theta[at] as number))) / variance;
      });
      return gradient;
    });
  }

  #action(row: number): ArrayLike<number> {
    const size = this.#policy.distribution.actionSize;
    return this.#batch.actions.subarray(row * size, (row + 1) * size);
  }

  /** F v from scores, E[∇θ log π (∇θ log π · v)], averaged over the batch. */
  fisherProduct(theta: ArrayLike<number>, v: ArrayLike<number>): Float64Array {
    const product = new Float64Array(v.length);
    for (let row = 0; row < this.#batch.size; row++) {
      const jacobian = this.jacobian(theta, row);
      const tangent = jacobian.map((gradient) => gradient.reduce((sum, x, i) => sum + x * (v[i] as number), 0));
      const pull = new Array<number>(tangent.length).fill(0);
      const [omega, mask] = [this.omega(theta, row), this.#mask(row)];
      const scoreOf = this.#family.score(omega, mask);
      for (const { weight, action } of this.#family.expectation(omega, mask)) {
        const score = scoreOf(action);
        const along = score.reduce((sum, s, k) => sum + s * (tangent[k] as number), 0);
        score.forEach((s, k) => {
          pull[k] = (pull[k] as number) + (weight * s * along) / this.#batch.size;
        });
      }
      jacobian.forEach((gradient, k) => {
        for (let i = 0; i < product.length; i++)
          product[i] = (product[i] as number) + (pull[k] as number) * (gradient[i] as number);
      });
    }
    return product;
  }

  logProbability(theta: ArrayLike<number>, row: number): number {
    const omega = this.omega(theta, row);
    return this.#family.logProbability(omega, this.#action(row), this.#mask(row));
  }

  /** mean ρ Â */
  surrogate(theta: ArrayLike<number>): number {
    const { size, advantages, oldLogProbabilities } = this.#batch;
    let sum = 0;
    for (let row = 0; row < size; row++) {
      sum +=
        Math.exp(this.logProbability(theta, row) - (oldLogProbabilities[row] as number)) * (advantages[row] as number);
    }
    return sum / size;
  }

  /** ∇θ mean ρ Â */
  gradient(theta: ArrayLike<number>): Float64Array {
    const { size, advantages, oldLogProbabilities } = this.#batch;
    const total = new Float64Array(theta.length);
    for (let row = 0; row < size; row++) {
      const omega = this.omega(theta, row);
      const ratio = Math.exp(this.logProbability(theta, row) - (oldLogProbabilities[row] as number));
      const score = this.#family.score(omega, this.#mask(row))(this.#action(row));
      this.jacobian(theta, row).forEach((gradient, k) => {
        const weight = (ratio * (advantages[row] as number) * (score[k] as number)) / size;
        for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + weight * (gradient[i] as number);
      });
    }
    return total;
  }

  /** The mean KL(π_p ‖ π_q). */
  kl(p: ArrayLike<number>, q: ArrayLike<number>): number {
    let sum = 0;
    for (let row = 0; row < this.#batch.size; row++) {
      const [a, b] = [this.omega(p, row), this.omega(q, row)];
      sum += this.#family.kl(a, b, this.#mask(row));
    }
    return sum / this.#batch.size;
  }

  /** θ′ − θ of one step of TRPO, written out anew. */
  trustRegionStep(
    start: ArrayLike<number>,
    {
      maxKl,
      damping,
      iterations,
      backtrack,
      tries,
    }: Record<'maxKl' | 'damping' | 'iterations' | 'backtrack' | 'tries', number>,
  ): { step: Float64Array; tries: number } {
    const theta = Float64Array.from(start);
    const times = (v: Float64Array) => this.fisherProduct(theta, v).map((x, i) => x + damping * (v[i] as number));
    const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
    const gradient = this.gradient(theta);
    let x = new Float64Array(theta.length);
    let [r, p] = [gradient.slice(), gradient.slice()];
    for (let i = 0; i < iterations && inner(r, r) > 1e-10; i++) {
      const image = times(p);
      const [rr, alpha] = [inner(r, r), inner(r, r) / inner(p, image)];
      x = x.map((value, k) => value + alpha * (p[k] as number));
      r = r.map((value, k) => value - alpha * (image[k] as number));
      p = r.map((value, k) => value + (inner(r, r) / rr) * (p[k] as number));
    }
    const scale = Math.sqrt((2 * maxKl) / inner(x, times(x)));
    const before = this.surrogate(theta);
    for (let count = 1, fraction = 1; count <= tries; count++, fraction *= backtrack) {
      const step = x.map((value) => fraction * scale * value);
      const moved = theta.map((value, i) => value + (step[i] as number));
      if (this.surrogate(moved) > before && this.kl(theta, moved) < maxKl) return { step, tries: count };
    }
    return { step: new Float64Array(theta.length), tries };
  }
}
