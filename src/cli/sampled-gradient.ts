import { normalizeAdvantages } from '../core/advantages.ts';
import type { Environment } from '../core/environment.ts';
import { policyGradientObjective } from '../core/objectives.ts';
import type { Policy } from '../core/policy.ts';
import { Random } from '../core/random.ts';
import { decisionsOf } from '../core/rollout.ts';
import { RolloutCollector } from '../core/rollout-collector.ts';
import { rewardsToGo } from '../core/rollout-values.ts';
import { VectorEnvironment } from '../core/vector-environment.ts';

const ENVIRONMENTS = 8;

/** How many steps are sampled in all; steps and not episodes, for an environment may never end one. */
export const SAMPLED_STEPS = 2048;

/**
 * The policy gradient of sampled steps, ∇θ mean log π(a|s) Â, laid out as the policy's parameters: Â is the
 * reward-to-go, normalised. The same numbers every time.
 */
export function sampledGradient(policy: Policy, make: () => Environment, gamma: number): Float32Array {
  const environments = new VectorEnvironment(make, ENVIRONMENTS);
  const random = new Random('inspect');
  environments.reset(random);
  try {
    const rollout = new RolloutCollector(environments, policy, { random: random.split('actions') }).collect({
      episodes: 1,
    });
    const returns = rewardsToGo(rollout, new Float32Array(rollout.size), { gamma });
    const batch = { ...decisionsOf(rollout), advantages: normalizeAdvantages(returns) };
    return policyGradientObjective(policy, batch).gradient;
  } finally {
    environments.close();
  }
}
