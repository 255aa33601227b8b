import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { discrete, multiDiscrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { booleanSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawHands } from './drawings.ts';
import { handValue, isHand, isNatural } from './hand.ts';

/**
 * The card game against a dealer, with an endless deck: get closer to 21 than he does, but not beyond.
 *
 * Cards count their number, J, Q and K count 10, and an ace 11 where that does not lead beyond 21 (it is "usable"), else 1.
 *
 * **Action space** `discrete(2)`: 0 sticks, 1 takes another card.
 *
 * **Observation space** `multiDiscrete([32, 11, 2])`:
 *
 * | index | what                                 | from | to |
 * |-------|--------------------------------------|------|----|
 * | 0     | sum of the player's cards            | 4    | 31 |
 * | 1     | the dealer's open card, 1 for an ace | 1    | 10 |
 * | 2     | whether the player has a usable ace  | 0    | 1  |
 *
 * **Dynamics**: once the player sticks, the dealer takes cards until he has 17 or more.
 *
 * **Reward**: at the end 1 for the higher sum, or a dealer beyond 21; −1 for the lower sum, or a player beyond 21; 0 for
 * equal sums.
 *
 * **Starting state**: two cards each, of which one of the dealer's is open. `info.state` has how many cards the player
 * has, then his, then the dealer's, the open one first.
 *
 * **Episode end**: terminated once the player sticks or goes beyond 21.
 *
 * **Optimum**: −0.0431 a hand; without `sab` −0.0466, and −0.0257 with `natural`.
 *
 * **Versions**: `Blackjack-v1`. Settings: `sab` (true unless given), the rules of Sutton and Barto, under which an ace and a
 * ten dealt to the player win against all but the same; `natural` (false unless given), where without `sab` a win with
 * those two earns 1.5.
 *
 * **Source**: R. S. Sutton and A. G. Barto, "Reinforcement Learning" (second edition, 2018), example 5.1, as in Gymnasium.
 */
export class Blackjack implements Environment<'discrete'> {
  readonly observationSpace = multiDiscrete([32, 11, 2]);
  readonly actionSpace = discrete(2);
  readonly renderFps = 2;
  readonly #guard = new EpisodeGuard('Blackjack');
  readonly #sab: boolean;
  readonly #natural: boolean;
  /** Card values from 1, an ace, to 10. */
  #player: readonly number[] = [];
  #dealer: readonly number[] = [];

  constructor(settings: Settings = {}) {
    requireKnownSettings('Blackjack', settings, ['sab', 'natural']);
    this.#sab = booleanSetting('Blackjack', settings, 'sab', true);
    this.#natural = booleanSetting('Blackjack', settings, 'natural', false);
  }

  reset(request?: ResetRequest): ResetResult {
    const state = request?.options?.state;
    if (state !== undefined) requireDeal(state);
    this.#place(this.#guard.begin(request, state?.length ?? 0) ?? [0]);
    if (state === undefined) {
      this.#dealer = [this.#draw(), this.#draw()];
      this.#player = [this.#draw(), this.#draw()];
    }
    return { observation: this.#observe(request?.into), info: { state: this.#state() } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    if (action === 1) this.#player = [...this.#player, this.#draw()];
    else while (handValue(this.#dealer).sum < 17) this.#dealer = [...this.#dealer, this.#draw()];
    const bust = handValue(this.#player).sum > 21;
    const terminated = action === 0 || bust;
    if (terminated) this.#guard.end();
    const reward = bust ? -1 : action === 0 ? this.#outcome() : 0;
    const info = { state: this.#state() };
    return { observation: this.#observe(into), reward, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#state());
  }

  restoreState(saved: unknown): void {
    this.#place(this.#guard.restoreNumbers(saved));
  }

  /** The table: the dealer's cards above, of which one is hidden while the game is on, the player's below. */
  render(): Frame {
    this.#guard.requireBegun();
    return drawHands(this.#dealer, this.#player, this.#guard.isRunning);
  }

  /** What a player who sticks earns, once the dealer has drawn. */
  #outcome(): number {
    const [own, dealers] = [handValue(this.#player).sum, handValue(this.#dealer).sum];
    const reward = dealers > 21 ? 1 : Math.sign(own - dealers);
    if (!isNatural(this.#player)) return reward;
    if (this.#sab) return isNatural(this.#dealer) ? reward : 1;
    return this.#natural && reward === 1 ? 1.5 : reward;
  }

  #draw(): number {
    return Math.min(this.#guard.random.integer(13) + 1, 10);
  }

  #state(): number[] {
    return [this.#player.length, ...this.#player, ...this.#dealer];
  }

  #place([count = 0, ...cards]: readonly number[]): void {
    this.#player = cards.slice(0, count);
    this.#dealer = cards.slice(count);
  }

  #observe(into: Float32Array = new Float32Array(3)): Float32Array {
    const { sum, usableAce } = handValue(this.#player);
    into[0] = sum;
    into[1] = this.#dealer[0] as number;
    into[2] = usableAce ? 1 : 0;
    return into;
  }
}

function requireDeal(state: unknown): asserts state is number[] {
  if (Array.isArray(state)) {
    const [count, ...cards] = state as readonly unknown[];
    const [player, dealer] = [cards.slice(0, Number(count)), cards.slice(Number(count))];
    const dealt = Number.isInteger(count) && player.length === count && dealer.length === 2;
    if (dealt && isHand(player) && isHand(dealer) && handValue(player).sum <= 21) return;
  }
  const expected =
    'options.state must be how many cards the player has, his cards, at most 21 in all, and the dealer’s two';
  throw new InputError('Blackjack', expected, show(state));
}
