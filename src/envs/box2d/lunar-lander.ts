import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type Action, type ActionSpace, box, discrete } from '../../core/spaces.ts';
import { EpisodeGuard } from '../episode-guard.ts';
import { booleanSetting, numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawsOf } from './draws.ts';
import { drawLunarFlight } from './lunar-drawing.ts';
import { type LunarConditions, LunarFlight, STEPS_PER_SECOND } from './lunar-flight.ts';
import { ReplayedEpisode, type SavedEpisode } from './replayed-episode.ts';
import { STATE_SIZE } from './rigid-motion.ts';

type KindIf<Continuous extends boolean> = Continuous extends true ? 'box' : 'discrete';

const LIMITS = [2.5, 2.5, 10, 10, 2 * Math.PI, 10];

/**
 * A lander that is to be brought down, softly and upright, between two flags on the moon, by a main engine and two side
 * engines. The motion is that of the physics library planck, in float64: with the rules and constants of Gymnasium's task,
 * but **not bit-compatible with Gymnasium's Box2D**, which computes in float32 and draws from another stream. The same
 * seed and actions give the same episode here, on one engine: planck calls Math.sin, Math.cos and Math.atan2, the last bits
 * of which are each JavaScript engine's own.
 *
 * **Action space** `discrete(4)`: 0 fires nothing, 1 the side engine that pushes to the left and turns
 * counter-clockwise, 2 the main engine, 3 the other side engine. Where `continuous` is true, `box([2], −1 … 1)`; what
 * lies outside is clipped:
 *
 * | index | what         | off        | throttle                                           |
 * |-------|--------------|------------|----------------------------------------------------|
 * | 0     | main engine  | ≤ 0        | 0.5 to 1 over 0 … 1                                |
 * | 1     | side engines | −0.5 … 0.5 | the size, 0.5 to 1; negative as action 1, else as 3 |
 *
 * **Observation space** `box([8])`, from the hull above its place of rest between the flags, in a view 20 m wide:
 *
 * | index | what             | unit          | from | to  |
 * |-------|------------------|---------------|------|-----|
 * | 0     | x                | 10 m          | −2.5 | 2.5 |
 * | 1     | y                | 6⅔ m          | −2.5 | 2.5 |
 * | 2     | x velocity       | 5 m/s         | −10  | 10  |
 * | 3     | y velocity       | 7.5 m/s       | −10  | 10  |
 * | 4     | angle            | rad           | −2π  | 2π  |
 * | 5     | angular velocity | 2.5 rad/s     | −10  | 10  |
 * | 6, 7  | leg stands       | 0 or 1        | 0    | 1   |
 *
 * **Reward**: Φ' − Φ with Φ = −100 |(x, y)| − 100 |(vx, vy)| − 100 |angle| + 10 for each standing leg, as observed; less
 * 0.3 times the main throttle and 0.03 times the side throttle. Instead, −100 on a crash or out of view, 100 at rest.
 *
 * **Starting state**: top centre, with a force of up to ±1000 N in x and in y during a first step without engines. The
 * surface is drawn anew, flat between the flags. Each engine's impulse is dispersed by two draws a step.
 *
 * **Episode end**: terminated where the hull touches the moon, |x| ≥ 1, or the lander has come to rest (its body
 * sleeps); truncated by the time limit.
 *
 * **State**: the hull's x, y (m, from the view's lower left corner), their rates (m/s), angle (rad) and angular velocity
 * (rad/s). `options.state` sets it after the first step, and takes the legs along; surface and dispersion are drawn.
 *
 * **Versions**: `LunarLander-v3` and `LunarLanderContinuous-v3`, 1000 steps, solved at a mean return of 200. Settings:
 * `gravity`, −10 m/s² unless given, between −12 and 0; `enableWind`, false; `windPower`, 15, the largest force in N;
 * `turbulencePower`, 1.5, the largest torque in N m.
 *
 * **Source**: O. Klimov, as in OpenAI Gym and Gymnasium 1.3; the physics are E. Catto's Box2D, as A. Shakiba's planck.
 */
export class LunarLander<Continuous extends boolean = false> implements Environment<KindIf<Continuous>> {
  readonly observationSpace = box([...LIMITS.map((limit) => -limit), 0, 0], [...LIMITS, 1, 1]);
  readonly actionSpace: ActionSpace<KindIf<Continuous>>;
  readonly renderFps = STEPS_PER_SECOND;
  readonly #guard = new EpisodeGuard('LunarLander');
  readonly #conditions: LunarConditions;
  readonly #episode: ReplayedEpisode;
  #flight: LunarFlight | undefined;

  constructor(settings: Settings & { readonly continuous?: Continuous } = {}) {
    const names = ['continuous', 'gravity', 'enableWind', 'windPower', 'turbulencePower'];
    requireKnownSettings('LunarLander', settings, names);
    const number = (name: string, otherwise: number) => numberSetting('LunarLander', settings, name, otherwise);
    const continuous = booleanSetting('LunarLander', settings, 'continuous', false);
    this.actionSpace = (continuous ? box(-1, 1, [2]) : discrete(4)) as ActionSpace<KindIf<Continuous>>;
    this.#episode = new ReplayedEpisode(continuous ? 2 : 1);
    this.#conditions = {
      gravity: number('gravity', -10),
      enableWind: booleanSetting('LunarLander', settings, 'enableWind', false),
      windPower: number('windPower', 15),
      turbulencePower: number('turbulencePower', 1.5),
    };
    const { gravity } = this.#conditions;
    if (gravity > -12 && gravity < 0) return;
    throw new InputError('LunarLander', 'gravity must lie between -12 and 0', show(gravity));
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, STATE_SIZE);
    const state = this.#episode.begin(this.#guard.random.state(), given);
    const flight = this.#begin(state);
    return { observation: observation(flight, request?.into), info: { state: flight.state() } };
  }

  step(action: Action<KindIf<Continuous>>, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#requireAction(action);
    this.#episode.add(action);
    const flight = typeof action === 'number' ? this.#take(action) : this.#take(action[0] as number, action[1]);
    const { reward, terminated } = flight;
    if (terminated) this.#guard.end();
    const info = { state: flight.state() };
    return { observation: observation(flight, into), reward, terminated, truncated: false, info };
  }

  saveState(): SavedEpisode {
    return this.#episode.save(this.#guard);
  }

  restoreState(saved: unknown): void {
    this.#episode.restore(saved, this.#guard, {
      begin: (state) => void this.#begin(state),
      take: ([first = 0, second]) => void this.#take(first, second),
    });
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawLunarFlight(this.#flight as LunarFlight);
  }

  #begin(state: readonly number[] | undefined): LunarFlight {
    const flight = new LunarFlight(this.#conditions, drawsOf(this.#guard));
    if (state !== undefined) flight.place(state);
    this.#flight = flight;
    return flight;
  }

  /** One number is a discrete action, two are the continuous one's. */
  #take(first: number, second?: number): LunarFlight {
    const flight = this.#flight as LunarFlight;
    if (second === undefined) flight.step(first === 2 ? 1 : 0, first === 1 || first === 3 ? 1 : 0, first - 2);
    else flight.step(mainThrottle(first), sideThrottle(second), Math.sign(second));
    return flight;
  }

  #requireAction(action: number | Float32Array): void {
    const space: ActionSpace = this.actionSpace;
    if (space.kind === 'box') this.#guard.requireVector(space, action as Float32Array);
    else this.#guard.requireIndex(space, action as number);
  }
}

/**
 * A lander whose kind of action is settled, by the id under which it is made.
 *
 * @throws InputError where the settings speak of `continuous`, or as the constructor does
 */
export function lunarLander<Continuous extends boolean>(
  continuous: Continuous,
  settings: Settings,
): LunarLander<Continuous> {
  if (settings.continuous === undefined) return new LunarLander({ ...settings, continuous });
  const ids = "'LunarLander-v3' is discrete, 'LunarLanderContinuous-v3' continuous";
  throw new InputError('LunarLander', `continuous is settled by the id: ${ids}`, show(settings.continuous));
}

function mainThrottle(action: number): number {
  return action > 0 ? (Math.min(action, 1) + 1) / 2 : 0;
}

function sideThrottle(action: number): number {
  const size = Math.abs(action);
  return size > 0.5 ? Math.min(size, 1) : 0;
}

function observation({ observed }: LunarFlight, into: Float32Array = new Float32Array(8)): Float32Array {
  into.set(observed);
  return into;
}
