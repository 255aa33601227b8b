import type { ActionRows } from './distributions/distribution.ts';
import type { Rollout } from './rollout.ts';
import { copyRow, RolloutCuts } from './rollout-cuts.ts';

/** How many numbers an observation and an action have. */
export interface RowSizes {
  readonly observation: number;
  readonly action: number;
}

/** The matrices of a rollout. */
type Columns = Omit<Rollout, 'size' | 'segments' | 'cuts' | 'actionMasks' | 'memory'>;

/** Steps of room for each environment, where nobody knows how long it will run. */
const FIRST_ROOM = 128;

/**
 * The steps of several environments while they are being collected, each written straight into its row of matrices
 * that have the same room for every environment. Nothing is made for a step; the room doubles where it is used up.
 */
export class RolloutRows {
  readonly #count: number;
  readonly #sizes: RowSizes;
  readonly #Actions: new (
    length: number,
  ) => ActionRows;
  readonly #cuts: RolloutCuts;
  /** How many steps each environment has taken. */
  readonly #taken: Uint32Array;
  #room = 0;
  #columns: Columns;
  /** Absent while no action was masked. */
  #masks: Uint8Array | undefined;

  /** @param actions an array of the kind that actions are kept in */
  constructor(count: number, sizes: RowSizes, actions: ActionRows) {
    this.#count = count;
    this.#sizes = sizes;
    this.#Actions = actions.constructor as new (length: number) => ActionRows;
    this.#cuts = new RolloutCuts(count, sizes.observation);
    this.#taken = new Uint32Array(count);
    this.#columns = this.#columnsOf(0);
  }

  /** Forgets everything. Where `steps` of each environment are to follow, `finish` hands them out without a copy. */
  begin(steps?: number): void {
    const room = steps ?? Math.max(this.#room, FIRST_ROOM);
    if (room !== this.#room) this.#columns = this.#columnsOf(this.#count * room);
    this.#room = room;
    this.#masks = undefined;
    this.#taken.fill(0);
    this.#cuts.clear();
  }

  /** Begins a step of environment `i`: what it saw and what it did, row `i` of each matrix. */
  act(i: number, observations: Float32Array, actions: ActionRows, masks?: Uint8Array): void {
    if (this.#taken[i] === this.#room) this.#grow();
    const row = i * this.#room + (this.#taken[i] as number);
    copyRow(observations, i, this.#columns.observations, row, this.#sizes.observation);
    copyRow(actions, i, this.#columns.actions, row, this.#sizes.action);
    if (masks === undefined) return;
    const width = masks.length / this.#count;
    this.#masks ??= new Uint8Array(this.#count * this.#room * width).fill(1);
    copyRow(masks, i, this.#masks, row, width);
  }

  /** Ends the step that environment `i` began: what came of it; both ends are 0 or 1. */
  receive(i: number, reward: number, terminated: number, truncated: number): void {
    const step = this.#taken[i] as number;
    const row = i * this.#room + step;
    this.#columns.rewards[row] = reward;
    this.#columns.terminated[row] = terminated;
    this.#columns.truncated[row] = truncated;
    this.#taken[i] = step + 1;
  }

  /** Keeps the observation, row `row` of `observations`, that environment `i` reached: its value stands for the rest. */
  cut(i: number, observations: Float32Array, row: number): void {
    this.#cuts.add(i, (this.#taken[i] as number) - 1, observations, row);
  }

  /** Whether the latest step of environment `i` ended its episode, or there is none. */
  isDone(i: number): boolean {
    const step = this.#taken[i] as number;
    const row = i * this.#room + step - 1;
    return step === 0 || this.#columns.terminated[row] === 1 || this.#columns.truncated[row] === 1;
  }

  /** All steps, environment by environment, in arrays that are the caller's. */
  finish(): Rollout {
    const segments: { start: number; end: number }[] = [];
    let size = 0;
    for (const steps of this.#taken) {
      segments.push({ start: size, end: size + steps });
      size += steps;
    }
    const cuts = this.#cuts.gather(segments);
    if (size < this.#count * this.#room) {
      const starts = segments.map(({ start }) => start);
      const actionMasks = this.#movedMasks(starts, size);
      return { size, ...this.#moved(starts, size), ...(actionMasks && { actionMasks }), segments, cuts };
    }
    const rollout = { size, ...this.#columns, ...(this.#masks && { actionMasks: this.#masks }), segments, cuts };
    this.#columns = this.#columnsOf(0);
    this.#room = 0;
    return rollout;
  }

  #columnsOf(rows: number): Columns {
    return {
      observations: new Float32Array(rows * this.#sizes.observation),
      actions: new this.#Actions(rows * this.#sizes.action),
      rewards: new Float64Array(rows),
      terminated: new Uint8Array(rows),
      truncated: new Uint8Array(rows),
    };
  }

  #grow(): void {
    const room = 2 * this.#room;
    const starts = Array.from(this.#taken, (_, i) => i * room);
    this.#columns = this.#moved(starts, this.#count * room);
    this.#masks = this.#movedMasks(starts, this.#count * room);
    this.#room = room;
  }

  /** Copies of the columns, with so many rows, of which each environment's begin where `starts` says. */
  #moved(starts: readonly number[], rows: number): Columns {
    const to = this.#columnsOf(rows);
    for (const name of Object.keys(to) as (keyof Columns)[]) this.#move(this.#columns[name], to[name], starts);
    return to;
  }

  #movedMasks(starts: readonly number[], rows: number): Uint8Array | undefined {
    if (this.#masks === undefined) return undefined;
    const width = this.#masks.length / (this.#count * this.#room);
    const to = new Uint8Array(rows * width).fill(1);
    this.#move(this.#masks, to, starts);
    return to;
  }

  #move(from: Columns[keyof Columns], to: Columns[keyof Columns], starts: readonly number[]): void {
    const width = from.length / (this.#count * this.#room);
    for (const [i, start] of starts.entries()) {
      const first = i * this.#room * width;
      to.set(from.subarray(first, first + (this.#taken[i] as number) * width), start * width);
    }
  }
}
