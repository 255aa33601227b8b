import type { Rollout } from './rollout.ts';

/** The observations at which a rollout was cut, in the order in which they came up; see `cuts` of {@link Rollout}. */
export class RolloutCuts {
  readonly #size: number;
  /** How many there are of each environment. */
  readonly #counts: Uint32Array;
  #length = 0;
  #environments = new Uint32Array(0);
  #steps = new Uint32Array(0);
  #observations = new Float32Array(0);

  /** @param size how many numbers an observation has */
  constructor(count: number, size: number) {
    this.#size = size;
    this.#counts = new Uint32Array(count);
  }

  clear(): void {
    this.#length = 0;
    this.#counts.fill(0);
  }

  /** Keeps row `row` of `observations`, which step number `step` of environment `i` reached. */
  add(i: number, step: number, observations: Float32Array, row: number): void {
    if (this.#length === this.#steps.length) this.#grow();
    const at = this.#length;
    this.#environments[at] = i;
    this.#steps[at] = step;
    copyRow(observations, row, this.#observations, at, this.#size);
    this.#counts[i] = (this.#counts[i] as number) + 1;
    this.#length += 1;
  }

  /** All of them, environment by environment, each environment's in time order, with their rows in the rollout. */
  gather(segments: Rollout['segments']): Rollout['cuts'] {
    const rows = new Array<number>(this.#length).fill(0);
    const observations = new Float32Array(this.#length * this.#size);
    const next = this.#starts();
    for (let at = 0; at < this.#length; at++) {
      const i = this.#environments[at] as number;
      const to = next[i] as number;
      next[i] = to + 1;
      rows[to] = (segments[i]?.start ?? 0) + (this.#steps[at] as number);
      copyRow(this.#observations, at, observations, to, this.#size);
    }
    return { rows, observations };
  }

  /** Where each environment's cuts begin among all. */
  #starts(): Uint32Array {
    const starts = new Uint32Array(this.#counts.length);
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i - 1] as number) + (this.#counts[i - 1] as number);
    return starts;
  }

  #grow(): void {
    const room = Math.max(16, 2 * this.#length);
    this.#environments = enlarged(this.#environments, room);
    this.#steps = enlarged(this.#steps, room);
    this.#observations = enlarged(this.#observations, room * this.#size);
  }
}

function enlarged<T extends Uint32Array | Float32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/** Copies one row of a matrix of `width` columns into a row of another; rows are short, so a loop is the fastest way. */
export function copyRow(
  from: { readonly [index: number]: number },
  fromRow: number,
  to: { [index: number]: number },
  toRow: number,
  width: number,
): void {
  const source = fromRow * width;
  const target = toRow * width;
  for (let j = 0; j < width; j++) to[target + j] = from[source + j] as number;
}
