/** Which rows hang together in time, and with which memory each sequence of them begins. */
export interface Sequences {
  /** `[rows]`, 1 where a row does not go on from the row before: the first row is always such a start. */
  readonly starts: Uint8Array;
  /** `[rows, stateSize]`, the memory before each row; read where a sequence starts. */
  readonly states: Float32Array;
}

/** The sequences of a batch, for each network that has a memory. */
export interface BatchSequences {
  /** The policy's. */
  readonly sequences?: Sequences | undefined;
  /** The value function's; they start in the same rows. */
  readonly valueSequences?: Sequences | undefined;
}

/** What of a rollout says where its sequences start. */
interface Episodes {
  readonly size: number;
  readonly segments: readonly { readonly start: number; readonly end: number }[];
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
}

/** The order in which a recurrent network works rows off: by time, and at each time the longest sequences first. */
export interface Packing {
  /** The row at each place. */
  readonly order: Int32Array;
  /** The place of each row. */
  readonly places: Int32Array;
  /** How many sequences still run at each time; as they lie in falling order of length, these are the first. */
  readonly sizes: readonly number[];
}

/** `[size]`, 1 in the first row of each segment and in each row behind the end of an episode. */
export function sequenceStarts({ size, segments, terminated, truncated }: Episodes): Uint8Array {
  const starts = new Uint8Array(size);
  for (let row = 1; row < size; row++) starts[row] = terminated[row - 1] === 1 || truncated[row - 1] === 1 ? 1 : 0;
  for (const { start, end } of segments) if (start < end) starts[start] = 1;
  return starts;
}

/**
 * The episodes of a rollout, whole or as far as they lie in it: zeros are the memory of one that begins there.
 *
 * @param memory `[segments, stateSize]`, with which each segment began
 */
export function episodeSequences(rollout: Episodes, memory: Float32Array): Sequences {
  const stateSize = memory.length / rollout.segments.length;
  const states = new Float32Array(rollout.size * stateSize);
  for (const [i, { start, end }] of rollout.segments.entries()) {
    if (start < end) states.set(memory.subarray(i * stateSize, (i + 1) * stateSize), start * stateSize);
  }
  return { starts: sequenceStarts(rollout), states };
}

/** The same sequences with the memory before every row, from that after every row. */
export function rememberedSequences({ starts, states }: Sequences, after: Float32Array): Sequences {
  const stateSize = states.length / starts.length;
  const before = states.slice();
  for (let row = 1; row < starts.length; row++) {
    if (starts[row] === 1) continue;
    before.set(after.subarray((row - 1) * stateSize, row * stateSize), row * stateSize);
  }
  return { starts, states: before };
}

/**
 * The memory with which each segment of the next rollout begins: zeros behind the end of an episode.
 *
 * @param memory `[segments, stateSize]`, with which the segments of this one began
 * @param after `[size, stateSize]`, the memory after every row
 */
export function memoryBehind(
  { segments, terminated, truncated }: Episodes,
  memory: Float32Array,
  after: Float32Array,
): Float32Array {
  const stateSize = memory.length / segments.length;
  const behind = memory.slice();
  for (const [i, { start, end }] of segments.entries()) {
    if (start === end) continue;
    const isDone = terminated[end - 1] === 1 || truncated[end - 1] === 1;
    if (isDone) behind.fill(0, i * stateSize, (i + 1) * stateSize);
    else behind.set(after.subarray((end - 1) * stateSize, end * stateSize), i * stateSize);
  }
  return behind;
}

/** The sequences of a batch, cut into ones of at most `length` rows, whose states must be those before every row. */
export function cutSequences<B extends BatchSequences>(batch: B, length: number): B {
  const { sequences, valueSequences } = batch;
  return {
    ...batch,
    ...(sequences && { sequences: cut(sequences, length) }),
    ...(valueSequences && { valueSequences: cut(valueSequences, length) }),
  };
}

function cut({ starts, states }: Sequences, length: number): Sequences {
  let rows = 0;
  return {
    starts: starts.map((isStart) => {
      rows = isStart === 1 || rows === length ? 1 : rows + 1;
      return rows === 1 ? 1 : 0;
    }),
    states,
  };
}

/** Where each sequence lies: [start, end) of its rows. */
export function boundsOf(starts: Uint8Array): { readonly start: number; readonly end: number }[] {
  const first: number[] = [];
  for (let row = 0; row < starts.length; row++) if (row === 0 || starts[row] === 1) first.push(row);
  return first.map((start, i) => ({ start, end: first[i + 1] ?? starts.length }));
}

/** Lays sequences side by side without padding: a time has only the rows of those that still run. */
export function packingOf(starts: Uint8Array): Packing {
  const bounds = boundsOf(starts).sort((a, b) => b.end - b.start - (a.end - a.start));
  const order = new Int32Array(starts.length);
  const places = new Int32Array(starts.length);
  const sizes: number[] = [];
  let running = bounds.length;
  for (let time = 0, place = 0; place < starts.length; time++) {
    while (running > 0 && lengthOf(bounds[running - 1]) <= time) running -= 1;
    sizes.push(running);
    for (let i = 0; i < running; i++, place++) {
      const row = (bounds[i]?.start ?? 0) + time;
      order[place] = row;
      places[row] = place;
    }
  }
  return { order, places, sizes };
}

function lengthOf(bounds: { readonly start: number; readonly end: number } | undefined): number {
  return bounds === undefined ? 0 : bounds.end - bounds.start;
}
