/** The mean of each measure over several of the same names: over an update's minibatches, say. */
export function averageMeasures<M extends string>(measures: readonly Readonly<Record<M, number>>[]): Record<M, number> {
  const names = Object.keys(measures[0] ?? {}) as M[];
  const mean = (name: M) => measures.reduce((sum, each) => sum + each[name], 0) / measures.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as Record<M, number>;
}
