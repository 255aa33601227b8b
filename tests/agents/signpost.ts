import type { Environment, ResetRequest, Step } from '../../src/core/environment.ts';
import { Random } from '../../src/core/random.ts';
import { box, discrete } from '../../src/core/spaces.ts';

/**
 * A sign at the first step says which of two actions earns 1 at the last, the sixth; nothing else earns anything. The
 * optimum is 1; whoever does not remember the sign has 1/2 on average, whatever they do.
 */
export function signpost(): Environment<'discrete'> {
  let random = new Random(0);
  let [sign, t] = [0, 0];
  const observe = (into: Float32Array = new Float32Array(2)) => {
    into[0] = t === 0 ? 2 * sign - 1 : 0;
    into[1] = t === 5 ? 1 : 0;
    return into;
  };
  return {
    observationSpace: box(-1, 1, [2]),
    actionSpace: discrete(2),
    reset(request?: ResetRequest) {
      if (request?.seed !== undefined) random = new Random(request.seed);
      [sign, t] = [random.integer(2), 0];
      return { observation: observe(request?.into), info: {} };
    },
    step(action: number, into?: Float32Array): Step {
      const terminated = t === 5;
      const reward = terminated && action === sign ? 1 : 0;
      t += 1;
      return { observation: observe(into), reward, terminated, truncated: false, info: {} };
    },
  };
}
