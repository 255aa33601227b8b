import type { Checkpoint } from '../../src/core/checkpoint.ts';
import { InputError } from '../../src/core/input-error.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { box, discrete } from '../../src/core/spaces.ts';
import type { RunConfig } from '../../src/node/run-config.ts';
import type { Progress, TrainUpdate } from '../../src/train.ts';

/** A progress with the given figures, and plain ones for the rest. */
export function progress(figures: Partial<Progress> = {}): Progress {
  const plain = { step: 10, totalSteps: 1000, update: 1, seconds: 1, episodes: 0, returnMean: 10, lengthMean: 10 };
  return { ...plain, finished: [], diagnostics: {}, ...figures };
}

const observationSpace = box(-1, 1, [2]);
const actionSpace = discrete(2);
export const policy = createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });

/** An update at `step` whose checkpoint says the same. */
export function update(figures: Partial<Progress>): TrainUpdate {
  const made = progress(figures);
  const { step, update: number, episodes } = made;
  const checkpoint: Checkpoint = {
    format: 1,
    agent: { name: 'ppo', hyperparameters: { hidden: [4], activation: 'tanh' } },
    environment: 'CartPole-v1',
    observationSpace,
    actionSpace,
    step,
    update: number,
    episodes,
    parameters: policy.parameters.values.slice(),
    layout: policy.parameters.layout,
    ownNetwork: false,
    optimizers: {},
    normalizers: {},
    recent: [],
    collector: { steps: step, environments: [] },
  };
  return { progress: made, policy, checkpoint };
}

/** An update whose checkpoint counts its readings, and cannot be read any more once `expire` was called. */
export function lazyUpdate(figures: Partial<Progress>) {
  const { checkpoint, ...rest } = update(figures);
  const state = { readings: 0, expired: false };
  return {
    state,
    update: {
      ...rest,
      get checkpoint() {
        if (state.expired) throw new InputError('checkpoint', 'must be read before the next update begins to learn');
        state.readings += 1;
        return checkpoint;
      },
    },
  };
}

export const config: RunConfig = {
  format: 1,
  agent: { name: 'ppo', hyperparameters: { hidden: [4] } },
  environment: { id: 'CartPole-v1' },
  envs: 2,
  totalSteps: 1000,
  seed: 1,
  backend: 'wasm',
  rewardThreshold: 100,
  versions: { node: '20.0.0' },
  command: 'policy-ascent train ppo CartPole-v1',
  started: '2026-01-01T00:00:00.000Z',
};
