import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createActorCritic } from '../../src/core/actor-critic.ts';
import { actorCriticObjective } from '../../src/core/actor-critic-objective.ts';
import { useBackend } from '../../src/core/backend.ts';
import type { CollectAmount } from '../../src/core/collector.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import { sequenceMinibatches } from '../../src/core/minibatches.ts';
import type { RecurrentCellName } from '../../src/core/networks/recurrent.ts';
import { entropyObjective, importanceObjective, logProbabilities } from '../../src/core/objectives.ts';
import type { Policy } from '../../src/core/policy.ts';
import { Random } from '../../src/core/random.ts';
import { recordEpisode } from '../../src/core/recording.ts';
import { batchOf, type Rollout } from '../../src/core/rollout.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { valueRollout } from '../../src/core/rollout-values.ts';
import { boundsOf, cutSequences } from '../../src/core/sequences.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';
import { relativeError } from '../reference/float64.ts';
import { recurrentForward } from '../reference/float64-recurrent.ts';
import { noisyEnvironment } from './noisy-environment.ts';

const ENVIRONMENTS = 3;
const CELLS = ['gru', 'lstm'] as const;

beforeAll(() => useBackend('wasm'));

/** A recurrent actor-critic whose policy is far from uniform, and a collector that writes down every ω it acts on. */
function arrange(recurrent: RecurrentCellName, sharedTrunk = false) {
  const environments = new VectorEnvironment(noisyEnvironment, ENVIRONMENTS);
  environments.reset(new Random(1));
  const { observationSpace, actionSpace } = environments;
  const network = { hidden: [6], recurrent, recurrentUnits: 5, sharedTrunk };
  const random = new Random(2);
  const actorCritic = createActorCritic({ observationSpace, actionSpace, random, ...network });
  const noise = new Random(3);
  const { values } = actorCritic.parameters;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + 0.3 * noise.normal();
  const { policy } = actorCritic;
  const acted: number[][][] = Array.from({ length: ENVIRONMENTS }, () => []);
  const begin = policy.actor.bind(policy);
  policy.actor = (count, memory) => {
    const actor = begin(count, memory);
    return {
      omega(observations, active) {
        const omega = actor.omega(observations, active);
        const width = omega.length / count;
        for (let i = 0; i < count; i++) {
          if (active?.[i] !== 0) acted[i]?.push([...omega.subarray(i * width, (i + 1) * width)]);
        }
        return omega;
      },
    };
  };
  const collector = new RolloutCollector(environments, policy, { random: new Random('actions') });
  const collect = (amount: CollectAmount) => {
    for (const each of acted) each.length = 0;
    return { rollout: collector.collect(amount), acted: acted.flat() };
  };
  return { ...actorCritic, collect };
}

const render = () => ({ width: 1, height: 1, pixels: new Uint8ClampedArray(4) });

/** ω of every row, computed anew from the rollout alone. */
function recomputed(policy: Policy, rollout: Rollout): Float32Array {
  const batch = batchOf(rollout, policy, new Float32Array(rollout.size));
  const { sequences } = batch;
  if (sequences === undefined) throw new Error('no sequences');
  const omega = tf.tidy(() => {
    const features = tf.tensor2d(rollout.observations, [rollout.size, 2]);
    const tensors = policy.parameters.layout.map(({ offset, shape }) =>
      tf.tensor(policy.parameters.values.slice(offset, offset + shape.reduce((a, b) => a * b, 1)), [...shape]),
    );
    return Float32Array.from(policy.apply(tensors, features, sequences).dataSync()) as unknown as tf.Tensor;
  });
  return omega as unknown as Float32Array;
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - (b[i] as number))));

describe.each(CELLS)('the ω of a rollout under a %s policy, computed anew,', (cell) => {
  const { policy, collect } = arrange(cell);
  const rollouts: Rollout[] = [];

  it.each([
    ['a first rollout', { steps: 20 }],
    ['a rollout that goes on in mid-episode', { steps: 7 }],
    ['a rollout of one step', { steps: 1 }],
    ['whole episodes, whose environments wait for one another', { episodes: 3 }],
    ['steps behind whole episodes', { steps: 9 }],
  ] as const)('is that which acted: %s', (_, amount) => {
    const { rollout, acted } = collect(amount);
    rollouts.push(rollout);
    expect(acted.length).toBe(rollout.size);
    expect(largestDifference(recomputed(policy, rollout), acted.flat())).toBeLessThan(1e-6);
  });

  it('begins behind whole episodes with zeros of memory, however long an environment waited', () => {
    const behind = rollouts[4] as Rollout;
    expect(behind.memory).toEqual(new Float32Array(ENVIRONMENTS * policy.stateSize));
  });

  it('was tried with ends of both kinds, in mid-episode, and with environments that wait', () => {
    const [first, second, , whole] = rollouts as [Rollout, Rollout, Rollout, Rollout];
    expect(first.terminated.includes(1) && first.truncated.includes(1)).toBe(true);
    expect(second.memory?.some((x) => x !== 0)).toBe(true);
    expect(new Set(whole.segments.map(({ start, end }) => end - start)).size).toBeGreaterThan(1);
  });

  it('depends on the memory: with zeros for it where a rollout goes on, it is another', () => {
    const { rollout, acted } = collect({ steps: 8 });
    const forgotten = { ...rollout, memory: new Float32Array((rollout.memory as Float32Array).length) };
    expect(largestDifference(recomputed(policy, forgotten), acted.flat())).toBeGreaterThan(1e-2);
  });
});

describe.each(CELLS)('the ratio of a %s policy at its own parameters', (cell) => {
  const { policy, collect } = arrange(cell);
  collect({ steps: 3 });
  const { rollout } = collect({ steps: 24 });
  const batch = batchOf(rollout, policy, new Float32Array(rollout.size).fill(1));

  it.each([1, 2, 3, 5, 32])('is 1 in sequences of at most %d steps', (length) => {
    const cut = cutSequences(batch, length);
    const bounds = boundsOf(cut.sequences?.starts as Uint8Array);
    expect(Math.max(...bounds.map(({ start, end }) => end - start))).toBe(Math.min(length, 6));
    expect(largestDifference(logProbabilities(policy, cut), batch.oldLogProbabilities)).toBeLessThan(1e-6);
  });

  it('has the gradient of whole episodes where sequences may be as long', () => {
    const whole = importanceObjective(policy, batch).gradient;
    expect(importanceObjective(policy, cutSequences(batch, 6)).gradient).toEqual(whole);
    expect(relativeError(importanceObjective(policy, cutSequences(batch, 2)).gradient, whole)).toBeGreaterThan(1e-2);
  });

  it('is that of a rollout with zeros of memory where an episode begins', () => {
    const { sequences } = batch;
    for (const { start } of boundsOf(sequences?.starts as Uint8Array)) {
      if (rollout.segments.some((segment) => segment.start === start)) continue;
      const row = sequences?.states.subarray(start * policy.stateSize, (start + 1) * policy.stateSize);
      expect(row?.every((x) => x === 0)).toBe(true);
    }
  });

  it('goes with an entropy', () => {
    expect(entropyObjective(policy, batch).value).toBeGreaterThan(0);
  });
});

describe.each([...CELLS.map((cell) => [cell, false] as const), ['gru', true] as const])(
  'the values of a %s critic, shared trunk %s,',
  (cell, sharedTrunk) => {
    const { valueFunction, policy, collect } = arrange(cell, sharedTrunk);
    const { layout } = valueFunction.parameters;
    const own = sharedTrunk
      ? layout
          .map((entry) => ({ ...entry, name: entry.name.replace('policy/', '') }))
          .filter(({ name }) => !name.startsWith('output'))
          .map((entry) => ({ ...entry, name: entry.name.replace('value/', 'output/') }))
      : layout;
    const theta = valueFunction.parameters.values;
    /** The memory in float64 of each environment's episode, carried over from rollout to rollout. */
    const states = Array.from({ length: ENVIRONMENTS }, () => Array(policy.stateSize).fill(0) as number[]);

    it.each([12, 5, 1, 9])('are those of the episode so far, also at its cuts: %d steps', (steps) => {
      const { rollout } = collect({ steps });
      const { values, nextValues } = valueRollout(rollout, valueFunction);
      const [expected, next]: [number[], number[]] = [[], []];
      for (const [i, { start, end }] of rollout.segments.entries()) {
        for (let row = start; row < end; row++) {
          const observation = [...rollout.observations.subarray(2 * row, 2 * row + 2)];
          const at = recurrentForward(theta, own, cell, observation, states[i] as number[]);
          expected.push(at.output[0] as number);
          states[i] = at.state;
          const cut = rollout.cuts.rows.indexOf(row);
          const following =
            cut >= 0
              ? rollout.cuts.observations.subarray(2 * cut, 2 * cut + 2)
              : rollout.observations.subarray(2 * row + 2, 2 * row + 4);
          next.push(
            rollout.terminated[row] === 1
              ? 0
              : (recurrentForward(theta, own, cell, [...following], at.state).output[0] as number),
          );
          if (rollout.terminated[row] === 1 || rollout.truncated[row] === 1) states[i] = at.state.map(() => 0);
        }
      }
      expect(relativeError(values, expected)).toBeLessThan(1e-6);
      expect(relativeError(nextValues, next)).toBeLessThan(1e-6);
    });
  },
);

describe('policy and value function over the same sequences', () => {
  it('take a minibatch of whole sequences as the mean of its rows alone', () => {
    const { policy, valueFunction, collect, ...rest } = arrange('lstm');
    const { rollout } = collect({ steps: 16 });
    const { values: oldValues, sequences: valueSequences } = valueRollout(rollout, valueFunction);
    const advantages = Float32Array.from({ length: rollout.size }, (_, i) => Math.sign(i % 3) - 0.5);
    const returns = oldValues.map((v) => v + 1);
    const batch = cutSequences({ ...batchOf(rollout, policy, advantages), returns, oldValues, valueSequences }, 4);
    const loss = { surrogate: 'clipped', clipRange: 0.2, entropyCoefficient: 0.1, valueCoefficient: 0.5 } as const;
    const objective = actorCriticObjective({ policy, valueFunction, ...rest }, batch, {
      ...loss,
      normalizeAdvantages: false,
    });
    const whole = objective();
    expect(whole.measures.valueLoss).toBeCloseTo(1, 5);
    const sum = new Float64Array(whole.gradient.length);
    for (const rows of sequenceMinibatches(
      batch.sequences?.starts as Uint8Array,
      { minibatchSize: 10, epochs: 1 },
      new Random(0),
    )) {
      const { gradient, measures } = objective(rows);
      expect(measures.approximateKl).toBeLessThan(1e-10);
      (gradient as Float32Array).forEach((x, i) => {
        sum[i] = (sum[i] as number) + (x * rows.length) / batch.size;
      });
    }
    expect(relativeError(sum, whole.gradient as Float32Array)).toBeLessThan(1e-5);
  });
});

describe('minibatches of sequences', () => {
  const starts = Uint8Array.from({ length: 60 }, (_, row) => Number(row % 4 === 0 || row === 41));

  it('hold whole sequences, every row once an epoch, about as many rows each, in another order each epoch', () => {
    const made = [...sequenceMinibatches(starts, { minibatchSize: 16, epochs: 2 }, new Random(4))];
    expect(made.length).toBe(8);
    const epochs = [made.slice(0, 4), made.slice(4)].map((parts) => parts.flatMap((rows) => [...rows]));
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual([...starts.keys()]);
    expect(epochs[0]).not.toEqual(epochs[1]);
    for (const rows of made) {
      expect(Math.abs(rows.length - 15)).toBeLessThanOrEqual(4);
      expect(starts[rows[0] as number]).toBe(1);
      rows.forEach((row, i) => {
        if (starts[row] === 0) expect(rows[i - 1]).toBe(row - 1);
      });
    }
  });
});

describe.each(CELLS)('a %s policy that acts by itself', (cell) => {
  /** What `run` makes the policy act on, greedily. */
  const omegasOf = (policy: Policy, run: () => void) => {
    const seen: number[][] = [];
    const { mode } = policy.distribution;
    policy.distribution.mode = (omega, ...rest) => {
      seen.push([...omega]);
      return mode.call(policy.distribution, omega, ...rest);
    };
    run();
    policy.distribution.mode = mode;
    return seen;
  };

  it('remembers its episode and no other', () => {
    const { policy } = arrange(cell);
    const actor = policy.actor(1);
    const observations = [0.3, -1, 2].map((x) => Float32Array.of(x, -x));
    const expected = observations.map((observation) => [...actor.omega(observation)]);
    const seen = omegasOf(policy, () => {
      for (let episode = 0; episode < 2; episode++) {
        policy.beginEpisode();
        for (const observation of observations) policy.act(observation, { deterministic: true });
      }
    });
    expect(seen).toEqual([...expected, ...expected]);
  });

  it.each([
    ['is evaluated', (policy: Policy) => void evaluate(policy, noisyEnvironment(), { episodes: 3, seed: 5 })],
    ['is filmed', (policy: Policy) => void [...recordEpisode(policy, { ...noisyEnvironment(), render }, { seed: 5 })]],
  ])('%s the same after anything that it saw before', (_, run) => {
    const { policy } = arrange(cell);
    const first = omegasOf(policy, () => run(policy));
    policy.act(Float32Array.of(4, 4));
    expect(first.length).toBeGreaterThan(1);
    expect(omegasOf(policy, () => run(policy))).toEqual(first);
  });

  it('leaves no tensor behind', () => {
    const { policy, valueFunction, collect } = arrange(cell);
    const before = tf.memory().numTensors;
    const { rollout } = collect({ steps: 5 });
    valueRollout(rollout, valueFunction);
    importanceObjective(policy, batchOf(rollout, policy, new Float32Array(rollout.size)));
    policy.act(Float32Array.of(1, 2));
    expect(tf.memory().numTensors).toBe(before);
  });
});
