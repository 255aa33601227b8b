import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { type MultiBinarySpace, multiBinary } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawParts } from './drawings.ts';

const SUBJECT = 'BinaryIdentity';

/**
 * Repeat the bits that you see: the smallest task whose actions are bits.
 *
 * **Action space** `multiBinary(n)`: the bits to be set; n is the setting `bits`, 4 unless given.
 *
 * **Observation space** `multiBinary(n)`: the bits shown.
 *
 * **Reward**: the share of the action's bits that are as they were shown.
 *
 * **Starting state**: fair bits; each step draws new ones, whatever the action.
 *
 * **Episode end**: never terminated; truncated by the time limit.
 *
 * **Optimum**: the action that equals the observation earns 1 a step, which is 20 an episode of `BinaryIdentity-v0`; any
 * policy that ignores the observation earns 1/2 a step, 10 an episode.
 *
 * **Versions**: `BinaryIdentity-v0`, 20 steps, solved at a mean return of 19.
 *
 * **Source**: this library's own, after the tests of OpenAI Baselines.
 */
export class BinaryIdentity implements Environment<'multiBinary'> {
  readonly observationSpace: MultiBinarySpace;
  readonly actionSpace: MultiBinarySpace;
  readonly #guard = new EpisodeGuard(SUBJECT);
  #bits: number[];

  constructor(settings: Settings = {}) {
    requireKnownSettings(SUBJECT, settings, ['bits']);
    this.observationSpace = multiBinary(numberSetting(SUBJECT, settings, 'bits', 4));
    this.actionSpace = this.observationSpace;
    this.#bits = new Array<number>(this.observationSpace.n).fill(0);
  }

  reset(request?: ResetRequest): ResetResult {
    this.#bits = [...(this.#guard.beginIn(request, this.observationSpace) ?? this.#draw())];
    return { observation: this.#observe(request?.into), info: { state: [...this.#bits] } };
  }

  step(action: Int32Array, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireElement(this.actionSpace, action);
    const right = this.#bits.filter((bit, i) => action[i] === bit).length;
    const reward = right / this.#bits.length;
    this.#bits = this.#draw();
    const info = { state: [...this.#bits] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#bits);
  }

  restoreState(saved: unknown): void {
    this.#bits = [...this.#guard.restoreIn(saved, this.observationSpace)];
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawParts(this.#bits.map((value) => ({ value, count: 2 })));
  }

  #draw(): number[] {
    return this.#bits.map(() => this.#guard.random.integer(2));
  }

  #observe(into: Float32Array = new Float32Array(this.#bits.length)): Float32Array {
    into.set(this.#bits);
    return into;
  }
}
