import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type BoxSpace, box } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawRegulator } from './drawings.ts';
import { largest, type Matrix, plus, product, requireMatrix, scale, solve, transpose } from './matrix.ts';

const SUBJECT = 'LinearQuadraticRegulator';

/** The matrices of a regulator with n state variables and m controls, by their rows. */
export interface LinearSystem {
  /** n × n: where the state goes by itself. */
  readonly A: Matrix;
  /** n × m: where the control pushes it. */
  readonly B: Matrix;
  /** n × n, symmetric and positive semidefinite: what a state costs. */
  readonly Q: Matrix;
  /** m × m, symmetric and positive definite: what a control costs. */
  readonly R: Matrix;
}

/**
 * A linear system that is to be held at zero at the least cost, the one continuous task whose optimum is known exactly.
 *
 * x′ = A x + B u + σ ε, with ε standard normal in each element.
 *
 * **Action space** `box([m])`: the control u, unbounded.
 *
 * **Observation space** `box([n])`: the state x, unbounded.
 *
 * **Reward**: −(xᵀQx + uᵀRu), with the state before the step.
 *
 * **Starting state**: each element uniform on [−1, 1).
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Optimum**: u = −K x, worth −(xᵀPx + γ/(1 − γ) σ² tr P) from x on, with K and P from {@link optimalGain}. For the
 * matrices below and γ = 1, P is the golden ratio φ = 1.618… and K = 1/φ = 0.618….
 *
 * **Versions**: `LinearQuadraticRegulator-v0`, 50 steps. Settings `A`, `B`, `Q`, `R` (matrices by their rows, each [[1]]
 * unless given) and `noise`, which is σ (0.1 unless given).
 *
 * **Source**: R. E. Kalman, "Contributions to the theory of optimal control", Boletín de la Sociedad Matemática
 * Mexicana 5 (1960).
 */
export class LinearQuadraticRegulator implements Environment<'box'> {
  readonly observationSpace: BoxSpace;
  readonly actionSpace: BoxSpace;
  readonly renderFps = 10;
  readonly #guard = new EpisodeGuard(SUBJECT);
  readonly #system: LinearSystem;
  readonly #noise: number;
  #state: Float64Array;
  #next: Float64Array;
  /** The latest control, which the picture shows and nothing depends on. */
  readonly #control: Float64Array;

  constructor(settings: Settings & Partial<LinearSystem> & { readonly noise?: number } = {}) {
    requireKnownSettings(SUBJECT, settings, ['A', 'B', 'Q', 'R', 'noise']);
    const { A = [[1]], B = [[1]], Q = [[1]], R = [[1]] } = settings;
    this.#system = { A, B, Q, R };
    requireSystem(this.#system);
    this.#noise = numberSetting(SUBJECT, settings, 'noise', 0.1);
    this.#state = new Float64Array(A.length);
    this.#next = new Float64Array(A.length);
    this.#control = new Float64Array(R.length);
    this.observationSpace = box(-Infinity, Infinity, [A.length]);
    this.actionSpace = box(-Infinity, Infinity, [R.length]);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, this.#state.length);
    const state = this.#state;
    this.#control.fill(0);
    for (let i = 0; i < state.length; i++) state[i] = given?.[i] ?? this.#guard.random.uniform(-1, 1);
    return { observation: this.#observe(request?.into), info: { state: [...this.#state] } };
  }

  step(action: Float32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireVector(this.actionSpace, action);
    const { A, B, Q, R } = this.#system;
    const state = this.#state;
    const next = this.#next;
    const reward = -(quadratic(Q, state) + quadratic(R, action));
    for (let i = 0; i < next.length; i++) {
      const noise = this.#noise === 0 ? 0 : this.#noise * this.#guard.random.normal();
      next[i] = dot(A[i] as readonly number[], state) + dot(B[i] as readonly number[], action) + noise;
    }
    this.#state = next;
    this.#next = state;
    this.#control.set(action);
    const info = { state: [...next] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#state);
  }

  restoreState(saved: unknown): void {
    this.#state.set(this.#guard.restoreNumbers(saved, this.#state.length));
    this.#control.fill(0);
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawRegulator(this.#state, this.#control);
  }

  #observe(into: Float32Array = new Float32Array(this.#state.length)): Float32Array {
    into.set(this.#state);
    return into;
  }
}

/**
 * The best linear control u = −K x of a system under a discount, and what it costs: xᵀPx without noise. P solves the
 * discounted Riccati equation
 *
 * P = Q + γ AᵀPA − γ² AᵀPB (R + γ BᵀPB)⁻¹ BᵀPA,  K = γ (R + γ BᵀPB)⁻¹ BᵀPA,
 *
 * by iteration from P = Q, which is value iteration (Bertsekas, "Dynamic Programming and Optimal Control" I, section
 * 3.1, with √γ A and √γ B for A and B).
 *
 * @returns `gain` K, m × n, and `cost` P, n × n
 * @throws InputError where the matrices do not fit, or no control holds the system at a finite cost
 */
export function optimalGain({ gamma = 1, ...system }: LinearSystem & { readonly gamma?: number }): {
  gain: number[][];
  cost: number[][];
} {
  requireSystem(system);
  if (!(gamma > 0 && gamma <= 1)) throw new InputError('optimalGain', 'gamma must be in (0, 1]', show(gamma));
  const { A, B, Q, R } = system;
  let cost: Matrix = Q;
  for (let sweep = 0; sweep < 100_000; sweep++) {
    const pulled = scale(product(transpose(B), cost), gamma);
    const gain = solve(plus(R, product(pulled, B)), product(pulled, A));
    const ahead = product(scale(product(transpose(A), cost), gamma), plus(A, product(B, gain), -1));
    const next = plus(Q, ahead);
    const change = largest(plus(next, cost, -1));
    if (!Number.isFinite(change)) break;
    if (change <= 1e-13 * largest(next)) return { gain, cost: next };
    cost = next;
  }
  throw new InputError('optimalGain', 'the system must have a control that holds it at a finite cost');
}

function requireSystem({ A, B, Q, R }: LinearSystem): void {
  const [n, m] = [Array.isArray(A) ? A.length : 1, Array.isArray(R) ? R.length : 1];
  requireMatrix(SUBJECT, 'A', A, n, n);
  requireMatrix(SUBJECT, 'B', B, n, m);
  requireMatrix(SUBJECT, 'Q', Q, n, n);
  requireMatrix(SUBJECT, 'R', R, m, m);
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}

/** xᵀMx */
function quadratic(matrix: Matrix, x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < matrix.length; i++) sum += (x[i] as number) * dot(matrix[i] as readonly number[], x);
  return sum;
}
