import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { type MultiDiscreteSpace, multiDiscrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawParts } from './drawings.ts';

const SUBJECT = 'MultiIdentity';

/**
 * Repeat what you see, several values at a time: the smallest task with several choices in one action.
 *
 * **Action space** `multiDiscrete(nvec)`: the values to be named; nvec is the setting `nvec`, [3, 2, 4] unless given.
 *
 * **Observation space** `multiDiscrete(nvec)`: the values shown.
 *
 * **Reward**: the share of the action's components that are the value that was shown.
 *
 * **Starting state**: values uniform on all that there are; each step draws new ones, whatever the action.
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Optimum**: the action that equals the observation earns 1 a step, which is 20 an episode of `MultiIdentity-v0`; any
 * policy that ignores the observation earns the mean of the 1/nᵢ a step, 13/36, which is 7.2 an episode.
 *
 * **Versions**: `MultiIdentity-v0`, 20 steps, solved at a mean return of 19.
 *
 * **Source**: this library's own, after the tests of OpenAI Baselines.
 */
export class MultiIdentity implements Environment<'multiDiscrete'> {
  readonly observationSpace: MultiDiscreteSpace;
  readonly actionSpace: MultiDiscreteSpace;
  readonly #guard = new EpisodeGuard(SUBJECT);
  #values: number[];

  constructor(settings: Settings = {}) {
    requireKnownSettings(SUBJECT, settings, ['nvec']);
    this.observationSpace = multiDiscrete((settings.nvec ?? [3, 2, 4]) as number[]);
    this.actionSpace = this.observationSpace;
    this.#values = this.observationSpace.nvec.map(() => 0);
  }

  reset(request?: ResetRequest): ResetResult {
    this.#values = [...(this.#guard.beginIn(request, this.observationSpace) ?? this.#draw())];
    return { observation: this.#observe(request?.into), info: { state: [...this.#values] } };
  }

  step(action: Int32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireElement(this.actionSpace, action);
    const right = this.#values.filter((value, i) => action[i] === value).length;
    const reward = right / this.#values.length;
    this.#values = this.#draw();
    const info = { state: [...this.#values] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#values);
  }

  restoreState(saved: unknown): void {
    this.#values = [...this.#guard.restoreIn(saved, this.observationSpace)];
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawParts(this.#values.map((value, i) => ({ value, count: this.observationSpace.nvec[i] as number })));
  }

  #draw(): number[] {
    return this.observationSpace.nvec.map((n) => this.#guard.random.integer(n));
  }

  #observe(into: Float32Array = new Float32Array(this.#values.length)): Float32Array {
    into.set(this.#values);
    return into;
  }
}
