import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { box } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawParts } from './drawings.ts';

/**
 * Repeat the number that you see: the smallest task whose actions are numbers between bounds.
 *
 * **Action space** `box([1], −1 … 1)`: the number to be named, clipped to the bounds.
 *
 * **Observation space** `box([1], −0.8 … 0.8)`: the number x shown.
 *
 * **Reward**: 1 − (a − x)², for the action a and the x that was shown.
 *
 * **Starting state**: x uniform on [−0.8, 0.8); each step draws a new one, whatever the action.
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Optimum**: the action that equals the observation earns 1 a step, which is 20 an episode of `BoxIdentity-v0`; the best
 * that ignores the observation, 0, earns 1 − 0.8²/3 a step, 15.7 an episode.
 *
 * **Versions**: `BoxIdentity-v0`, 20 steps, solved at a mean return of 19.8.
 *
 * **Source**: this library's own.
 */
export class BoxIdentity implements Environment<'box'> {
  readonly observationSpace = box(-0.8, 0.8, [1]);
  readonly actionSpace = box(-1, 1, [1]);
  readonly #guard = new EpisodeGuard('BoxIdentity');
  #value = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('BoxIdentity', settings, []);
  }

  reset(request?: ResetRequest): ResetResult {
    this.#value = this.#guard.beginIn(request, this.observationSpace)?.[0] ?? this.#draw();
    return { observation: this.#observe(request?.into), info: { state: [this.#value] } };
  }

  step(action: Float32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireVector(this.actionSpace, action);
    const named = Math.min(1, Math.max(-1, action[0] as number));
    const reward = 1 - (named - this.#value) ** 2;
    this.#value = this.#draw();
    const info = { state: [this.#value] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#value]);
  }

  restoreState(saved: unknown): void {
    this.#value = this.#guard.restoreIn(saved, this.observationSpace)[0] as number;
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawParts([{ level: this.#value }]);
  }

  #draw(): number {
    return this.#guard.random.uniform(-0.8, 0.8);
  }

  #observe(into: Float32Array = new Float32Array(1)): Float32Array {
    into[0] = this.#value;
    return into;
  }
}
