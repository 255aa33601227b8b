import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { discrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawTwoState } from './drawings.ts';

/**
 * Two states, i and j, in each of which one stays or goes to the other. Staying in i is the small reward that plain
 * policy gradients are slow to give up, the less often they see j.
 *
 * **Action space** `discrete(2)`: 0 stays, 1 goes to the other state.
 *
 * **Observation space** `discrete(2)`: 0 is state i, 1 is state j.
 *
 * **Reward**: 1 for staying in i, 2 for staying in j, 0 for going.
 *
 * **Starting state**: i with probability 0.8, j with 0.2; other ones by the setting `initial: [p(i), p(j)]`. In the
 * paper, which looks at the average reward of an endless run, these are the stationary probabilities of the states under
 * the first policy: one that stays in i with probability 0.8 and in j with 0.1 is in i for 9/11 of the time.
 *
 * **Episode end**: never terminated, the task goes on for ever; truncated by the time limit.
 *
 * **Optimum**: go to j and stay: 2 a step in the long run. With a discount γ > 1/2 that is best in every state, worth
 * V(j) = 2 / (1 − γ) and V(i) = 2γ / (1 − γ); staying in i for ever is worth 1 / (1 − γ). An episode of `TwoState-v0`
 * returns 200 from j, 198 from i, and 198.4 on average.
 *
 * **Versions**: `TwoState-v0`, 100 steps, solved at a mean return of 197.
 *
 * **Source**: S. Kakade, "A natural policy gradient", NIPS 14 (2001), section 5 and figure 1B.
 */
export class TwoState implements Environment<'discrete'> {
  readonly observationSpace = discrete(2);
  readonly actionSpace = discrete(2);
  readonly renderFps = 4;
  readonly #guard = new EpisodeGuard('TwoState');
  readonly #probabilityOfI: number;
  #state = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('TwoState', settings, ['initial']);
    const initial = settings.initial ?? [0.8, 0.2];
    if (!isDistribution(initial)) {
      throw new InputError('TwoState', 'initial must be the probabilities of i and j, summing to 1', show(initial));
    }
    this.#probabilityOfI = initial[0];
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.beginIndexed(request, 2);
    this.#state = given ?? (this.#guard.random.uniform() < this.#probabilityOfI ? 0 : 1);
    return { observation: this.#observe(request?.into), info: { state: [this.#state] } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    const reward = action === 0 ? this.#state + 1 : 0;
    if (action === 1) this.#state = 1 - this.#state;
    const info = { state: [this.#state] };
    return { observation: this.#observe(into), reward, terminated: false, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers([this.#state]);
  }

  restoreState(saved: unknown): void {
    this.#state = this.#guard.restoreIndex(saved, 2);
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawTwoState(this.#state);
  }

  #observe(into: Float32Array = new Float32Array(1)): Float32Array {
    into[0] = this.#state;
    return into;
  }
}

function isDistribution(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [i, j] = value as [number, number];
  return i >= 0 && j >= 0 && Math.abs(i + j - 1) < 1e-9;
}
