import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { Random } from '../../src/core/random.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { joinRollouts } from '../../src/core/rollout-shares.ts';
import {
  type ActionSpace,
  box,
  discrete,
  maskSize,
  multiBinary,
  multiDiscrete,
  sample,
} from '../../src/core/spaces.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';
import { checkEnvironment } from '../../src/envs/index.ts';

/** Throws on an action that its latest mask forbids, and gives a new mask at each step. */
function masked(actionSpace: ActionSpace, wrong?: Uint8Array): Environment {
  let [random, step, mask] = [new Random(0), 0, new Uint8Array(0)];
  const next = () => {
    // A random element, and what else half of the bytes allow.
    const chosen = onesOf(actionSpace, sample(actionSpace, random));
    mask = chosen.map((one) => Number(one === 1 || random.uniform() < 0.5));
    return { actionMask: wrong !== undefined && step === 1 ? wrong : mask.slice() };
  };
  const observe = () => Float32Array.of(step);
  let over = true;
  return {
    observationSpace: box(0, 9, [1]),
    actionSpace,
    reset({ seed } = {}) {
      if (seed !== undefined) random = new Random(seed);
      [step, over] = [0, false];
      return { observation: observe(), info: next() };
    },
    step(action) {
      if (over) throw new Error('the episode is over');
      const forbidden = onesOf(actionSpace, action).some((one, i) => one === 1 && mask[i] === 0);
      if (forbidden) throw new Error(`the action ${action} is forbidden by ${mask}`);
      step += 1;
      over = step === 5;
      return { observation: observe(), reward: step, terminated: over, truncated: false, info: next() };
    },
  };
}

/** An action as a mask that allows it alone. */
function onesOf(space: ActionSpace, action: unknown): Uint8Array {
  if (space.kind === 'multiBinary') return Uint8Array.from(action as Int32Array);
  const values = space.kind === 'discrete' ? [action as number] : [...(action as Int32Array)];
  const ones = new Uint8Array(maskSize(space));
  const counts = space.kind === 'multiDiscrete' ? space.nvec : [ones.length];
  let start = 0;
  counts.forEach((n, i) => {
    ones[start + (values[i] as number)] = 1;
    start += n;
  });
  return ones;
}

const spaces = [
  ['discrete', discrete(4)],
  ['multiDiscrete', multiDiscrete([3, 1, 2])],
  ['multiBinary', multiBinary(5)],
] as const;

function collectorOf(actionSpace: ActionSpace, first: number, count: number) {
  const environments = new VectorEnvironment(() => masked(actionSpace), count, { first });
  environments.reset(new Random('masked'));
  const { observationSpace } = environments;
  const policy = createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });
  return new RolloutCollector(environments, policy, { random: new Random('actions') });
}

describe.each(spaces)('masked actions of kind %s', (kind, actionSpace) => {
  test('pass the environment check, and are only such as are allowed', () => {
    expect(() => checkEnvironment(() => masked(actionSpace))).not.toThrow();
  });

  test('are collected with their masks, as Int32Array, and never do what is forbidden', () => {
    const rollout = collectorOf(actionSpace, 0, 3).collect({ steps: 200 });
    const width = maskSize(actionSpace);
    const size = kind === 'discrete' ? 1 : rollout.actions.length / rollout.size;
    expect(rollout.actions).toBeInstanceOf(Int32Array);
    expect(rollout.actionMasks).toHaveLength(600 * width);
    let restricted = 0;
    for (let row = 0; row < rollout.size; row++) {
      const action = rollout.actions.subarray(row * size, (row + 1) * size);
      const ones = onesOf(actionSpace, kind === 'discrete' ? action[0] : action);
      ones.forEach((one, i) => {
        const allowed = rollout.actionMasks?.[row * width + i] as number;
        if (one === 1) expect(allowed).toBe(1);
        restricted += 1 - allowed;
      });
    }
    expect(restricted).toBeGreaterThan(100);
  });

  test('are the same where the environments are shared out', () => {
    const whole = collectorOf(actionSpace, 0, 3).collect({ steps: 20 });
    const shares = [collectorOf(actionSpace, 0, 1), collectorOf(actionSpace, 1, 2)];
    expect(joinRollouts(shares.map((share) => share.collect({ steps: 20 })))).toEqual(whole);
  });

  test('are drawn by act as the mask allows, whether by chance or as the mode', () => {
    const observationSpace = box(0, 9, [1]);
    const policy = createPolicy({ observationSpace, actionSpace, hidden: [4], seed: 1 });
    const random = new Random('act');
    for (let i = 0; i < 50; i++) {
      const actionMask = onesOf(actionSpace, sample(actionSpace, random));
      for (const deterministic of [false, true]) {
        const action = policy.act(Float32Array.of(i % 9), { actionMask, deterministic });
        expect(onesOf(actionSpace, action).every((one, j) => one === 0 || actionMask[j] === 1)).toBe(true);
      }
    }
    expect(() => policy.act(Float32Array.of(0), { actionMask: new Uint8Array(1) })).toThrow(
      'action mask: must have one byte for each of the ',
    );
  });
});

describe('a wrong mask', () => {
  const of = (actionSpace: ActionSpace, wrong: Uint8Array) => {
    const made = [masked(actionSpace), masked(actionSpace, wrong)];
    const environments = new VectorEnvironment(() => made.shift() as Environment, 2, { first: 4 });
    const random = new Random('wrong');
    environments.reset(random);
    const masks = environments.masks as Uint8Array;
    const width = masks.length / 2;
    const actions = [0, 1].flatMap((i) => [
      ...(sample(actionSpace, random, masks.slice(i * width, (i + 1) * width)) as Int32Array),
    ]);
    return () => environments.step(Int32Array.from(actions));
  };

  test.each([
    [
      'environment 5: info.actionMask must allow at least one value of component 2 (at step 1 of episode 1), got Uint8Array(6)',
      multiDiscrete([3, 1, 2]),
      Uint8Array.of(1, 1, 1, 1, 0, 0),
    ],
    [
      'environment 5: info.actionMask must have one byte for each of the 6 values of all components (at step 1 of episode 1)',
      multiDiscrete([3, 1, 2]),
      new Uint8Array(5).fill(1),
    ],
    [
      'environment 5: info.actionMask must have one byte for each of the 5 bits (at step 1 of episode 1), got Uint8Array(3)',
      multiBinary(5),
      new Uint8Array(3).fill(1),
    ],
  ])('is refused with the number of its environment: %s', (message, space, wrong) => {
    expect(of(space, wrong)).toThrow(message);
    const complaint = message.replace(/^environment 5: /, '').replace(/ \(.*/, '');
    expect(() => checkEnvironment(() => masked(space, wrong))).toThrow(`checkEnvironment: step 1: ${complaint}`);
  });

  test('of bits may leave every bit 0', () => {
    expect(of(multiBinary(5), new Uint8Array(5))).not.toThrow();
  });
});
