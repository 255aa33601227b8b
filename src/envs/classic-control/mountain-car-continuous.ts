import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box } from '../../core/spaces.ts';
import { cos } from '../../core/trigonometry.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawMountainCar } from './drawings.ts';

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
const MAX_SPEED = 0.07;
const MAX_FORCE = 1;
const GOAL = 0.45;
const POWER = 0.0015;
const POWER_32 = Math.fround(POWER);
const GRAVITY = 0.0025;

/**
 * A car in the valley sin 3x, too weak to drive straight up the right hill, which pays for the force it uses.
 *
 * **Action space** `box([1], −1 … 1)`: the force; what lies outside is clipped for the motion, not for the reward.
 *
 * **Observation space** `box([2])`:
 *
 * | index | what     | unit       | from  | to   |
 * |-------|----------|------------|-------|------|
 * | 0     | position | m          | −1.2  | 0.6  |
 * | 1     | velocity | m per step | −0.07 | 0.07 |
 *
 * **Reward**: −0.1 a² for each step, with the action as it was given, and 100 more on the terminating step.
 *
 * **Starting state**: position uniform on [−0.6, −0.4), velocity 0.
 *
 * **Episode end**: terminated at position ≥ 0.45 with velocity ≥ 0; truncated by the time limit. The left wall stops
 * the car dead.
 *
 * **Versions**: `MountainCarContinuous-v0`, 999 steps, solved at a mean return of 90.
 *
 * **Source**: A. W. Moore, "Efficient memory-based learning for robot control", PhD thesis, University of Cambridge
 * (1990), with O. Sigaud's continuous force, as in Gymnasium: v ← v + 0.0015 a − 0.0025 cos 3x, x ← x + v. From
 * the first step on everything is rounded to float32 where Gymnasium's is under NumPy 2, which is nearly everywhere.
 */
export class MountainCarContinuous implements Environment<'box'> {
  readonly observationSpace = box([LEFT_END, -MAX_SPEED], [RIGHT_END, MAX_SPEED]);
  readonly actionSpace = box(-MAX_FORCE, MAX_FORCE, [1]);
  readonly renderFps = 30;
  readonly #guard = new EpisodeGuard('MountainCarContinuous');
  #position = 0;
  #velocity = 0;
  /** Whether the state has been rounded to float32, as it is from the first step on. */
  #moved = false;

  constructor(settings: Settings = {}) {
    requireKnownSettings('MountainCarContinuous', settings, []);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, 2);
    this.#position = given?.[0] ?? this.#guard.random.uniform(-0.6, -0.4);
    this.#velocity = given?.[1] ?? 0;
    this.#moved = false;
    return { observation: this.#observe(request?.into), info: { state: [this.#position, this.#velocity] } };
  }

  step(action: Float32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireVector(this.actionSpace, action);
    const given = action[0] as number;
    const narrow = this.#moved;
    const pull = GRAVITY * cos(rounded(3 * this.#position, narrow));
    const within = Math.abs(given) <= MAX_FORCE;
    const push = within
      ? Math.fround(Math.fround(given * POWER_32) - Math.fround(pull))
      : Math.sign(given) * POWER - pull;
    const limit = rounded(MAX_SPEED, narrow);
    const wall = rounded(LEFT_END, narrow);
    const speed = Math.min(Math.max(rounded(this.#velocity + rounded(push, narrow), narrow), -limit), limit);
    const position = Math.min(Math.max(rounded(this.#position + speed, narrow), wall), rounded(RIGHT_END, narrow));
    const velocity = position === wall && speed < 0 ? 0 : speed;
    this.#position = Math.fround(position);
    this.#velocity = Math.fround(velocity);
    this.#moved = true;
    const terminated = position >= rounded(GOAL, narrow) && velocity >= 0;
    if (terminated) this.#guard.end();
    const reward = (terminated ? 100 : 0) - given * given * 0.1;
    const info = { state: [this.#position, this.#velocity] };
    return { observation: this.#observe(into), reward, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#position, this.#velocity, this.#moved ? 1 : 0]);
  }

  restoreState(saved: unknown): void {
    const [position, velocity, moved] = this.#guard.restoreNumbers(saved, 3) as [number, number, number];
    this.#position = position;
    this.#velocity = velocity;
    this.#moved = moved === 1;
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

/** The float32 next to `x`, or `x` as it is where the state is still a float64. */
function rounded(x: number, narrow: boolean): number {
  return narrow ? Math.fround(x) : x;
}
