import { expect, it } from 'vitest';
import type { CollectAmount } from '../../src/core/collector.ts';
import type { EpisodeSummary } from '../../src/core/environment.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { Random } from '../../src/core/random.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { episodesOf, joinRollouts } from '../../src/core/rollout-shares.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';
import { countingEnvironment } from './counting-environment.ts';

/** Environments `first` to `first + count` of a run: episodes of 3, 4, 5, … steps, every other one truncated. */
function share(first: number, count: number, masked: boolean): RolloutCollector<'discrete'> {
  let i = first;
  const mask = () => (masked ? Uint8Array.of(1, 0, 1) : undefined);
  const create = () => countingEnvironment({ length: 3 + i, truncates: i++ % 2 === 0, mask });
  const environments = new VectorEnvironment(create, count, { first });
  environments.reset(new Random(1));
  const { observationSpace, actionSpace } = environments;
  const policy = createPolicy({ observationSpace, actionSpace, hidden: [4] });
  return new RolloutCollector(environments, policy, { random: new Random('actions') });
}

it.each([
  ['steps', { steps: 17 }, true],
  ['episodes', { episodes: 2 }, true],
  ['steps, without masks', { steps: 17 }, false],
] as const)('rollouts of shares are together the rollout of all: %s', (_, amount: CollectAmount, masked) => {
  const whole = share(0, 5, masked);
  const parts = [share(0, 2, masked), share(2, 1, masked), share(3, 2, masked)];
  for (let round = 0; round < 3; round++) {
    const steps = whole.steps;
    const expected = whole.collect(amount);
    const rollouts = parts.map((part) => part.collect(amount));
    const ended: EpisodeSummary[][] = Array.from({ length: 5 }, () => []);
    for (const part of parts) for (const each of part.episodes.splice(0)) ended[each.environment]?.push(each);
    const joined = joinRollouts(rollouts);
    expect(joined).toEqual(expected);
    expect(episodesOf(joined, ended, steps)).toEqual(whole.episodes.splice(0));
  }
});

it('a share without masks allows everything beside one with masks', () => {
  const { actionMasks } = joinRollouts([
    share(0, 1, false).collect({ steps: 2 }),
    share(1, 1, true).collect({ steps: 2 }),
  ]);
  expect([...(actionMasks ?? [])]).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1]);
});
