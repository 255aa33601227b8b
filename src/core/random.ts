import alea from 'seedrandom/lib/alea.js';
import { log } from './exponential.ts';
import { InputError, show } from './input-error.ts';
import { cos } from './trigonometry.ts';

/** All that is needed to continue a stream where it was: its name and the generator's internal state. */
export interface RandomState {
  readonly name: string;
  readonly generator: { readonly c: number; readonly s0: number; readonly s1: number; readonly s2: number };
}

/**
 * A named stream of random numbers, the same on every machine.
 *
 * The generator is Johannes Baagøe's Alea, seeded with the stream's whole name; `split` makes an independent stream
 * under a longer name, so that what one part of a program draws never shifts what another part sees.
 */
export class Random {
  readonly name: string;
  #generator: ReturnType<typeof alea>;

  constructor(seed: number | string, state?: RandomState['generator']) {
    if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
      throw new InputError('random', 'a seed must be a whole number or a name', show(seed));
    }
    this.name = String(seed);
    this.#generator = alea(this.name, { state: state ?? true });
  }

  /** A stream that continues exactly where `state` was taken. */
  static from(state: RandomState): Random {
    return new Random(state.name, state.generator);
  }

  /** An independent stream, named `<this name>/<name>`; the same whenever it is asked for. */
  split(name: string): Random {
    return new Random(`${this.name}/${name}`);
  }

  /** Uniform on [low, high), from 32 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.#generator();
  }

  /** A whole number, uniform on {0, …, count − 1}. */
  integer(count: number): number {
    return Math.floor(this.#generator() * count);
  }

  /** Standard normal, by Box and Muller (1958): √(−2 ln u) cos 2πv, with u on (0, 1]. */
  normal(): number {
    const u = 1 - this.#generator();
    const v = this.#generator();
    return Math.sqrt(-2 * log(u)) * cos(2 * Math.PI * v);
  }

  /** Puts `items` into a uniformly random order, in place (Fisher and Yates, as Durstenfeld 1964). */
  shuffle<T extends { [index: number]: number; readonly length: number }>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = items[last] as number;
      items[last] = items[other] as number;
      items[other] = kept;
    }
    return items;
  }

  /** A JSON-serialisable picture of the stream, for {@link Random.from} and {@link Random.restore}. */
  state(): RandomState {
    return { name: this.name, generator: this.#generator.state() };
  }

  /**
   * Goes on exactly where `state` was taken, of a stream of this name.
   *
   * @throws InputError where there is none, or it is another stream's
   */
  restore(state: RandomState | undefined): void {
    if (state?.name !== this.name) {
      throw new InputError('random', `a state of the stream '${this.name}'`, show(state?.name));
    }
    this.#generator = alea(this.name, { state: state.generator });
  }
}
