import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box, discrete } from '../../core/spaces.ts';
import { cos, sin } from '../../core/trigonometry.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawAcrobot } from './drawings.ts';

/** Both links are alike: mass in kg, length and distance of the centre of mass in m, moment of inertia in kg m². */
const MASS = 1;
const LENGTH = 1;
const CENTRE = 0.5;
const INERTIA = 1;
const GRAVITY = 9.8;
/** Seconds a step. */
const TIME_STEP = 0.2;
const MAX_SPEED_1 = 4 * Math.PI;
const MAX_SPEED_2 = 9 * Math.PI;
const { PI } = Math;

type Vector = Float64Array;

/**
 * Two links that hang in a chain, with a motor at the joint between them, whose free end is to be swung up.
 *
 * **Action space** `discrete(3)`: a torque of −1, 0 or 1 N m on the joint between the links.
 *
 * **Observation space** `box([6])`; θ₁ = 0 hangs down, θ₂ is the second link's angle from the first:
 *
 * | index | what                     | unit  | from    | to     |
 * |-------|--------------------------|-------|---------|--------|
 * | 0, 1  | cos θ₁, sin θ₁           |       | −1      | 1      |
 * | 2, 3  | cos θ₂, sin θ₂           |       | −1      | 1      |
 * | 4     | angular velocity of θ₁   | rad/s | −12.566 | 12.566 |
 * | 5     | angular velocity of θ₂   | rad/s | −28.274 | 28.274 |
 *
 * **Reward**: −1 for each step, 0 for the terminating one.
 *
 * **Starting state**: θ₁, θ₂ and both velocities independent and uniform on [−0.1, 0.1), rounded to float32.
 *
 * **Episode end**: terminated once the free end is more than 1 m above the fixed one, −cos θ₁ − cos(θ₁ + θ₂) > 1;
 * truncated by the time limit.
 *
 * **Versions**: `Acrobot-v1`, 500 steps, solved at a mean return of −100.
 *
 * **Source**: R. S. Sutton, "Generalization in reinforcement learning: successful examples using sparse coarse coding",
 * NIPS 8 (1996), with the equations of motion of R. S. Sutton and A. G. Barto, "Reinforcement Learning" (first edition,
 * section 11.3), as in Gymnasium: one Runge-Kutta step of fourth order in float64, then angles wrapped to [−π, π] and
 * velocities bounded to ±4π and ±9π.
 */
export class Acrobot implements Environment<'discrete'> {
  readonly observationSpace = box([-1, -1, -1, -1, -MAX_SPEED_1, -MAX_SPEED_2], [1, 1, 1, 1, MAX_SPEED_1, MAX_SPEED_2]);
  readonly actionSpace = discrete(3);
  readonly renderFps = 15;
  readonly #guard = new EpisodeGuard('Acrobot');
  /** θ₁, θ₂ and their velocities. */
  readonly #state = new Float64Array(4);
  readonly #slopes = [0, 1, 2, 3].map(() => new Float64Array(4)) as [Vector, Vector, Vector, Vector];
  readonly #point = new Float64Array(4);

  constructor(settings: Settings = {}) {
    requireKnownSettings('Acrobot', settings, []);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, 4);
    for (let i = 0; i < 4; i++) this.#state[i] = given?.[i] ?? Math.fround(this.#guard.random.uniform(-0.1, 0.1));
    return { observation: this.#observe(request?.into), info: { state: [...this.#state] } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const state = this.#state;
    this.#integrate(action - 1);
    const first = wrapAngle(state[0] as number);
    const second = wrapAngle(state[1] as number);
    const firstSpeed = Math.min(Math.max(state[2] as number, -MAX_SPEED_1), MAX_SPEED_1);
    const secondSpeed = Math.min(Math.max(state[3] as number, -MAX_SPEED_2), MAX_SPEED_2);
    state[0] = first;
    state[1] = second;
    state[2] = firstSpeed;
    state[3] = secondSpeed;
    const terminated = -cos(first) - cos(second + first) > 1;
    if (terminated) this.#guard.end();
    const info = { state: [first, second, firstSpeed, secondSpeed] };
    return { observation: this.#observe(into), reward: terminated ? 0 : -1, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#state);
  }

  restoreState(saved: unknown): void {
    this.#state.set(this.#guard.restoreNumbers(saved, 4));
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawAcrobot(this.#state[0] as number, this.#state[1] as number);
  }

  /** y ← y + Δ/6 (k₁ + 2k₂ + 2k₃ + k₄), with k₁ at y, k₂ at y + Δ/2 k₁, k₃ at y + Δ/2 k₂, k₄ at y + Δ k₃. */
  #integrate(torque: number): void {
    const state = this.#state;
    const [k1, k2, k3, k4] = this.#slopes;
    accelerate(state, torque, k1);
    accelerate(this.#along(k1, TIME_STEP / 2), torque, k2);
    accelerate(this.#along(k2, TIME_STEP / 2), torque, k3);
    accelerate(this.#along(k3, TIME_STEP), torque, k4);
    for (let i = 0; i < 4; i++) {
      const slopes = (k1[i] as number) + 2 * (k2[i] as number) + 2 * (k3[i] as number) + (k4[i] as number);
      state[i] = (state[i] as number) + (TIME_STEP / 6) * slopes;
    }
  }

  #along(slope: Vector, time: number): Vector {
    for (let i = 0; i < 4; i++) this.#point[i] = (this.#state[i] as number) + time * (slope[i] as number);
    return this.#point;
  }

  #observe(into: Float32Array = new Float32Array(6)): Float32Array {
    const first = this.#state[0] as number;
    const second = this.#state[1] as number;
    into[0] = cos(first);
    into[1] = sin(first);
    into[2] = cos(second);
    into[3] = sin(second);
    into[4] = this.#state[2] as number;
    into[5] = this.#state[3] as number;
    return into;
  }
}

/** Writes the time derivative of θ₁, θ₂, θ̇₁, θ̇₂ under a torque into `slope`. */
function accelerate(state: Vector, torque: number, slope: Vector): void {
  const first = state[0] as number;
  const second = state[1] as number;
  const firstSpeed = state[2] as number;
  const secondSpeed = state[3] as number;
  const cosine = cos(second);
  const sine = sin(second);
  const d1 =
    MASS * CENTRE * CENTRE +
    MASS * (LENGTH * LENGTH + CENTRE * CENTRE + 2 * LENGTH * CENTRE * cosine) +
    INERTIA +
    INERTIA;
  const d2 = MASS * (CENTRE * CENTRE + LENGTH * CENTRE * cosine) + INERTIA;
  const phi2 = MASS * CENTRE * GRAVITY * cos(first + second - PI / 2);
  const coupling = MASS * LENGTH * CENTRE;
  const phi1 =
    -coupling * (secondSpeed * secondSpeed) * sine -
    2 * coupling * secondSpeed * firstSpeed * sine +
    (MASS * CENTRE + MASS * LENGTH) * GRAVITY * cos(first - PI / 2) +
    phi2;
  const drive = torque + (d2 / d1) * phi1 - coupling * (firstSpeed * firstSpeed) * sine - phi2;
  const secondAcceleration = drive / (MASS * CENTRE * CENTRE + INERTIA - (d2 * d2) / d1);
  slope[0] = firstSpeed;
  slope[1] = secondSpeed;
  slope[2] = -(d2 * secondAcceleration + phi1) / d1;
  slope[3] = secondAcceleration;
}

/** The angle on [−π, π], by whole turns. */
function wrapAngle(angle: number): number {
  const turn = 2 * PI;
  if (angle > PI) return angle - turn * Math.ceil((angle - PI) / turn);
  return angle < -PI ? angle - turn * Math.floor((angle + PI) / turn) : angle;
}
