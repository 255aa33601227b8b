import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { type DiscreteSpace, discrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawIdentity } from './drawings.ts';

/**
 * Repeat what you see: the smallest task in which the observation matters.
 *
 * **Action space** `discrete(n)`: the value to be named; n is the setting `values`, 4 unless given.
 *
 * **Observation space** `discrete(n)`: the value shown.
 *
 * **Reward**: 1 where the action is the value that was shown, 0 otherwise.
 *
 * **Starting state**: a value uniform on {0, …, n − 1}; each step draws a new one, whatever the action.
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Optimum**: the action that equals the observation earns 1 a step, which is 20 an episode of `Identity-v0`; any
 * policy that ignores the observation earns 1/n a step, 5 an episode.
 *
 * **Versions**: `Identity-v0`, 20 steps, solved at a mean return of 19.
 *
 * **Source**: this library's own, after the tests of OpenAI Baselines.
 */
export class Identity implements Environment<'discrete'> {
  readonly observationSpace: DiscreteSpace;
  readonly actionSpace: DiscreteSpace;
  readonly renderFps = 4;
  readonly #guard = new EpisodeGuard('Identity');
  #value = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('Identity', settings, ['values']);
    this.observationSpace = discrete(numberSetting('Identity', settings, 'values', 4));
    this.actionSpace = this.observationSpace;
  }

  reset(request?: ResetRequest): ResetResult {
    const { n } = this.observationSpace;
    this.#value = this.#guard.beginIndexed(request, n) ?? this.#guard.random.integer(n);
    return { observation: this.#observe(request?.into), info: { state: [this.#value] } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const reward = action === this.#value ? 1 : 0;
    this.#value = this.#guard.random.integer(this.observationSpace.n);
    const info = { state: [this.#value] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#value]);
  }

  restoreState(saved: unknown): void {
    this.#value = this.#guard.restoreIndex(saved, this.observationSpace.n);
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawIdentity(this.#value, this.observationSpace.n);
  }

  #observe(into: Float32Array = new Float32Array(1)): Float32Array {
    into[0] = this.#value;
    return into;
  }
}
