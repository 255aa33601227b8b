import type { Environment, ResetRequest, Step } from '../../src/core/environment.ts';
import { Random } from '../../src/core/random.ts';
import { box, discrete } from '../../src/core/spaces.ts';

/** Shows noise, and ends each episode after 1 to 6 steps, by turns of both kinds of end; a step earns what was seen first. */
export function noisyEnvironment(): Environment<'discrete'> {
  let random = new Random(0);
  let [left, first, episode] = [0, 0, 0];
  const observe = (into: Float32Array = new Float32Array(2)) => {
    into[0] = random.normal();
    into[1] = random.normal();
    return into;
  };
  return {
    observationSpace: box(-Infinity, Infinity, [2]),
    actionSpace: discrete(3),
    reset(request?: ResetRequest) {
      if (request?.seed !== undefined) random = new Random(request.seed);
      left = 1 + random.integer(6);
      episode += 1;
      const observation = observe(request?.into);
      first = observation[0] as number;
      return { observation, info: {} };
    },
    step(_: number, into?: Float32Array): Step {
      left -= 1;
      const over = left === 0;
      const flags = { terminated: over && episode % 2 === 0, truncated: over && episode % 2 === 1 };
      return { observation: observe(into), reward: first, ...flags, info: {} };
    },
  };
}
