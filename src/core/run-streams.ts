import { Random } from './random.ts';

/** The named random streams of a run of this seed. */
export function runStreams(seed: number) {
  const run = new Random(seed);
  return {
    /** Environment `i` is seeded from its stream `environment/<i>`. */
    environments: run,
    /** The actions of environment `i` are sampled from its stream `<i>`. */
    actions: run.split('actions'),
    /** First weights and the order of minibatches. */
    learner: run.split('learner'),
  } as const;
}
