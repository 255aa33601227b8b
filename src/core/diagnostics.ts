import { mean } from './statistics.ts';

/** The mean of each measure over several of the same names: over an update's minibatches, say. */
export function averageMeasures<M extends string>(measures: readonly Readonly<Record<M, number>>[]): Record<M, number> {
  const names = Object.keys(measures[0] ?? {}) as M[];
  const means = names.map((name) => [name, mean(measures.map((each) => each[name]))]);
  return Object.fromEntries(means) as Record<M, number>;
}
