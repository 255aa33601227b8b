import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { box, discrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawTMaze } from './drawings.ts';

const NORTH = 0;
const EAST = 1;
const SOUTH = 2;
const WEST = 3;
const SUCCESS = 4;
const FAILURE = -0.1;
const STANDING = -0.1;

/**
 * A corridor that ends in a junction; a road sign where one starts, and nowhere else, says which way to turn there. The
 * smallest task that needs a memory, of as many steps as one likes.
 *
 * **Action space** `discrete(4)`: 0 goes north, 1 east, 2 south, 3 west. The corridor leads from west to east.
 *
 * **Observation space** `box([3], 0 … 1)`: (0, 1, 1) at the start where the goal is north, (1, 1, 0) where it is south;
 * (1, 0, 1) in the corridor; (0, 1, 0) at the junction, and after the turn.
 *
 * **Reward**: 4 for the turn to the goal, −0.1 for the turn away from it, −0.1 for a step against a wall, which moves
 * nothing; 0 otherwise.
 *
 * **Starting state**: at the west end, with the goal north or south with probability 1/2 each. `info.state` has the place,
 * 0 at the start to N at the junction, N + 1 and N + 2 north and south of it, and the goal, 0 for north and 1 for south.
 *
 * **Episode end**: terminated by turning north or south at the junction; truncated by the time limit.
 *
 * **Optimum**: 4, in N + 1 steps. Without memory nothing beats a guess at the junction: 1.95, half of them right.
 *
 * **Versions**: `TMaze-v0`, 100 steps, solved at a mean return of 3.9, which is one wrong turn in 41. Setting `length`, the
 * N steps from the start to the junction: 10 unless given (5 to 70 in the paper; long ones need a longer time limit).
 *
 * **Source**: B. Bakker, "Reinforcement learning with long short-term memory", NIPS 14 (2001).
 */
export class TMaze implements Environment<'discrete'> {
  readonly observationSpace = box(0, 1, [3]);
  readonly actionSpace = discrete(4);
  readonly renderFps = 4;
  readonly #guard = new EpisodeGuard('TMaze');
  readonly #length: number;
  #place = 0;
  #goal = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('TMaze', settings, ['length']);
    this.#length = numberSetting('TMaze', settings, 'length', 10);
    if (Number.isSafeInteger(this.#length) && this.#length >= 1) return;
    throw new InputError('TMaze', 'length must be a whole number ≥ 1', show(this.#length));
  }

  reset(request?: ResetRequest): ResetResult {
    const state = request?.options?.state;
    if (state !== undefined) requirePlace(state, this.#length);
    const given = this.#guard.begin(request, 2);
    this.#place = given?.[0] ?? 0;
    this.#goal = given?.[1] ?? this.#guard.random.integer(2);
    return { observation: this.#observe(request?.into), info: { state: [this.#place, this.#goal] } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const terminated = this.#place === this.#length && (action === NORTH || action === SOUTH);
    if (terminated) this.#guard.end();
    const reward = terminated ? this.#turn(action) : this.#walk(action);
    const info = { state: [this.#place, this.#goal] };
    return { observation: this.#observe(into), reward, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#place, this.#goal]);
  }

  restoreState(saved: unknown): void {
    const [place, goal] = this.#guard.restoreNumbers(saved, 2) as [number, number];
    this.#place = place;
    this.#goal = goal;
  }

  /** The maze from above, with the road sign, the goal, and the one who walks. */
  render(): Frame {
    this.#guard.requireBegun();
    return drawTMaze(this.#length, this.#place, this.#goal);
  }

  #turn(action: number): number {
    const turned = action === NORTH ? 0 : 1;
    this.#place = this.#length + 1 + turned;
    return turned === this.#goal ? SUCCESS : FAILURE;
  }

  #walk(action: number): number {
    const along = action === EAST ? 1 : action === WEST ? -1 : 0;
    const place = Math.min(Math.max(this.#place + along, 0), this.#length);
    const reward = place === this.#place ? STANDING : 0;
    this.#place = place;
    return reward;
  }

  #observe(into: Float32Array = new Float32Array(3)): Float32Array {
    const [start, junction] = [this.#place === 0, this.#place >= this.#length];
    into[0] = junction || (start && this.#goal === 0) ? 0 : 1;
    into[1] = junction || start ? 1 : 0;
    into[2] = junction || (start && this.#goal === 1) ? 0 : 1;
    return into;
  }
}

function requirePlace(state: unknown, length: number): void {
  const [place, goal, ...rest] = Array.isArray(state) ? (state as readonly unknown[]) : [];
  const within = Number.isInteger(place) && (place as number) >= 0 && (place as number) <= length;
  if (within && (goal === 0 || goal === 1) && rest.length === 0) return;
  const expected = `options.state must be a place from 0 to ${length}, and 0 or 1 for the goal`;
  throw new InputError('TMaze', expected, show(state));
}
