import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createActorCritic } from '../../../src/core/actor-critic.ts';
import { differentiate } from '../../../src/core/autograd/differentiate.ts';
import { useBackend } from '../../../src/core/backend.ts';
import { fisherVectorProduct } from '../../../src/core/fisher-vector-product.ts';
import { cnn } from '../../../src/core/networks/cnn.ts';
import { imageNetwork, standardConvolutions } from '../../../src/core/networks/image-network.ts';
import { ObservationNormalizer } from '../../../src/core/normalization.ts';
import { importanceObjective, logProbabilities } from '../../../src/core/objectives.ts';
import { featuresOf } from '../../../src/core/observations.ts';
import { type LayoutEntry, tensorsOf, viewOf } from '../../../src/core/parameters.ts';
import { createPolicy, type Policy } from '../../../src/core/policy.ts';
import type { PolicySettings } from '../../../src/core/policy-network.ts';
import { Random } from '../../../src/core/random.ts';
import { type BoxSpace, box, discrete } from '../../../src/core/spaces.ts';
import { trustRegionStep } from '../../../src/core/trust-region.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { categorical, centralDifferences, relativeError } from '../../reference/float64.ts';
import { cnnForward, type Float64Cnn } from '../../reference/float64-cnn.ts';

/** Neither square nor with one channel, a stride that leaves a row over, and pixels with bounds of their own. */
const lows = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? -100 : 0));
const space = box(lows, 255, [6, 5, 2]) as BoxSpace & { shape: [number, number, number] };
const settings: PolicySettings<'discrete'> = {
  observationSpace: space,
  actionSpace: discrete(3),
  convolutions: [
    [3, 2, 1],
    [8, 3, 2],
  ],
  hidden: [4],
};
const reference: Float64Cnn = {
  shape: space.shape,
  strides: [1, 2],
  scale: (x, i) => (x - (space.low[i] as number)) / (255 - (space.low[i] as number)),
};
const SIZE = 5;

/** A policy away from its first weights, pictures, and a batch of actions. */
function arrange(changes: Partial<PolicySettings<'discrete'>> = {}) {
  const random = new Random('cnn');
  const policy = createPolicy({ ...settings, seed: 3, ...changes });
  const { values } = policy.parameters;
  values.set(values.map((x) => x + 0.2 * random.normal()));
  const observations = Float32Array.from({ length: SIZE * 60 }, () => random.integer(256));
  const actions = Int32Array.from({ length: SIZE }, () => random.integer(3));
  const decisions = { size: SIZE, observations, actions };
  const advantages = Float32Array.from({ length: SIZE }, () => random.normal());
  const batch = { ...decisions, advantages, oldLogProbabilities: logProbabilities(policy, decisions) };
  return { policy: policy as Policy, batch, direction: values.map(() => random.normal()) };
}

function omegaOf({ parameters }: Policy, observations: Float32Array, theta: ArrayLike<number>, row: number): number[] {
  return cnnForward(theta, parameters.layout, reference, observations.subarray(row * 60, (row + 1) * 60));
}

describe('the layout of a convolutional network', () => {
  const { layout, initialize } = cnn({
    shape: [84, 84, 4],
    convolutions: [
      { filters: 32, kernel: 8, stride: 4 },
      { filters: 64, kernel: 4, stride: 2 },
      { filters: 64, kernel: 3, stride: 1 },
    ],
    hidden: [16],
    outputs: 6,
    activation: 'relu',
  });

  it('has for each layer the weight, then the bias, and 7 × 7 × 64 numbers behind the convolutions of Mnih et al.', () => {
    expect(layout.map(({ name, shape }) => [name, ...shape])).toEqual([
      ['conv0/weight', 8, 8, 4, 32],
      ['conv0/bias', 32],
      ['conv1/weight', 4, 4, 32, 64],
      ['conv1/bias', 64],
      ['conv2/weight', 3, 3, 64, 64],
      ['conv2/bias', 64],
      ['hidden0/weight', 3136, 16],
      ['hidden0/bias', 16],
      ['output/weight', 16, 6],
      ['output/bias', 6],
    ]);
    let offset = 0;
    for (const entry of layout) {
      expect(entry.offset).toBe(offset);
      offset += entry.shape.reduce((product, n) => product * n, 1);
    }
  });

  it('begins with filters that are orthogonal with gain √2, and biases of 0', () => {
    const values = initialize(new Random(1));
    const [weight, bias] = layout as unknown as [(typeof layout)[number], (typeof layout)[number]];
    const filters = viewOf(values, weight);
    for (let a = 0; a < 32; a += 7) {
      for (let b = 0; b < 32; b += 5) {
        let inner = 0;
        for (let i = 0; i < 256; i++) inner += (filters[i * 32 + a] as number) * (filters[i * 32 + b] as number);
        expect(inner).toBeCloseTo(a === b ? 2 : 0, 5);
      }
    }
    expect(viewOf(values, bias)).toEqual(new Float32Array(32));
  });
});

onEachBackend('a convolutional policy', () => {
  it('computes what plain float64 computes, pixels scaled from their bounds', () => {
    const { policy, batch } = arrange();
    const omega = policy.omega(batch.observations, SIZE);
    const expected = Array.from({ length: SIZE }, (_, row) =>
      omegaOf(policy, batch.observations, policy.parameters.values, row),
    );
    expect(relativeError(omega, expected.flat())).toBeLessThan(1e-5);
  });

  it('is the network by tfjs’s own conv2d', () => {
    const { policy, batch } = arrange();
    const expected = tf.tidy(() => {
      const [w0, b0, w1, b1, w2, b2, w3, b3] = tensorsOf(policy.parameters) as [
        tf.Tensor4D,
        tf.Tensor1D,
        tf.Tensor4D,
        tf.Tensor1D,
        tf.Tensor2D,
        tf.Tensor1D,
        tf.Tensor2D,
        tf.Tensor1D,
      ];
      const scaled = batch.observations.map((x, i) => reference.scale(x, i % 60));
      const first = tf.relu(tf.add(tf.conv2d(tf.tensor4d(scaled, [SIZE, 6, 5, 2]), w0, 1, 'valid'), b0)) as tf.Tensor4D;
      const second = tf.relu(tf.add(tf.conv2d(first, w1, 2, 'valid'), b1)).reshape([SIZE, -1]);
      const hidden = tf.tanh(tf.add(tf.matMul(second as tf.Tensor2D, w2), b2));
      return tf.add(tf.matMul(hidden as tf.Tensor2D, w3), b3).dataSync();
    });
    expect(relativeError(policy.omega(batch.observations, SIZE), expected)).toBeLessThan(1e-5);
  });

  it('has the gradient of the surrogate by central differences', () => {
    const { policy, batch } = arrange();
    const surrogate = (theta: ArrayLike<number>) => {
      let sum = 0;
      for (let row = 0; row < SIZE; row++) {
        const omega = omegaOf(policy, batch.observations, theta, row);
        const logPi = categorical.logProbability(omega, batch.actions[row] as number);
        sum += Math.exp(logPi - (batch.oldLogProbabilities[row] as number)) * (batch.advantages[row] as number);
      }
      return sum / SIZE;
    };
    const { value, gradient } = importanceObjective(policy, batch);
    expect(value).toBeCloseTo(surrogate(policy.parameters.values), 5);
    const expected = centralDifferences(surrogate, policy.parameters.values);
    expect(relativeError(gradient, expected)).toBeLessThan(1e-4);
    const filters = policy.parameters.layout.filter(({ name }) => name.startsWith('conv'));
    for (const entry of filters) {
      const [own, wanted] = [viewOf(gradient, entry), Array.from(expected).slice(entry.offset)];
      expect(relativeError(own, wanted.slice(0, own.length)), entry.name).toBeLessThan(1e-4);
    }
  });

  it.each(['gauss-newton', 'hessian'] as const)('has the Fisher product of central differences, by %s', (method) => {
    const { policy, batch, direction } = arrange();
    const theta = policy.parameters.values;
    const expected = new Float64Array(theta.length);
    for (let row = 0; row < SIZE; row++) {
      const jacobian = [0, 1, 2].map((k) =>
        centralDifferences((at) => omegaOf(policy, batch.observations, at, row)[k] as number, theta),
      );
      const along = jacobian.map((gradient) => gradient.reduce((sum, g, i) => sum + g * (direction[i] as number), 0));
      const omega = omegaOf(policy, batch.observations, theta, row);
      const pi = omega.map((_, a) => Math.exp(categorical.logProbability(omega, a)));
      const mean = pi.reduce((sum, p, a) => sum + p * (along[a] as number), 0);
      jacobian.forEach((gradient, k) => {
        const weight = ((pi[k] as number) * ((along[k] as number) - mean)) / SIZE;
        for (let i = 0; i < expected.length; i++)
          expected[i] = (expected[i] as number) + weight * (gradient[i] as number);
      });
    }
    const product = fisherVectorProduct(policy, batch, { method })(direction);
    expect(relativeError(product, expected)).toBeLessThan(1e-4);
    const [filters] = policy.parameters.layout as [LayoutEntry];
    const wanted = expected.subarray(0, 24);
    expect(relativeError(viewOf(product, filters), wanted)).toBeLessThan(1e-4);
  });

  it('takes a step of TRPO inside the trust region', () => {
    const { policy, batch } = arrange();
    const { accepted, kl, improvement } = trustRegionStep(policy, batch, { maxKl: 0.01 });
    expect(accepted).toBe(true);
    expect(kl > 0.001 && kl < 0.01 && improvement > 0).toBe(true);
  });
});

describe('an actor-critic that sees pictures', () => {
  beforeAll(() => useBackend('cpu'));

  describe.each([false, true])('with a shared trunk: %s', (sharedTrunk) => {
    const { convolutions, hidden, actionSpace } = settings;
    const shared = { observationSpace: space, actionSpace, convolutions, hidden, sharedTrunk };
    const actorCritic = createActorCritic({ ...shared, random: new Random(1) });
    const { batch } = arrange();

    it('has convolutions in both networks, or in one', () => {
      const names = actorCritic.parameters.layout.map(({ name }) => name);
      expect(names.slice(0, 4)).toEqual([
        'policy/conv0/weight',
        'policy/conv0/bias',
        'policy/conv1/weight',
        'policy/conv1/bias',
      ]);
      expect(names.includes('value/conv0/weight')).toBe(!sharedTrunk);
      expect(actorCritic.fused).toBeUndefined();
    });

    it('says the same in one pass as its parts say alone', () => {
      const { omega, values } = tf.tidy(() => {
        const joint = actorCritic.apply(tensorsOf(actorCritic.parameters), featuresOf(space, batch.observations, SIZE));
        return { omega: joint.omega.dataSync(), values: joint.values.dataSync() };
      });
      expect(actorCritic.policy.omega(batch.observations, SIZE)).toEqual(omega);
      expect(actorCritic.valueFunction.predict(batch.observations, SIZE)).toEqual(values);
    });

    it(`${sharedTrunk ? 'lets' : 'does not let'} the value loss reach the policy’s convolutions`, () => {
      const { gradient } = differentiate(actorCritic.parameters, (tensors) => {
        const { values } = actorCritic.apply(tensors, featuresOf(space, batch.observations, SIZE));
        return { value: tf.sum(values) };
      });
      expect(Math.hypot(...gradient.subarray(0, 24)) > 0).toBe(sharedTrunk);
    });
  });
});

describe('the standard network for pictures', () => {
  const dense = { outputs: 2, hidden: [4], activation: 'tanh' } as const;
  const filtersFor = (shape: number[], changes = {}) =>
    imageNetwork({ observationSpace: box(0, 255, shape), ...changes }, dense)
      ?.layout.filter(({ name }) => name.startsWith('conv') && name.endsWith('weight'))
      .map(({ shape: [kernel, , , filters] }) => [filters, kernel]);

  it('has the convolutions that suit its shorter side', () => {
    expect(filtersFor([84, 84, 4])?.length).toBe(3);
    expect(filtersFor([36, 90, 3])).toEqual([
      [32, 8],
      [64, 4],
      [64, 3],
    ]);
    expect(filtersFor([90, 35, 3])).toEqual([
      [16, 8],
      [32, 4],
    ]);
    expect(filtersFor([20, 20, 3])?.length).toBe(2);
    expect(filtersFor([19, 20, 3])).toEqual([[16, 3]]);
    expect(filtersFor([10, 5, 1])).toEqual([[16, 3]]);
    expect(filtersFor([3, 3, 1])).toEqual([[16, 3]]);
    expect(standardConvolutions(2, 50)).toEqual([]);
  });

  it('is a multilayer perceptron for other observations, small pictures, and where no convolution is wanted', () => {
    expect(filtersFor([84, 84])).toBeUndefined();
    expect(filtersFor([7])).toBeUndefined();
    expect(filtersFor([2, 9, 3])).toBeUndefined();
    expect(filtersFor([84, 84, 4], { convolutions: [] })).toBeUndefined();
    expect(createPolicy({ ...settings, convolutions: [] }).fused).toBeDefined();
  });

  it('does not scale what is unbounded, or was normalised', () => {
    const network = (observationSpace: BoxSpace, normalizer?: ObservationNormalizer) => {
      const { apply, layout, initialize } = imageNetwork({ observationSpace, normalizer }, dense) ?? cnnExpected();
      const values = initialize(new Random(2));
      return tf.tidy(() => [...apply(tensorsOf({ values, layout }), tf.range(0, 9).reshape([1, 9])).dataSync()]);
    };
    const bounded = box(0, 255, [3, 3, 1]);
    const plain = network(box(-Infinity, 255, [3, 3, 1]));
    expect(network(bounded)).not.toEqual(plain);
    expect(network(bounded, new ObservationNormalizer(9))).toEqual(plain);
    expect(network(box(0, 1, [3, 3, 1]))).toEqual(plain);
  });

  function cnnExpected(): never {
    throw new Error('a convolutional network was expected');
  }

  it('says which layer no longer fits, and what is no picture', () => {
    expect(() =>
      filtersFor([10, 5, 1], {
        convolutions: [
          [8, 3, 2],
          [8, 3, 1],
        ],
      }),
    ).toThrow('cnn: convolution 1: its filters must fit into a picture of 4 × 2, got kernel 3');
    expect(() => filtersFor([7], { convolutions: [[16, 3, 1]] })).toThrow(
      'convolutions: go with observations of shape [height, width, channels] only, got box([7], 0 … 255)',
    );
    expect(() => filtersFor([9, 9, 1], { convolutions: [[16, 3, 0]] })).toThrow(
      'cnn: convolution 0: must be three whole numbers ≥ 1, got [16,3,0]',
    );
  });
});
