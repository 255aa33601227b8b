import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box, discrete } from '../../core/spaces.ts';
import { cos, sin } from '../../core/trigonometry.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawCartPole } from './drawings.ts';

const GRAVITY = 9.8;
const POLE_MASS = 0.1;
const TOTAL_MASS = POLE_MASS + 1;
/** Half the pole's length. */
const LENGTH = 0.5;
const POLE_MOMENT = POLE_MASS * LENGTH;
const FORCE = 10;
/** Seconds a step. */
const TIME_STEP = 0.02;
const POSITION_LIMIT = 2.4;
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;

/**
 * A pole on a cart that is pushed left or right, and is to be kept upright.
 *
 * **Action space** `discrete(2)`: 0 pushes the cart to the left with 10 N, 1 to the right.
 *
 * **Observation space** `box([4])`:
 *
 * | index | what                    | unit  | from   | to    |
 * |-------|-------------------------|-------|--------|-------|
 * | 0     | cart position           | m     | −4.8   | 4.8   |
 * | 1     | cart velocity           | m/s   | −∞     | ∞     |
 * | 2     | pole angle from upright | rad   | −0.419 | 0.419 |
 * | 3     | pole angular velocity   | rad/s | −∞     | ∞     |
 *
 * **Reward**: 1 for each step, the terminating one included.
 *
 * **Starting state**: all four numbers independent and uniform on [−0.05, 0.05).
 *
 * **Episode end**: terminated once the cart is beyond ±2.4 m or the pole beyond ±12°; truncated by the time limit.
 *
 * **Versions**: `CartPole-v1`, 500 steps, solved at a mean return of 475; `CartPole-v0`, 200 steps, solved at 195.
 *
 * **Source**: A. G. Barto, R. S. Sutton, C. W. Anderson, "Neuronlike adaptive elements that can solve difficult learning
 * control problems", IEEE Transactions on Systems, Man, and Cybernetics 13 (1983); equations of motion corrected for
 * friction's absence as R. V. Florian (2007), integrated by Euler's explicit method in float64, as in Gymnasium.
 */
export class CartPole implements Environment<'discrete'> {
  readonly observationSpace = box(
    [-2 * POSITION_LIMIT, -Infinity, -2 * ANGLE_LIMIT, -Infinity],
    [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity],
  );
  readonly actionSpace = discrete(2);
  readonly renderFps = 50;
  readonly #guard = new EpisodeGuard('CartPole');
  /** Metres and radians, and their rates. */
  #position = 0;
  #velocity = 0;
  #angle = 0;
  #spin = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('CartPole', settings, []);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, 4);
    const { random } = this.#guard;
    this.#position = given?.[0] ?? random.uniform(-0.05, 0.05);
    this.#velocity = given?.[1] ?? random.uniform(-0.05, 0.05);
    this.#angle = given?.[2] ?? random.uniform(-0.05, 0.05);
    this.#spin = given?.[3] ?? random.uniform(-0.05, 0.05);
    return { observation: this.#observe(request?.into), info: { state: this.#state() } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const angle = this.#angle;
    const spin = this.#spin;
    const cosine = cos(angle);
    const sine = sin(angle);
    const force = action === 1 ? FORCE : -FORCE;
    const push = (force + POLE_MOMENT * (spin * spin) * sine) / TOTAL_MASS;
    const turn = (GRAVITY * sine - cosine * push) / (LENGTH * (4 / 3 - (POLE_MASS * (cosine * cosine)) / TOTAL_MASS));
    const acceleration = push - (POLE_MOMENT * turn * cosine) / TOTAL_MASS;
    this.#position += TIME_STEP * this.#velocity;
    this.#velocity += TIME_STEP * acceleration;
    this.#angle = angle + TIME_STEP * spin;
    this.#spin = spin + TIME_STEP * turn;
    const terminated = Math.abs(this.#position) > POSITION_LIMIT || Math.abs(this.#angle) > ANGLE_LIMIT;
    if (terminated) this.#guard.end();
    const info = { state: this.#state() };
    return { observation: this.#observe(into), reward: 1, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#state());
  }

  restoreState(saved: unknown): void {
    const [position, velocity, angle, spin] = this.#guard.restoreNumbers(saved, 4) as [number, number, number, number];
    this.#position = position;
    this.#velocity = velocity;
    this.#angle = angle;
    this.#spin = spin;
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawCartPole(this.#position, this.#angle, POSITION_LIMIT);
  }

  #state(): number[] {
    return [this.#position, this.#velocity, this.#angle, this.#spin];
  }

  #observe(into: Float32Array = new Float32Array(4)): Float32Array {
    into[0] = this.#position;
    into[1] = this.#velocity;
    into[2] = this.#angle;
    into[3] = this.#spin;
    return into;
  }
}
