import type { Environment, Frame, ResetRequest, ResetResult, Step } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type BoxSpace, box, discrete } from '../../core/spaces.ts';
import { EpisodeGuard, type SavedNumbers } from '../episode-guard.ts';
import { numberSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawCatch } from './drawings.ts';

/**
 * A ball falls straight down a board, and is to be caught with a paddle that moves along its lowest row: the smallest task
 * whose observations are pictures.
 *
 * **Action space** `discrete(3)`: 0 moves the paddle one column to the left, 1 leaves it, 2 moves it to the right; at the
 * edges of the board it stays.
 *
 * **Observation space** `box([10, 5, 1], 0 … 1)`: the board row by row from the top, 1 where the ball or the paddle is.
 * Other boards by the settings `rows` and `columns`.
 *
 * **Reward**: 1 where the ball falls on the paddle, −1 where it misses it, 0 before.
 *
 * **Starting state**: the ball in a column drawn uniformly of the highest row, the paddle in the middle of the lowest;
 * `[ball column, ball row, paddle column]`.
 *
 * **Episode end**: terminated when the ball has come to the lowest row, after 9 steps.
 *
 * **Optimum**: go below the ball and wait: 1 an episode, on any board that has as many rows as columns or more. Whoever does
 * not look at the ball meets it with probability 1/5, for its column is uniform: −0.6 an episode, also for random actions.
 *
 * **Versions**: `Catch-v0`, solved at a mean return of 0.9.
 *
 * **Source**: V. Mnih, N. Heess, A. Graves, K. Kavukcuoglu, "Recurrent models of visual attention", NIPS 27 (2014), as in
 * I. Osband et al., "Behaviour suite for reinforcement learning", ICLR (2020), "catch".
 */
export class Catch implements Environment<'discrete'> {
  readonly observationSpace: BoxSpace;
  readonly actionSpace = discrete(3);
  readonly renderFps = 4;
  readonly #guard = new EpisodeGuard('Catch');
  readonly #rows: number;
  readonly #columns: number;
  #ballColumn = 0;
  #ballRow = 0;
  #paddle = 0;

  constructor(settings: Settings = {}) {
    requireKnownSettings('Catch', settings, ['rows', 'columns']);
    this.#rows = numberSetting('Catch', settings, 'rows', 10);
    this.#columns = numberSetting('Catch', settings, 'columns', 5);
    for (const size of [this.#rows, this.#columns]) {
      if (Number.isSafeInteger(size) && size >= 2) continue;
      throw new InputError('Catch', 'rows and columns must be whole numbers ≥ 2', show(size));
    }
    this.observationSpace = box(0, 1, [this.#rows, this.#columns, 1]);
  }

  reset(request?: ResetRequest): ResetResult {
    const given = this.#guard.begin(request, 3);
    if (given !== undefined && !this.#isOnBoard(given, this.#rows - 1)) {
      this.#guard.end();
      const expectation = 'options.state must be a ball’s column and row, above the lowest, and a paddle’s column';
      throw new InputError('Catch', expectation, show(given));
    }
    this.#set(given ?? [this.#guard.random.integer(this.#columns), 0, Math.floor(this.#columns / 2)]);
    return { observation: this.#observe(request?.into), info: { state: this.#state() } };
  }

  step(action: number, into?: Float32Array): Step {
    this.#guard.requireRunning();
    this.#guard.requireIndex(this.actionSpace, action);
    this.#paddle = Math.min(this.#columns - 1, Math.max(0, this.#paddle + action - 1));
    this.#ballRow += 1;
    const terminated = this.#ballRow === this.#rows - 1;
    if (terminated) this.#guard.end();
    const won = this.#ballColumn === this.#paddle ? 1 : -1;
    const info = { state: this.#state() };
    return { observation: this.#observe(into), reward: terminated ? won : 0, terminated, truncated: false, info };
  }

  saveState(): SavedNumbers {
    return this.#guard.saveNumbers(this.#state());
  }

  restoreState(saved: unknown): void {
    const numbers = this.#guard.restoreNumbers(saved, 3);
    if (!this.#isOnBoard(numbers, this.#rows)) {
      throw new InputError('Catch', 'restoreState takes what saveState of such an environment returned', show(saved));
    }
    this.#set(numbers);
  }

  render(): Frame {
    this.#guard.requireBegun();
    return drawCatch(this.#state(), this.#rows, this.#columns);
  }

  #isOnBoard(numbers: readonly number[], rows: number): boolean {
    const limits = [this.#columns, rows, this.#columns];
    return numbers.every((x, i) => Number.isInteger(x) && x >= 0 && x < (limits[i] as number));
  }

  #set(state: readonly number[]): void {
    [this.#ballColumn, this.#ballRow, this.#paddle] = state as [number, number, number];
  }

  #state(): [number, number, number] {
    return [this.#ballColumn, this.#ballRow, this.#paddle];
  }

  #observe(into: Float32Array = new Float32Array(this.#rows * this.#columns)): Float32Array {
    into.fill(0);
    into[this.#ballRow * this.#columns + this.#ballColumn] = 1;
    into[(this.#rows - 1) * this.#columns + this.#paddle] = 1;
    return into;
  }
}
