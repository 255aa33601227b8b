import { describe, expect, it } from 'vitest';
import { gae } from '../../../src/core/advantages.ts';
import { fusedAdvantages } from '../../../src/core/kernels/fused-returns.ts';
import { activationNames } from '../../../src/core/networks/activations.ts';
import { entropies, logProbabilities } from '../../../src/core/objectives.ts';
import { createPolicy } from '../../../src/core/policy.ts';
import { Random } from '../../../src/core/random.ts';
import { box, discrete } from '../../../src/core/spaces.ts';
import { createValueFunction } from '../../../src/core/value-function.ts';

const random = new Random('rows');
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
const observationSpace = box(-Infinity, Infinity, [5]);
const rowOf = (rows: Float32Array, i: number, size: number) => rows.slice(i * size, (i + 1) * size);

describe('what kernels say of a row does not depend, to the bit, on the rows beside it', () => {
  const SIZE = 133;
  const observations = normals(5 * SIZE);

  it.each(activationNames)('ω and V, with activation %s', (activation) => {
    const settings = { observationSpace, hidden: [19, 6], activation, seed: 1 };
    const policy = createPolicy({ ...settings, actionSpace: discrete(3) });
    const valueFunction = createValueFunction(settings);
    const [omega, values] = [policy.omega(observations, SIZE), valueFunction.predict(observations, SIZE)];
    for (let i = 0; i < SIZE; i++) {
      const row = rowOf(observations, i, 5);
      expect(policy.omega(row, 1)).toEqual(rowOf(omega, i, 3));
      expect(valueFunction.predict(row, 1)[0]).toBe(values[i]);
    }
  });

  it('log-probabilities', () => {
    const policy = createPolicy({ observationSpace, actionSpace: discrete(4), hidden: [8], seed: 2 });
    const actions = Int32Array.from({ length: SIZE }, () => random.integer(4));
    const all = logProbabilities(policy, { size: SIZE, observations, actions });
    for (const i of [0, 1, 64, 127, 128, 132]) {
      const alone = { size: 1, observations: rowOf(observations, i, 5), actions: actions.slice(i, i + 1) };
      expect(logProbabilities(policy, alone)[0]).toBe(all[i]);
    }
  });
});

describe('an action that a mask forbids', () => {
  it('counts for nothing, however large its logit', () => {
    const policy = createPolicy({ observationSpace, actionSpace: discrete(3), hidden: [] });
    policy.parameters.values.fill(0);
    policy.parameters.values.set([500, 0, 1], policy.parameters.values.length - 3);
    const decisions = { size: 1, observations: new Float32Array(5), actionMasks: Uint8Array.of(0, 1, 1) };
    const of = (action: number) => logProbabilities(policy, { ...decisions, actions: Int32Array.of(action) })[0];
    expect(of(1)).toBeCloseTo(-Math.log(1 + Math.E), 6);
    expect(of(2)).toBeCloseTo(1 - Math.log(1 + Math.E), 6);
    expect(entropies(policy, { ...decisions, actions: Int32Array.of(1) })[0]).toBeCloseTo(0.5822, 4);
  });
});

describe('an actor', () => {
  it.each([
    ['logits', discrete(3), {}],
    ['means and the log σ that all share', box(-1, 1, [2]), { initialLogStd: -0.3 }],
    ['means and predicted log σ', box(-1, 1, [2]), { logStd: 'predicted' }],
  ] as const)('gives the ω of the policy, to the bit: %s', (_, actionSpace, settings) => {
    const policy = createPolicy({ observationSpace, actionSpace, hidden: [7], seed: 4, ...settings });
    for (const count of [1, 3, 8]) {
      const observations = normals(5 * count);
      expect(policy.actor(count).omega(observations)).toEqual(policy.omega(observations, count));
    }
  });

  it('acts with the parameters that the policy had when it began', () => {
    const policy = createPolicy({ observationSpace, actionSpace: discrete(3), hidden: [7], seed: 4 });
    const observations = normals(5);
    const actor = policy.actor(1);
    const before = actor.omega(observations).slice();
    policy.parameters.values.fill(0.5);
    expect(actor.omega(observations)).toEqual(before);
    expect(policy.actor(1).omega(observations)).not.toEqual(before);
  });

  it('sees a discrete observation one-hot, and refuses one that is none', () => {
    const policy = createPolicy({ observationSpace: discrete(4), actionSpace: discrete(3), seed: 4 });
    const actor = policy.actor(2);
    expect(actor.omega(Float32Array.of(3, 0))).toEqual(policy.omega(Float32Array.of(3, 0), 2));
    expect(() => actor.omega(Float32Array.of(3, 4))).toThrow('observations: must be whole numbers from 0 to 3, got 4');
  });
});

describe('advantages by the kernel', () => {
  it('are those of gae, to the bit, segment by segment', () => {
    const size = 500;
    const flags = (share: number) => Uint8Array.from({ length: size }, () => Number(random.uniform() < share));
    const rewards = Float64Array.from({ length: size }, () => random.normal());
    const [values, nextValues] = [normals(size), normals(size)];
    const [terminated, truncated] = [flags(0.05), flags(0.05)];
    const segments = [
      { start: 0, end: 123 },
      { start: 123, end: 124 },
      { start: 124, end: 500 },
    ];
    const trace = { gamma: 0.98, lambda: 0.9 };
    const fused = fusedAdvantages({ rewards, values, nextValues, terminated, truncated, segments }, trace);
    for (const { start, end } of segments) {
      const columns = Object.entries({ rewards, values, nextValues, terminated, truncated });
      const part = Object.fromEntries(columns.map(([name, column]) => [name, column.subarray(start, end)]));
      const expected = gae(part as unknown as Parameters<typeof gae>[0], trace);
      expect(fused.advantages.subarray(start, end)).toEqual(expected.advantages);
      expect(fused.returns.subarray(start, end)).toEqual(expected.returns);
    }
  });
});
