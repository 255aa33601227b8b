import type { Environment } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { type ActionKind, box } from '../../core/spaces.ts';
import { isJsonNumbers, type JsonNumbers, toJsonNumbers } from '../json-numbers.ts';
import { requireBoxObservations } from './require-box.ts';
import { type ObservationTransform, transformObservation } from './transform-observation.ts';
import { type Memory, wrap } from './wrap.ts';

export interface FrameStackSettings {
  /** What stands for the frames before an episode's first: that first one, or zeros. `first` when left out. */
  readonly padding?: 'first' | 'zero';
}

/**
 * The environment that shows its last `count` observations at once, joined along their last axis, the oldest first:
 * `[n]` becomes `[count · n]`, a picture `[height, width, channels]` becomes `[height, width, count · channels]`.
 *
 * Mnih et al. (2015), "Human-level control through deep reinforcement learning", methods: the four most recent frames.
 *
 * @throws InputError where observations are no box, the count is no whole number ≥ 1, or the padding is unknown
 */
export function frameStack<K extends ActionKind>(
  environment: Environment<K>,
  count: number,
  { padding = 'first' }: FrameStackSettings = {},
): Environment<K> {
  const { shape, low, high } = requireBoxObservations('frameStack', environment);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new InputError('frameStack', 'count must be a whole number ≥ 1', show(count));
  }
  if (padding !== 'first' && padding !== 'zero') {
    throw new InputError('frameStack', "padding must be 'first' or 'zero'", show(padding));
  }
  const columns = shape[shape.length - 1] as number;
  const frames = new Frames(count, low.length, columns);
  const pushed: Partial<Environment<K>> = {
    reset(request) {
      const result = environment.reset(request);
      frames.begin(result.observation, padding);
      return result;
    },
    step(action, into) {
      const step = environment.step(action, into);
      frames.push(step.observation);
      return step;
    },
  };
  const outermost = (bounds: Float32Array, choose: (a: number, b: number) => number) =>
    frames.repeated(padding === 'zero' ? bounds.map((bound) => choose(bound, 0)) : bounds);
  const stacked = box(outermost(low, Math.min), outermost(high, Math.max), [...shape.slice(0, -1), count * columns]);
  const showAll: ObservationTransform = (_, into) => {
    into.set(frames.values);
  };
  return transformObservation(wrap(environment, pushed, frames), showAll, stacked);
}

/** The last frames, joined along their last axis: each run of `columns` numbers of a frame lies behind the older one's. */
class Frames implements Memory {
  readonly name = 'frameStack';
  readonly values: Float32Array;
  readonly #count: number;
  readonly #columns: number;

  constructor(count: number, size: number, columns: number) {
    this.values = new Float32Array(count * size);
    this.#count = count;
    this.#columns = columns;
  }

  begin(first: Float32Array, padding: 'first' | 'zero'): void {
    if (padding === 'first') this.values.set(this.repeated(first));
    else {
      this.values.fill(0);
      this.push(first);
    }
  }

  /** The newest frame in, the oldest out. */
  push(frame: Float32Array): void {
    const [columns, width] = [this.#columns, this.#count * this.#columns];
    for (let row = 0; row * columns < frame.length; row++) {
      const start = row * width;
      this.values.copyWithin(start, start + columns, start + width);
      this.values.set(frame.subarray(row * columns, (row + 1) * columns), start + width - columns);
    }
  }

  /** The same frame `count` times. */
  repeated(frame: Float32Array): Float32Array {
    const [columns, width] = [this.#columns, this.#count * this.#columns];
    return this.values.map((_, i) => frame[Math.floor(i / width) * columns + (i % columns)] as number);
  }

  save(): JsonNumbers {
    return toJsonNumbers(this.values);
  }

  restore(saved: unknown): void {
    if (!isJsonNumbers(saved, this.values.length)) {
      throw new InputError('frameStack', `restoreState takes what was saved with ${this.#count} frames like its own`);
    }
    this.values.set(saved.map(Number));
  }
}
