import type { Environment, ResetRequest, Step } from '../../src/core/environment.ts';
import { Random } from '../../src/core/random.ts';
import { box, discrete } from '../../src/core/spaces.ts';

/** What a counting environment does otherwise than the plain one. */
export interface CountingOptions {
  /** Steps until an episode terminates; 3 unless given. */
  readonly length?: number;
  /** Whether the end is a truncation. */
  readonly truncates?: boolean;
  /** Whether it returns an array of its own though `into` is given. */
  readonly ignoresInto?: boolean;
  /** The mask to report when so many steps of the episode were taken. */
  readonly mask?: (step: number) => Uint8Array | undefined;
  /** The reward of a step; its number unless given. */
  readonly reward?: (step: number) => number;
}

/**
 * An environment whose every number is known: the observation is [seed's first draw, episode, step, last action], and
 * step t of an episode earns t.
 */
export function countingEnvironment(options: CountingOptions = {}): Environment<'discrete'> & { closed: boolean } {
  const { length = 3, truncates = false, ignoresInto = false, mask = () => undefined, reward = (t) => t } = options;
  let random = new Random(0);
  let [mark, episode, step, last] = [0, 0, 0, 0];
  const observe = (into?: Float32Array) => {
    const observation = ignoresInto || into === undefined ? new Float32Array(4) : into;
    observation.set([mark, episode, step, last]);
    return observation;
  };
  const info = () => {
    const actionMask = mask(step);
    return actionMask === undefined ? {} : { actionMask };
  };
  return {
    closed: false,
    observationSpace: box(-Infinity, Infinity, [4]),
    actionSpace: discrete(3),
    reset(request?: ResetRequest) {
      if (request?.seed !== undefined) random = new Random(request.seed);
      [mark, episode, step, last] = [random.uniform(), episode + 1, 0, -1];
      return { observation: observe(request?.into), info: info() };
    },
    step(action: number, into?: Float32Array): Step {
      [step, last] = [step + 1, action];
      const over = step >= length;
      const flags = { terminated: over && !truncates, truncated: over && truncates };
      return { observation: observe(into), reward: reward(step), ...flags, info: info() };
    },
    close() {
      this.closed = true;
    },
  };
}
