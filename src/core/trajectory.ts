import type { ActionRows } from './distributions/distribution.ts';
import type { Rollout } from './rollout.ts';

type Column = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A typed array that grows as rows are added, and keeps its room when it is emptied. */
class GrowingColumn<T extends Column> {
  length = 0;
  #room: T;

  constructor(room: T) {
    this.#room = room;
  }

  push(row: ArrayLike<number>): void {
    if (this.length + row.length > this.#room.length) {
      const larger = new (this.#room.constructor as new (length: number) => T)(2 * (this.length + row.length));
      larger.set(this.#room.subarray(0, this.length));
      this.#room = larger;
    }
    this.#room.set(row, this.length);
    this.length += row.length;
  }

  view(): T {
    return this.#room.subarray(0, this.length) as T;
  }

  /** All columns, one behind the other, in an array of its own. */
  static join<T extends Column>(columns: readonly GrowingColumn<T>[]): T {
    const total = columns.reduce((sum, { length }) => sum + length, 0);
    const joined = new ((columns[0] as GrowingColumn<T>).#room.constructor as new (length: number) => T)(total);
    let offset = 0;
    for (const column of columns) {
      joined.set(column.view(), offset);
      offset += column.length;
    }
    return joined;
  }
}

/** One environment's consecutive steps while they are being collected. */
export class Trajectory {
  /** How many steps there are. */
  size = 0;
  readonly #observations = new GrowingColumn(new Float32Array(0));
  readonly #actions: GrowingColumn<ActionRows>;
  readonly #masks = new GrowingColumn(new Uint8Array(0));
  readonly #rewards = new GrowingColumn(new Float64Array(0));
  readonly #terminated = new GrowingColumn(new Uint8Array(0));
  readonly #truncated = new GrowingColumn(new Uint8Array(0));
  readonly #cutRows: number[] = [];
  readonly #cutObservations = new GrowingColumn(new Float32Array(0));

  /** @param actions an array of the kind that actions are kept in */
  constructor(actions: ActionRows) {
    this.#actions = new GrowingColumn(actions.slice(0, 0));
  }

  /** Begins a step: what was seen and what was done. */
  act(observation: Float32Array, action: ActionRows, mask?: Uint8Array): void {
    this.#observations.push(observation);
    this.#actions.push(action);
    if (mask === undefined) return;
    const unmasked = this.size * mask.length - this.#masks.length;
    if (unmasked > 0) this.#masks.push(new Uint8Array(unmasked).fill(1));
    this.#masks.push(mask);
  }

  /** Ends a step: what came of it. */
  receive(reward: number, { terminated, truncated }: { terminated: boolean; truncated: boolean }): void {
    this.#rewards.push([reward]);
    this.#terminated.push([Number(terminated)]);
    this.#truncated.push([Number(truncated)]);
    this.size += 1;
  }

  /** Keeps the observation that the latest step reached, from whose value the return goes on. */
  cut(reached: Float32Array): void {
    this.#cutRows.push(this.size - 1);
    this.#cutObservations.push(reached);
  }

  /** Whether the latest step ended its episode, or there is none. */
  get isDone(): boolean {
    return this.size === 0 || this.#terminated.view().at(-1) === 1 || this.#truncated.view().at(-1) === 1;
  }

  clear(): void {
    this.size = 0;
    this.#cutRows.length = 0;
    const columns = [this.#observations, this.#actions, this.#masks, this.#rewards, this.#terminated, this.#truncated];
    for (const column of [...columns, this.#cutObservations]) column.length = 0;
  }

  /** All trajectories, one behind the other. */
  static join(trajectories: readonly Trajectory[]): Rollout {
    let end = 0;
    const segments = trajectories.map(({ size }) => {
      const start = end;
      end += size;
      return { start, end };
    });
    const masks = GrowingColumn.join(trajectories.map((t) => t.#masks));
    return {
      size: end,
      observations: GrowingColumn.join(trajectories.map((t) => t.#observations)),
      actions: GrowingColumn.join(trajectories.map((t) => t.#actions)),
      ...(masks.length > 0 && { actionMasks: masks }),
      rewards: GrowingColumn.join(trajectories.map((t) => t.#rewards)),
      terminated: GrowingColumn.join(trajectories.map((t) => t.#terminated)),
      truncated: GrowingColumn.join(trajectories.map((t) => t.#truncated)),
      segments,
      cuts: {
        rows: trajectories.flatMap((t, i) => t.#cutRows.map((row) => row + (segments[i]?.start ?? 0))),
        observations: GrowingColumn.join(trajectories.map((t) => t.#cutObservations)),
      },
    };
  }
}
