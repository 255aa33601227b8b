import type { TrainingEpisode } from './collector.ts';
import type { EpisodeSummary } from './environment.ts';
import type { Rollout } from './rollout.ts';

type Column = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * The rollout of all environments from those of contiguous shares of them, in their order: the same as if one collector
 * had run them all.
 */
export function joinRollouts(shares: readonly Rollout[]): Rollout {
  const starts = startsOf(shares.map(({ size }) => size));
  const segments = shares.flatMap(({ segments: own }, i) =>
    own.map(({ start, end }) => ({ start: start + (starts[i] as number), end: end + (starts[i] as number) })),
  );
  const actionMasks = joinMasks(shares);
  const memories = shares.flatMap(({ memory }) => memory ?? []);
  return {
    size: segments.at(-1)?.end ?? 0,
    observations: join(shares.map(({ observations }) => observations)),
    actions: join(shares.map(({ actions }) => actions)),
    ...(actionMasks && { actionMasks }),
    rewards: join(shares.map(({ rewards }) => rewards)),
    terminated: join(shares.map(({ terminated }) => terminated)),
    truncated: join(shares.map(({ truncated }) => truncated)),
    segments,
    cuts: {
      rows: shares.flatMap(({ cuts }, i) => cuts.rows.map((row) => row + (starts[i] as number))),
      observations: join(shares.map(({ cuts }) => cuts.observations)),
    },
    ...(memories.length > 0 && { memory: join(memories) }),
  };
}

/**
 * The episodes that ended in a rollout, in the order in which they ended: by time, and at the same time by environment.
 *
 * @param ended of each environment, in order, those that ended in this rollout
 * @param steps how many steps all environments had taken before it
 */
export function episodesOf(
  rollout: Rollout,
  ended: readonly (readonly EpisodeSummary[])[],
  steps: number,
): TrainingEpisode[] {
  const ends: { time: number; environment: number; episode: EpisodeSummary }[] = [];
  for (const [environment, { start, end }] of rollout.segments.entries()) {
    const episodes = ended[environment]?.values();
    for (let row = start; row < end; row++) {
      if (rollout.terminated[row] === 0 && rollout.truncated[row] === 0) continue;
      ends.push({ time: row - start + 1, environment, episode: episodes?.next().value as EpisodeSummary });
    }
  }
  ends.sort((a, b) => a.time - b.time || a.environment - b.environment);
  return ends.map(({ time, environment, episode }) => ({
    environment,
    return: episode.return,
    length: episode.length,
    step: steps + stepsUntil(rollout, time),
  }));
}

/** How many steps all environments took until each that still ran had taken `time` of them. */
function stepsUntil({ segments }: Rollout, time: number): number {
  return segments.reduce((sum, { start, end }) => sum + Math.min(time, end - start), 0);
}

/** The masks of all; everything is allowed where a share has none. */
function joinMasks(shares: readonly Rollout[]): Uint8Array | undefined {
  const masked = shares.find(({ actionMasks }) => actionMasks !== undefined);
  if (masked?.actionMasks === undefined) return undefined;
  const width = masked.actionMasks.length / masked.size;
  return join(shares.map(({ actionMasks, size }) => actionMasks ?? new Uint8Array(size * width).fill(1)));
}

function join<T extends Column>(columns: readonly T[]): T {
  const Kind = (columns[0] as T).constructor as new (length: number) => T;
  const starts = startsOf(columns.map(({ length }) => length));
  const joined = new Kind(columns.reduce((sum, { length }) => sum + length, 0));
  for (const [i, column] of columns.entries()) joined.set(column, starts[i]);
  return joined;
}

/** Where each of several parts begins when they lie one behind the other. */
function startsOf(lengths: readonly number[]): number[] {
  let end = 0;
  return lengths.map((length) => {
    const start = end;
    end += length;
    return start;
  });
}
