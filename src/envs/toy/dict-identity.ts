import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box, dict, discrete, multiDiscrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawParts } from './drawings.ts';

const SUBJECT = 'DictIdentity';
const VALUES = 3;
const STATES = dict({ value: discrete(VALUES), level: box(-1, 1, [1]) });

/**
 * Repeat what you see, told in two parts: the smallest task whose observations have names.
 *
 * **Action space** `multiDiscrete([3, 2])`: the value to be named, and 1 for a level above 0.
 *
 * **Observation space** `dict({ value: discrete(3), level: box([1], 50 … 150) })`: the value shown, and the level shown,
 * which is a level in [−1, 1] times 50, with 100 added, so that it has to be normalised.
 *
 * **Reward**: the share of the action's two components that are right.
 *
 * **Starting state**: a value uniform on {0, 1, 2}, and a level uniform on [−1, −0.5) or, as often, on [0.5, 1); each step
 * draws new ones, whatever the action.
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Optimum**: naming both earns 1 a step, which is 20 an episode of `DictIdentity-v0`; any policy that ignores the
 * observation earns 5/12 a step, 8.3 an episode.
 *
 * **Versions**: `DictIdentity-v0`, 20 steps, solved at a mean return of 19. The state is the value and the level in [−1, 1].
 *
 * **Source**: this library's own.
 */
export class DictIdentity implements Environment<'multiDiscrete'> {
  readonly observationSpace = dict({ value: discrete(VALUES), level: box(50, 150, [1]) });
  readonly actionSpace = multiDiscrete([VALUES, 2]);
  readonly #guard = new EpisodeGuard(SUBJECT);
  #value = 0;
  #level = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings(SUBJECT, settings, []);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.beginIn(request, STATES);
    if (given === undefined) this.#draw();
    else [this.#value, this.#level] = given as [number, number];
    return { observation: this.#observe(request?.into), info: { state: [this.#value, this.#level] } };
  }

  step(action: Int32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireElement(this.actionSpace, action);
    const reward = (Number(action[0] === this.#value) + Number(action[1] === Number(this.#level > 0))) / 2;
    this.#draw();
    const info = { state: [this.#value, this.#level] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#value, this.#level]);
  }

  restoreState(saved: unknown): void {
    [this.#value, this.#level] = this.#guard.restoreIn(saved, STATES) as [number, number];
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawParts([{ value: this.#value, count: VALUES }, { level: this.#level }]);
  }

  #draw(): void {
    const { random } = this.#guard;
    this.#value = random.integer(VALUES);
    const size = random.uniform(0.5, 1);
    this.#level = random.integer(2) === 1 ? size : -size;
  }

  #observe(into: Float32Array = new Float32Array(2)): Float32Array {
    into[0] = this.#value;
    into[1] = 100 + 50 * this.#level;
    return into;
  }
}
