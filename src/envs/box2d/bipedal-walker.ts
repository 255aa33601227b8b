import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box } from '../../core/spaces.ts';
import { EpisodeGuard } from '../episode-guard.ts';
import { booleanSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawsOf } from './draws.ts';
import { ReplayedEpisode, type SavedEpisode } from './replayed-episode.ts';
import { STATE_SIZE } from './rigid-motion.ts';
import { STEPS_PER_SECOND, Walk } from './walk.ts';
import { drawWalk } from './walk-drawing.ts';
import { RAYS } from './walker-lidar.ts';

const HULL_LIMITS = [Math.PI, 5, 5, 5];
const JOINT_LIMITS = [Math.PI, 5, Math.PI, 5];
const [CONTACT_LIMIT, LIDAR_LIMIT] = [5, new Array<number>(RAYS).fill(1)];

/**
 * A robot of a hull and two legs that is to walk to the far end of rough ground; the hardcore one over stumps, stairs
 * and pits. The motion is that of the physics library planck, in float64: with the rules and constants of Gymnasium's
 * task, but **not bit-compatible with Gymnasium's Box2D**, which computes in float32 and draws from another stream. The
 * same seed and actions give the same episode here, on one engine: planck calls Math.sin, Math.cos and Math.atan2, the
 * last bits of which are each JavaScript engine's own.
 *
 * **Action space** `box([4], −1 … 1)`: first hip, first knee, second hip, second knee. The sign says which way the motor
 * turns (4 rad/s at the hips, 6 rad/s at the knees), the size the share of its greatest torque, 80 N m; what lies
 * outside is clipped.
 *
 * **Observation space** `box([24])`:
 *
 * | index  | what                         | unit           | from | to |
 * |--------|------------------------------|----------------|------|----|
 * | 0      | hull angle                   | rad            | −π   | π  |
 * | 1      | hull angular velocity        | 25 rad/s       | −5   | 5  |
 * | 2      | hull x velocity              | 8⅓ m/s         | −5   | 5  |
 * | 3      | hull y velocity              | 12.5 m/s       | −5   | 5  |
 * | 4, 9   | hip angle                    | rad            | −π   | π  |
 * | 5, 10  | hip speed                    | 4 rad/s        | −5   | 5  |
 * | 6, 11  | knee angle + 1               | rad            | −π   | π  |
 * | 7, 12  | knee speed                   | 6 rad/s        | −5   | 5  |
 * | 8, 13  | lower leg touches the ground | 0 or 1         | 0    | 5  |
 * | 14–23  | distance to the ground along ten rays, from straight down to 77° ahead | 5⅓ m | −1 | 1 |
 *
 * **Reward**: Φ' − Φ with Φ = 130 x / 30 − 5 |hull angle|, x in m, less 0.028 times the size of each of the four actions;
 * instead, −100 on a fall. Reaching the end is worth a little over 300 before torques.
 *
 * **Starting state**: upright over the start pad, legs at ±0.05 rad, with a force of up to ±5 N in x during a first step
 * without torque. The ground is drawn anew.
 *
 * **Episode end**: terminated where the hull touches anything, x < 0 (both a fall), or x is beyond the ground's last 10 of
 * 200 pieces of 0.467 m; truncated by the time limit.
 *
 * **State**: the hull's x, y (m), their rates (m/s), angle (rad) and angular velocity (rad/s). `options.state` sets it after
 * the first step, and takes the legs along; the ground is drawn.
 *
 * **Versions**: `BipedalWalker-v3`, 1600 steps, and `BipedalWalkerHardcore-v3`, 2000 steps; both solved at a mean return
 * of 300. The setting `hardcore` is false unless given.
 *
 * **Source**: O. Klimov, as in OpenAI Gym and Gymnasium 1.3; the physics are E. Catto's Box2D, as A. Shakiba's planck.
 */
export class BipedalWalker implements Environment<'box'> {
  readonly observationSpace = box(
    [...HULL_LIMITS, ...JOINT_LIMITS, 0, ...JOINT_LIMITS, 0, ...LIDAR_LIMIT].map((limit) => -limit),
    [...HULL_LIMITS, ...JOINT_LIMITS, CONTACT_LIMIT, ...JOINT_LIMITS, CONTACT_LIMIT, ...LIDAR_LIMIT],
  );
  readonly actionSpace = box(-1, 1, [4]);
  readonly renderFps = STEPS_PER_SECOND;
  readonly #guard = new EpisodeGuard('BipedalWalker');
  readonly #episode = new ReplayedEpisode(4);
  readonly #hardcore: boolean;
  #walk: Walk | undefined;

  constructor(settings: Settings = {}) {
    requireKnownSettings('BipedalWalker', settings, ['hardcore']);
    this.#hardcore = booleanSetting('BipedalWalker', settings, 'hardcore', false);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, STATE_SIZE);
    const state = this.#episode.begin(this.#guard.random.state(), given);
    const walk = this.#begin(state);
    return { observation: observation(walk, request?.into), info: { state: walk.state() } };
  }

  step(action: Float32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireVector(this.actionSpace, action);
    this.#episode.add(action);
    const walk = this.#take(action);
    const { reward, terminated } = walk;
    if (terminated) this.#guard.end();
    const info = { state: walk.state() };
    return { observation: observation(walk, into), reward, terminated, truncated: false, info };
  }

  saveState(): SavedEpisode {
    return this.#episode.save(this.#guard);
  }

  restoreState(saved: unknown): void {
    this.#episode.restore(saved, this.#guard, {
      begin: (state) => void this.#begin(state),
      take: (action) => void this.#take(action),
    });
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawWalk(this.#walk as Walk);
  }

  #begin(state: readonly number[] | undefined): Walk {
    const walk = new Walk(drawsOf(this.#guard), this.#hardcore);
    if (state !== undefined) walk.place(state);
    this.#walk = walk;
    return walk;
  }

  #take(action: Float32Array): Walk {
    const walk = this.#walk as Walk;
    walk.step(action);
    return walk;
  }
}

function observation({ observed }: Walk, into: Float32Array = new Float32Array(14 + RAYS)): Float32Array {
  into.set(observed);
  return into;
}
