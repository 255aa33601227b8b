import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createActorCritic } from '../../src/core/actor-critic.ts';
import { differentiate } from '../../src/core/autograd/differentiate.ts';
import { mlp } from '../../src/core/networks/mlp.ts';
import { featuresOf } from '../../src/core/observations.ts';
import { sizeOfLayout, tensorsOf } from '../../src/core/parameters.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { Random } from '../../src/core/random.ts';
import { box, discrete } from '../../src/core/spaces.ts';
import { onEachBackend } from '../reference/backends.ts';
import { relativeError } from '../reference/float64.ts';

const observationSpace = box(-1, 1, [3]);
const observations = Float32Array.of(0.1, -0.5, 0.9, 1, 0, -1);

describe.each([
  ['discrete', discrete(4)],
  ['box', box(-1, 1, [2])],
] as const)('an actor-critic over a %s action space', (_, actionSpace) => {
  describe.each([false, true])('with a shared trunk: %s', (sharedTrunk) => {
    const settings = { observationSpace, actionSpace, hidden: [6, 5], sharedTrunk, random: new Random(1) };
    const { parameters, policy, valueFunction, apply } = createActorCritic(settings);

    it('has the policy’s parameters first, as a view of the joint vector', () => {
      const size = policy.parameters.values.length;
      expect(policy.parameters.values.buffer).toBe(parameters.values.buffer);
      expect(policy.parameters.values.byteOffset).toBe(parameters.values.byteOffset);
      expect(sizeOfLayout(parameters.layout)).toBe(parameters.values.length);
      expect(policy.parameters.layout.map(({ offset, shape }) => ({ offset, shape }))).toEqual(
        parameters.layout.slice(0, policy.parameters.layout.length).map(({ offset, shape }) => ({ offset, shape })),
      );
      const valueOnly = sharedTrunk ? 5 + 1 : 3 * 6 + 6 + 6 * 5 + 5 + 5 + 1;
      expect(parameters.values.length - size).toBe(valueOnly);
    });

    it('says the same in one pass as its parts say alone', () => {
      const joint = tf.tidy(() => {
        const { omega, values } = apply(tensorsOf(parameters), featuresOf(observationSpace, observations, 2));
        return { omega: [...omega.dataSync()], values: [...values.dataSync()] };
      });
      // One on the tape, the others in the kernels.
      expect(relativeError(policy.omega(observations, 2), joint.omega)).toBeLessThan(1e-5);
      expect(relativeError(valueFunction.predict(observations, 2), joint.values)).toBeLessThan(1e-5);
    });

    it(`${sharedTrunk ? 'lets' : 'does not let'} the value loss reach the policy’s hidden layers`, () => {
      const { gradient } = differentiate(parameters, (tensors) => {
        const { values } = apply(tensors, featuresOf(observationSpace, observations, 2));
        return { value: tf.sum(values) };
      });
      const hidden = gradient.subarray(0, 3 * 6);
      expect(Math.hypot(...hidden) > 0).toBe(sharedTrunk);
    });

    it('begins close to uniform, or to mean zero', () => {
      const omega = policy.omega(observations, 2);
      expect(Math.max(...omega.map(Math.abs))).toBeLessThan(0.05);
      expect(Math.max(...valueFunction.predict(observations, 2).map(Math.abs))).toBeGreaterThan(0.05);
    });
  });
});

onEachBackend('a policy', () => {
  it('has logStd last where it does not depend on the state, and none where it does or actions are discrete', () => {
    const gaussian = { observationSpace, actionSpace: box(-1, 1, [2]), hidden: [4], initialLogStd: -0.7 };
    const independent = createPolicy(gaussian).parameters;
    expect(independent.layout.at(-1)).toEqual({ name: 'logStd', shape: [2], offset: independent.values.length - 2 });
    expect([...independent.values.slice(-2)]).toEqual([-0.7, -0.7].map(Math.fround));
    const predicted = createPolicy({ ...gaussian, logStd: 'predicted' });
    expect(predicted.parameters.layout.at(-1)?.name).toBe('output/bias');
    expect([...predicted.parameters.values.slice(-4)]).toEqual([0, 0, -0.7, -0.7].map(Math.fround));
    const categorical = createPolicy({ ...gaussian, actionSpace: discrete(2) });
    expect(categorical.parameters.layout.at(-1)?.name).toBe('output/bias');
  });

  it('sees a discrete observation one-hot', () => {
    const policy = createPolicy({ observationSpace: discrete(3), actionSpace: discrete(2), hidden: [] });
    const [weight, bias] = [policy.parameters.values.slice(0, 6), policy.parameters.values.slice(6)];
    const omega = policy.omega(Float32Array.of(2), 1);
    expect(omega[0]).toBeCloseTo((weight[4] as number) + (bias[0] as number), 7);
    expect(omega[1]).toBeCloseTo((weight[5] as number) + (bias[1] as number), 7);
  });

  it('acts inside the action space, and never as masked', () => {
    const bounded = createPolicy({ observationSpace, actionSpace: box(-0.1, 0.2, [2]), initialLogStd: 1 });
    const actions = Array.from({ length: 50 }, () => [...bounded.act(Float32Array.of(0, 0, 0))]).flat();
    expect(Math.max(...actions)).toBe(Math.fround(0.2));
    expect(Math.min(...actions)).toBe(Math.fround(-0.1));
    const masked = createPolicy({ observationSpace, actionSpace: discrete(3) });
    const actionMask = Uint8Array.of(0, 1, 0);
    expect(masked.act(Float32Array.of(0, 0, 0), { actionMask })).toBe(1);
    expect(masked.act(Float32Array.of(0, 0, 0), { actionMask, deterministic: true })).toBe(1);
  });

  it('draws the same actions from the same seed', () => {
    const draw = (seed: number) => {
      const policy = createPolicy({ observationSpace, actionSpace: discrete(4), seed });
      return Array.from({ length: 20 }, () => policy.act(Float32Array.of(0, 0, 0)));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  it('refuses an observation of another length, and networks that do not fit', () => {
    const policy = createPolicy({ observationSpace, actionSpace: discrete(4) });
    expect(() => policy.act(new Float32Array(2))).toThrow('observations: must have 1 × 3 numbers, got 2');
    const network = mlp({ inputs: 3, outputs: 3, hidden: [], activation: 'tanh' });
    const wrong = createPolicy({ observationSpace, actionSpace: discrete(4), network });
    expect(() => wrong.act(new Float32Array(3))).toThrow(
      'policy network: its output must have shape [batch, 4], got [1,3]',
    );
    const settings = { observationSpace, actionSpace: discrete(4), random: new Random(0) };
    expect(() => createActorCritic({ ...settings, sharedTrunk: true, policyNetwork: network })).toThrow(
      'sharedTrunk: goes with the standard network only',
    );
  });
});
