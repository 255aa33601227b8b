import { describe, expect, it } from 'vitest';
import type { Environment, ResetResult, Step } from '../../src/core/environment.ts';
import { ObservationNormalizer, RewardNormalizer } from '../../src/core/normalization.ts';
import { logProbabilities } from '../../src/core/objectives.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { Random, type RandomState } from '../../src/core/random.ts';
import { decisionsOf } from '../../src/core/rollout.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { estimateAdvantages, rewardsToGo, valueRollout } from '../../src/core/rollout-values.ts';
import { box, discrete } from '../../src/core/spaces.ts';
import { createValueFunction } from '../../src/core/value-function.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';

/** Observes how many steps the episode has run; reward is that number; ends as told. */
class Counter implements Environment<'discrete'> {
  readonly observationSpace = box(0, 100, [1]);
  readonly actionSpace = discrete(3);
  readonly #length: number;
  readonly #end: 'terminated' | 'truncated';
  #t = 0;

  constructor(length: number, end: 'terminated' | 'truncated') {
    this.#length = length;
    this.#end = end;
  }

  reset(): ResetResult {
    this.#t = 0;
    return { observation: Float32Array.of(0), info: { actionMask: Uint8Array.of(1, 0, 1) } };
  }

  step(): Step {
    this.#t += 1;
    const isOver = this.#t === this.#length;
    return {
      observation: Float32Array.of(this.#t),
      reward: this.#t,
      terminated: isOver && this.#end === 'terminated',
      truncated: isOver && this.#end === 'truncated',
      info: { actionMask: Uint8Array.of(1, this.#t % 2, 1) },
    };
  }
}

/** Two environments: episodes of 3 steps that are truncated, and of 4 that terminate. */
function arrange(normalizers: { observations?: ObservationNormalizer; rewards?: RewardNormalizer } = {}) {
  const made = [new Counter(3, 'truncated'), new Counter(4, 'terminated')];
  const environments = new VectorEnvironment(() => made.shift() as Counter, 2);
  environments.reset(new Random(0));
  const { observationSpace, actionSpace } = environments;
  const policy = createPolicy({ observationSpace, actionSpace, hidden: [4], normalizer: normalizers.observations });
  const random = new Random('actions');
  const collector = new RolloutCollector(environments, policy, { random, rewardNormalizer: normalizers.rewards });
  const valueFunction = createValueFunction({ observationSpace, hidden: [4], seed: 1 });
  valueFunction.parameters.values.set([0.5], valueFunction.parameters.values.length - 1);
  return { environments, policy, collector, valueFunction };
}

describe('a rollout of steps', () => {
  const { collector, policy, valueFunction } = arrange();
  const first = collector.collect({ steps: 5 });
  const second = collector.collect({ steps: 5 });

  it('has each environment’s steps in time order, one environment behind the other', () => {
    expect(first.size).toBe(10);
    expect(first.segments).toEqual([
      { start: 0, end: 5 },
      { start: 5, end: 10 },
    ]);
    expect([...first.observations]).toEqual([0, 1, 2, 0, 1, 0, 1, 2, 3, 0]);
    expect([...first.rewards]).toEqual([1, 2, 3, 1, 2, 1, 2, 3, 4, 1]);
    expect([...first.truncated]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect([...first.terminated]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  });

  it('carries episodes over into the next', () => {
    expect([...second.observations]).toEqual([2, 0, 1, 2, 0, 1, 2, 3, 0, 1]);
  });

  it('keeps the state that a truncated step reached, not the one after the reset, and none for a terminated one', () => {
    expect(first.cuts.rows).toEqual([2, 4, 9]);
    expect([...first.cuts.observations]).toEqual([3, 2, 1]);
    expect(second.cuts.rows).toEqual([0, 3, 4, 9]);
    expect([...second.cuts.observations]).toEqual([3, 3, 1, 2]);
  });

  it('is by the policy as it is when the rollout begins', () => {
    const changed = arrange();
    changed.collector.collect({ steps: 5 });
    // The bias of the last action, which is always allowed, is the last parameter.
    const { values } = changed.policy.parameters;
    values[values.length - 1] = 100;
    expect([...changed.collector.collect({ steps: 5 }).actions]).toEqual(new Array(10).fill(2));
  });

  it('keeps the masks under which the actions were chosen', () => {
    const masks = Array.from({ length: 10 }, (_, i) => [
      ...(first.actionMasks as Uint8Array).subarray(3 * i, 3 * i + 3),
    ]);
    expect(masks.map((mask) => mask[1])).toEqual([0, 1, 0, 0, 1, 0, 1, 0, 1, 0]);
    expect(logProbabilities(policy, decisionsOf(first)).every((x) => x > -10)).toBe(true);
  });

  it('bootstraps from the reached state where it was cut, and from 0 where it terminated', () => {
    const { values, nextValues } = valueRollout(first, valueFunction);
    const v = (observation: number) => valueFunction.predict(Float32Array.of(observation), 1)[0] as number;
    [0, 1, 2, 0, 1, 0, 1, 2, 3, 0].forEach((s, i) => {
      expect(values[i]).toBeCloseTo(v(s), 6);
    });
    [v(1), v(2), v(3), v(1), v(2), v(1), v(2), v(3), 0, v(1)].forEach((expected, i) => {
      expect(nextValues[i]).toBeCloseTo(expected, 6);
    });
    const { returns } = estimateAdvantages(first, { values, nextValues }, { gamma: 0.5, lambda: 1 });
    const last = [3 + 0.5 * v(3), 2 + 0.5 * v(2), 4, 1 + 0.5 * v(1)];
    [2, 4, 8, 9].forEach((row, i) => {
      expect(returns[row]).toBeCloseTo(last[i] as number, 5);
    });
    expect(returns[1]).toBeCloseTo(2 + 0.5 * (last[0] as number), 5);
    expect(returns[3]).toBeCloseTo(1 + 0.5 * (last[1] as number), 5);
  });
});

describe('a rollout of episodes', () => {
  it('has whole episodes of each environment, and lets one that is done wait', () => {
    const { collector, environments } = arrange();
    const rollout = collector.collect({ episodes: 2 });
    expect(rollout.segments).toEqual([
      { start: 0, end: 6 },
      { start: 6, end: 14 },
    ]);
    expect([...rollout.observations]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3]);
    expect(rollout.cuts.rows).toEqual([2, 5]);
    expect(environments.steps).toBe(14);
    const returns = rewardsToGo(rollout, new Float32Array(14), { gamma: 1 });
    expect([...returns]).toEqual([6, 5, 3, 6, 5, 3, 10, 9, 7, 4, 10, 9, 7, 4]);
    expect(collector.episodes.map(({ return: total, length, step }) => [total, length, step])).toEqual([
      [6, 3, 6],
      [10, 4, 8],
      [6, 3, 12],
      [10, 4, 14],
    ]);
  });
});

describe('normalisers in a rollout', () => {
  it('see every observation once, and leave the statistics of raw returns alone', () => {
    const observations = new ObservationNormalizer(1);
    const { collector } = arrange({ observations, rewards: new RewardNormalizer(2, { gamma: 0.9 }) });
    collector.collect({ steps: 5 });
    // Two first observations, then one for every step taken: after a reset it is the reset's.
    expect(observations.moments.count).toBe(12);
    expect(observations.moments.mean[0]).toBeCloseTo((0 + 1 + 2 + 0 + 1 + 2 + 0 + 1 + 2 + 3 + 0 + 1) / 12, 12);
    expect(collector.episodes.map((episode) => episode.return)).toEqual([6, 10]);
  });

  it('do not change while frozen', () => {
    const observations = new ObservationNormalizer(1);
    const { collector } = arrange({ observations });
    collector.collect({ steps: 3 });
    const before = observations.moments.state();
    observations.frozen = true;
    collector.collect({ steps: 3 });
    expect(observations.moments.state()).toEqual(before);
  });
});

describe('the actions of an environment', () => {
  /** What the environments do, one behind the other. */
  function actionsOf(count: number, first = 0): number[][] {
    const environments = new VectorEnvironment(() => new Counter(4, 'terminated'), count, { first });
    environments.reset(new Random(0));
    const { observationSpace, actionSpace } = environments;
    const policy = createPolicy({ observationSpace, actionSpace, hidden: [4] });
    const collector = new RolloutCollector(environments, policy, { random: new Random('actions') });
    const { actions, segments } = collector.collect({ steps: 50 });
    return segments.map(({ start, end }) => [...actions.subarray(start, end)]);
  }

  it('are drawn from a stream of its own: how many others there are makes no difference', () => {
    const four = actionsOf(4);
    expect(actionsOf(2)).toEqual(four.slice(0, 2));
    expect(actionsOf(2, 2)).toEqual(four.slice(2));
    expect(four[0]).not.toEqual(four[1]);
  });

  it('go on where the streams are said to be', () => {
    const { collector } = arrange();
    collector.collect({ steps: 5 });
    const [first] = collector.state().environments;
    expect(first?.actions.name).toBe('actions/0');
    const again = Random.from(first?.actions as RandomState).uniform();
    const other = new Random('actions/0');
    expect(Array.from({ length: 9 }, () => other.uniform())).toContain(again);
  });
});
