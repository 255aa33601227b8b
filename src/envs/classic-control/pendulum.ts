import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box } from '../../core/spaces.ts';
import { cos, sin } from '../../core/trigonometry.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawPendulum } from './drawings.ts';

const MAX_SPEED = 8;
const MAX_TORQUE = 2;
/** Seconds a step. */
const TIME_STEP = 0.05;
/** What a squared torque costs, as a float32. */
const EFFORT_COST = Math.fround(0.001);

/**
 * A pendulum, free to turn all the way round, that is to be swung up and held upright with a weak motor. Its mass is
 * 1 kg and its length 1 m.
 *
 * **Action space** `box([1], −2 … 2)`: the torque in N m, counter-clockwise; what lies outside is clipped.
 *
 * **Observation space** `box([3])`, θ = 0 upright:
 *
 * | index | what             | unit  | from | to |
 * |-------|------------------|-------|------|----|
 * | 0     | cos θ            |       | −1   | 1  |
 * | 1     | sin θ            |       | −1   | 1  |
 * | 2     | angular velocity | rad/s | −8   | 8  |
 *
 * **Reward**: −(θ² + 0.1 θ̇² + 0.001 u²), with θ on [−π, π) and θ̇ from before the step, and the clipped torque u;
 * from −16.2736 to 0.
 *
 * **Starting state**: θ uniform on [−π, π), θ̇ uniform on [−1, 1).
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Versions**: `Pendulum-v1`, 200 steps, with no return at which it counts as solved. The setting `gravity` is
 * 10 m/s² unless given.
 *
 * **Source**: the swing-up problem of control theory, as in OpenAI Gym (G. Brockman et al., "OpenAI Gym", 2016) and
 * Gymnasium; semi-implicit Euler in float64, but for the torque's part and its cost, which are rounded to float32 as
 * Gymnasium's are under NumPy 2.
 */
export class Pendulum implements Environment<'box'> {
  readonly observationSpace = box([-1, -1, -MAX_SPEED], [1, 1, MAX_SPEED]);
  readonly actionSpace = box(-MAX_TORQUE, MAX_TORQUE, [1]);
  readonly renderFps = 20;
  readonly #guard = new EpisodeGuard('Pendulum');
  readonly #gravity: number;
  /** θ, not wrapped, and θ̇. */
  #angle = 0;
  #velocity = 0;
  /** The latest torque, which the picture shows and nothing depends on. */
  #torque = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('Pendulum', settings, ['gravity']);
    this.#gravity = numberSetting('Pendulum', settings, 'gravity', 10);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, 2);
    const { random } = this.#guard;
    this.#angle = given?.[0] ?? random.uniform(-Math.PI, Math.PI);
    this.#velocity = given?.[1] ?? random.uniform(-1, 1);
    this.#torque = 0;
    return { observation: this.#observe(request?.into), info: { state: [this.#angle, this.#velocity] } };
  }

  step(action: Float32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireVector(this.actionSpace, action);
    const angle = this.#angle;
    const velocity = this.#velocity;
    const torque = Math.min(Math.max(action[0] as number, -MAX_TORQUE), MAX_TORQUE);
    const effort = Math.fround(EFFORT_COST * Math.fround(torque * torque));
    const tilt = fromUpright(angle);
    const reward = -(tilt * tilt + 0.1 * (velocity * velocity) + effort);
    const faster = velocity + (((3 * this.#gravity) / 2) * sin(angle) + Math.fround(3 * torque)) * TIME_STEP;
    const next = Math.min(Math.max(faster, -MAX_SPEED), MAX_SPEED);
    this.#angle = angle + next * TIME_STEP;
    this.#velocity = next;
    this.#torque = torque;
    const info = { state: [this.#angle, next] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#angle, this.#velocity]);
  }

  restoreState(saved: unknown): void {
    const [angle, velocity] = this.#guard.restoreNumbers(saved, 2) as [number, number];
    this.#angle = angle;
    this.#velocity = velocity;
    this.#torque = 0;
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawPendulum(this.#angle, this.#torque);
  }

  #observe(into: Float32Array = new Float32Array(3)): Float32Array {
    into[0] = cos(this.#angle);
    into[1] = sin(this.#angle);
    into[2] = this.#velocity;
    return into;
  }
}

/** The angle on [−π, π). */
function fromUpright(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = (angle + Math.PI) % turn;
  return (rest < 0 ? rest + turn : rest) - Math.PI;
}
