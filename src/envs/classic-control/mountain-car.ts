import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box, discrete } from '../../core/spaces.ts';
import { cos } from '../../core/trigonometry.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawMountainCar } from './drawings.ts';

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
const MAX_SPEED = 0.07;
const GOAL = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;

/**
 * A car in the valley sin 3x, too weak to drive straight up to the flag on the right hill: it must swing first.
 *
 * **Action space** `discrete(3)`: 0 accelerates to the left, 1 not at all, 2 to the right.
 *
 * **Observation space** `box([2])`:
 *
 * | index | what     | unit       | from  | to   |
 * |-------|----------|------------|-------|------|
 * | 0     | position | m          | −1.2  | 0.6  |
 * | 1     | velocity | m per step | −0.07 | 0.07 |
 *
 * **Reward**: −1 for each step, the terminating one included.
 *
 * **Starting state**: position uniform on [−0.6, −0.4), velocity 0.
 *
 * **Episode end**: terminated at position ≥ 0.5 with velocity ≥ 0; truncated by the time limit. The left wall stops
 * the car dead.
 *
 * **Versions**: `MountainCar-v0`, 200 steps, solved at a mean return of −110.
 *
 * **Source**: A. W. Moore, "Efficient memory-based learning for robot control", PhD thesis, University of Cambridge
 * (1990); in the form of R. S. Sutton and A. G. Barto, "Reinforcement Learning", example 10.1, with Gymnasium's limits:
 * v ← v + 0.001 (a − 1) − 0.0025 cos 3x, x ← x + v, in float64.
 */
export class MountainCar implements Environment<'discrete'> {
  readonly observationSpace = box([LEFT_END, -MAX_SPEED], [RIGHT_END, MAX_SPEED]);
  readonly actionSpace = discrete(3);
  readonly renderFps = 30;
  readonly #guard = new EpisodeGuard('MountainCar');
  #position = 0;
  #velocity = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('MountainCar', settings, []);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, 2);
    this.#position = given?.[0] ?? this.#guard.random.uniform(-0.6, -0.4);
    this.#velocity = given?.[1] ?? 0;
    return { observation: this.#observe(request?.into), info: { state: [this.#position, this.#velocity] } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const pushed = this.#velocity + ((action - 1) * FORCE - cos(3 * this.#position) * GRAVITY);
    const speed = Math.min(Math.max(pushed, -MAX_SPEED), MAX_SPEED);
    const position = Math.min(Math.max(this.#position + speed, LEFT_END), RIGHT_END);
    const velocity = position === LEFT_END && speed < 0 ? 0 : speed;
    this.#position = position;
    this.#velocity = velocity;
    const terminated = position >= GOAL && velocity >= 0;
    if (terminated) this.#guard.end();
    const info = { state: [position, velocity] };
    return { observation: this.#observe(into), reward: -1, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#position, this.#velocity]);
  }

  restoreState(saved: unknown): void {
    const [position, velocity] = this.#guard.restoreNumbers(saved, 2) as [number, number];
    this.#position = position;
    this.#velocity = velocity;
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawMountainCar(this.#position, GOAL);
  }

  #observe(into: Float32Array = new Float32Array(2)): Float32Array {
    into[0] = this.#position;
    into[1] = this.#velocity;
    return into;
  }
}
