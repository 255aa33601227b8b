import { beforeAll, describe, expect, it } from 'vitest';
import { GsdeSampler } from '../../src/core/action-sampler.ts';
import { useBackend } from '../../src/core/backend.ts';
import { logProbabilities } from '../../src/core/objectives.ts';
import type { LayoutEntry } from '../../src/core/parameters.ts';
import { createPolicy, type Policy } from '../../src/core/policy.ts';
import type { PolicySettings } from '../../src/core/policy-network.ts';
import { Random } from '../../src/core/random.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { box } from '../../src/core/spaces.ts';
import { mean } from '../../src/core/statistics.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';
import { onEachComputation, policyBy } from '../reference/computations.ts';

const spaces = { observationSpace: box(-Infinity, Infinity, [3]), actionSpace: box(-1e6, 1e6, [2]) } as const;
const settings: PolicySettings<'box'> = { ...spaces, hidden: [16], logStd: 'gsde', initialLogStd: -0.5, seed: 4 };

/** A box of 2 × 3 features and ℓ, of which everything is known. */
function sampler(count: number, steps: number | null, logStd: readonly number[] = [0, 0.1, -0.2, 0.3, -2, 0.5]) {
  return new GsdeSampler(count, { logStd: Float32Array.from(logStd), units: 3, actions: 2, steps });
}

/** a − μ of environment i, for features of its own. */
function noiseOf(from: GsdeSampler, i: number, features: readonly number[], random: Random): number[] {
  const omega = Float32Array.from({ length: 4 * (i + 1) }, (_, k) => [0.25, -4, 9, 9][k % 4] as number);
  const seen = new Float32Array(3 * (i + 1));
  seen.set(features, 3 * i);
  const into = new Float32Array(2 * (i + 1));
  from.sample(omega, { features: seen }, i, random, into);
  return [(into[2 * i] as number) - 0.25, (into[2 * i + 1] as number) + 4];
}

describe('noise by gSDE', () => {
  it('has mean 0 and the covariance of its density, σⱼ² = Σ φᵢ² exp 2ℓᵢⱼ, over many matrices', () => {
    const [from, random, count] = [sampler(1, 1), new Random('noise'), 40_000];
    const draws = Array.from({ length: count }, () => noiseOf(from, 0, [0.5, -1, 0.25], random));
    const variances = [
      0.25 + Math.exp(-0.4) + 0.0625 * Math.exp(-4),
      0.25 * Math.exp(0.2) + Math.exp(0.6) + 0.0625 * Math.E,
    ];
    for (const j of [0, 1]) {
      const [variance, values] = [variances[j] as number, draws.map((draw) => draw[j] as number)];
      // Five standard errors.
      expect(Math.abs(mean(values))).toBeLessThan(5 * Math.sqrt(variance / count));
      expect(Math.abs(mean(values.map((x) => x * x)) / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    }
    const product = mean(draws.map(([a = 0, b = 0]) => a * b));
    expect(Math.abs(product)).toBeLessThan(
      5 * Math.sqrt(((variances[0] as number) * (variances[1] as number)) / count),
    );
  });

  it('is one linear function of the features for as many steps as it is held, and another after', () => {
    const [from, random] = [sampler(1, 4), new Random('held')];
    const matrix = [0, 1, 2].map((unit) =>
      noiseOf(
        from,
        0,
        [0, 1, 2].map((i) => Number(i === unit)),
        random,
      ),
    );
    const predicted = [0, 1].map((j) => 2 * (matrix[0]?.[j] as number) - 3 * (matrix[2]?.[j] as number));
    noiseOf(from, 0, [2, 0, -3], random).forEach((x, j) => {
      expect(x).toBeCloseTo(predicted[j] as number, 5);
    });
    expect(noiseOf(from, 0, [1, 0, 0], random)).not.toEqual(matrix[0]);
  });

  it('without a number of steps is held until an episode begins, of that environment alone', () => {
    const [from, random] = [sampler(2, null), new Random('episodes')];
    const phi = [1, -1, 0.5];
    const first = [0, 1].map((i) => noiseOf(from, i, phi, random));
    for (let step = 0; step < 100; step++) expect(noiseOf(from, 0, phi, random)).toEqual(first[0]);
    from.beginEpisode(0);
    expect(noiseOf(from, 0, phi, random)).not.toEqual(first[0]);
    expect(noiseOf(from, 1, phi, random)).toEqual(first[1]);
  });
});

onEachComputation('a policy that explores by gSDE', (by) => {
  const policy = policyBy(by, settings) as Policy<'box'>;
  const { values } = policy.parameters;
  const observation = Float32Array.of(0.3, -1, 2);

  it('acts by noise that has the spread of its density, drawn anew in each episode', () => {
    const [, , logSigma] = policy.omega(observation, 1) as ArrayLike<number> as [number, number, number];
    const [center] = policy.act(observation, { deterministic: true });
    const count = by === 'kernels' ? 4000 : 400;
    const draws = Array.from({ length: count }, () => {
      policy.beginEpisode();
      const [first] = policy.act(observation);
      expect(policy.act(observation)[0]).toBe(first);
      return ((first as number) - (center as number)) / Math.exp(logSigma);
    });
    expect(Math.abs(mean(draws))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(mean(draws.map((z) => z * z)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it('shows the last hidden layer of every row', () => {
    const { features } = actorAfter(policy, [observation, Float32Array.of(1, 1, 1)]);
    const [weight, bias] = policy.parameters.layout as unknown as [LayoutEntry, LayoutEntry];
    for (const [row, x] of [observation, Float32Array.of(1, 1, 1)].entries()) {
      for (let unit = 0; unit < 16; unit++) {
        let z = values[bias.offset + unit] as number;
        for (let i = 0; i < 3; i++) z += (x[i] as number) * (values[weight.offset + 16 * i + unit] as number);
        expect(features?.[16 * row + unit]).toBeCloseTo(Math.tanh(z), 6);
      }
    }
  });
});

function actorAfter(policy: Policy, rows: readonly Float32Array[]) {
  const actor = policy.actor(rows.length);
  actor.omega(Float32Array.from(rows.flatMap((row) => [...row])));
  return actor;
}

describe('a rollout by gSDE', () => {
  beforeAll(() => useBackend('cpu'));

  /** An environment that shows the same all the time, and ends after `length` steps. */
  const still = (length: number) => () => {
    let step = 0;
    const observation = Float32Array.of(0.5, -0.5, 1);
    return {
      ...spaces,
      reset() {
        step = 0;
        return { observation, info: {} };
      },
      step: () => ({ observation, reward: 0, terminated: ++step >= length, truncated: false, info: {} }),
    };
  };

  /** The first element of every action, environment by environment. */
  function collected(gsdeSteps: number | null, length: number, rollouts: number): number[][] {
    const environments = new VectorEnvironment<'box'>(still(length), 2);
    environments.reset(new Random(1));
    const policy = createPolicy({ ...settings, gsdeSteps });
    const collector = new RolloutCollector(environments, policy, { random: new Random('actions') });
    const actions: number[][] = [[], []];
    for (let i = 0; i < rollouts; i++) {
      const rollout = collector.collect({ steps: 6 });
      const logPi = logProbabilities(policy, { ...rollout, size: rollout.size });
      expect(logPi.every(Number.isFinite)).toBe(true);
      for (const i of [0, 1])
        actions[i]?.push(...Array.from({ length: 6 }, (_, t) => rollout.actions[2 * (6 * i + t)] as number));
    }
    return actions;
  }

  /** Where a sequence changes. */
  const changes = (sequence: readonly number[] = []) =>
    sequence.flatMap((x, t) => (t > 0 && x !== sequence[t - 1] ? [t] : []));

  it.each([
    ['every four steps, and with each rollout', 4, 100, [4, 6, 10]],
    ['with each episode and each rollout', null, 5, [5, 6, 10]],
    ['with each rollout', null, 100, [6]],
  ] as const)('changes its noise %s, in each environment its own', (_, steps, length, expected) => {
    const actions = collected(steps, length, 2);
    for (const each of actions) expect(changes(each)).toEqual(expected);
    expect(actions[0]).not.toEqual(actions[1]);
  });
});

it('gSDE takes the last hidden layer of a convolutional network too', () => {
  const observationSpace = box(0, 1, [6, 6, 1]);
  const policy = createPolicy<'box'>({ ...settings, observationSpace, hidden: [12] });
  const pictures = Float32Array.from({ length: 2 * 36 }, (_, i) => (i % 5) / 4);
  const omega = policy.omega(pictures, 2);
  const actor = policy.actor(2);
  expect(actor.omega(pictures)).toEqual(omega);
  const variance = (row: number) =>
    Array.from(actor.features ?? [])
      .slice(12 * row, 12 * (row + 1))
      .reduce((sum, phi) => sum + phi * phi * Math.exp(-1), 1e-6);
  expect([omega[2], omega[6]].map((x) => Math.exp(2 * (x as number)))).toEqual([
    expect.closeTo(variance(0), 5),
    expect.closeTo(variance(1), 5),
  ]);
});

describe('gSDE where it cannot be', () => {
  it.each([
    ['with a memory', { recurrent: 'gru' as const }, /goes with a policy without memory/],
    [
      'over a network without a trunk',
      { network: { layout: [], apply: () => null as never } },
      /needs a network with trunk, head and units/,
    ],
  ])('%s is refused', (_, changed, message) => {
    expect(() => createPolicy({ ...settings, ...changed })).toThrow(message);
  });

  it('changes nothing where actions are no box', () => {
    const discrete = { ...spaces, actionSpace: { kind: 'discrete', n: 3, start: 0 } as never };
    const [plain, gsde] = (['independent', 'gsde'] as const).map((logStd) => createPolicy({ ...discrete, logStd }));
    expect(gsde?.parameters).toEqual(plain?.parameters);
  });
});
