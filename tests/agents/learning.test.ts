import { describe, expect, it } from 'vitest';
import { createAgent } from '../../src/agents/index.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import type { Policy } from '../../src/core/policy.ts';
import { make, optimalGain, registration } from '../../src/envs/index.ts';
import { train } from '../../src/train.ts';

/** Small tasks whose optimum is known, each learned in seconds: an agent that cannot do these is broken. */

async function learn(agent: string, hyperparameters: Record<string, unknown>, env: string, totalSteps: number) {
  let policy: Policy | undefined;
  for await (const update of train(createAgent(agent, hyperparameters), { env, envs: 8, totalSteps, seed: 1 })) {
    policy = update.policy;
  }
  if (policy === undefined) throw new Error('no update');
  return policy;
}

const small = { hidden: [16] };
const agents: readonly [string, Record<string, unknown>][] = [
  ['reinforce', { ...small, learningRate: 0.03 }],
  ['reinforce', { ...small, learningRate: 0.03, baseline: false }],
  ['a2c', { ...small, learningRate: 0.01, rolloutSteps: 10 }],
  ['ppo', { ...small, learningRate: 0.01, rolloutSteps: 20, minibatchSize: 80, epochs: 4 }],
  [
    'ppo',
    {
      ...small,
      learningRate: 0.003,
      rolloutSteps: 20,
      minibatchSize: 80,
      epochs: 4,
      // Under one trunk a value loss of returns near 20 would drown the policy's.
      sharedTrunk: true,
      normalizeRewards: true,
    },
  ],
];

describe.each(agents)('%s %o', (agent, hyperparameters) => {
  it('learns to repeat what it sees: 20 of 20', async () => {
    const policy = await learn(agent, hyperparameters, 'Identity-v0', 20_000);
    expect(evaluate(policy, make('Identity-v0'), { episodes: 10 }).minimum).toBe(20);
  });

  it('learns to leave the small reward for the large one: 198 from i, 200 from j', async () => {
    const policy = await learn(
      agent,
      { ...hyperparameters, gamma: 0.9, entropyCoefficient: 0.01 },
      'TwoState-v0',
      40_000,
    );
    const { minimum, maximum } = evaluate(policy, make('TwoState-v0'), { episodes: 20 });
    expect([minimum, maximum]).toEqual([198, 200]);
  });
});

// A step's reward is that of its action alone.
const myopic = { gamma: 0 };
const trustRegion = { ...small, rolloutSteps: 100, valueLearningRate: 0.01 };

describe.each([
  ...agents.filter(([, { baseline, sharedTrunk }]) => baseline !== false && sharedTrunk !== true),
  ['npg', { ...trustRegion, stepSize: 0.1 }],
  ['trpo', { ...trustRegion, maxKl: 0.1 }],
] as [string, Record<string, unknown>][])('%s %o', (agent, hyperparameters) => {
  it.each([
    ['several values', 'MultiIdentity-v0', {}],
    ['bits', 'BinaryIdentity-v0', {}],
    ['what a dict shows, one part normalised', 'DictIdentity-v0', { normalizeObservations: true }],
  ])('learns to repeat %s: 20 of 20', async (_, env, more) => {
    const policy = await learn(agent, { ...hyperparameters, ...myopic, ...more }, env, 24_000);
    expect(evaluate(policy, make(env), { episodes: 10 }).minimum).toBeCloseTo(20, 9);
  });

  it.each(['gaussian', 'squashed-gaussian'])(
    'learns to repeat a number by a %s: the task is solved',
    async (distribution) => {
      const solved = registration('BoxIdentity-v0').rewardThreshold as number;
      const narrow = { ...myopic, distribution, initialLogStd: -1 };
      const policy = await learn(agent, { ...hyperparameters, ...narrow }, 'BoxIdentity-v0', 40_000);
      expect(evaluate(policy, make('BoxIdentity-v0'), { episodes: 10 }).mean).toBeGreaterThan(solved);
    },
  );
});

describe('PPO on the linear-quadratic regulator', () => {
  const gamma = 0.9;
  const { gain } = optimalGain({ A: [[1]], B: [[1]], Q: [[1]], R: [[1]], gamma });
  const best = (observation: Float32Array) => observation.map((x) => -(gain[0]?.[0] as number) * x);

  /** The mean return of a control law over the same 50 episodes. */
  function returnOf(control: (observation: Float32Array) => Float32Array): number {
    const environment = make('LinearQuadraticRegulator-v0');
    let total = 0;
    for (let seed = 0; seed < 50; seed++) {
      let { observation } = environment.reset({ seed });
      for (let isOver = false; !isOver; ) {
        const step = environment.step(control(observation));
        ({ observation, truncated: isOver } = step);
        total += step.reward;
      }
    }
    return total / 50;
  }

  it.each(['independent', 'predicted'])('comes within 5 %% of the Riccati control, with log σ %s', async (logStd) => {
    const hyperparameters = {
      gamma,
      logStd,
      learningRate: 'linear:5e-4:0',
      normalizeRewards: true,
      rolloutSteps: 50,
      minibatchSize: 200,
      initialLogStd: -1,
    };
    const policy = await learn('ppo', hyperparameters, 'LinearQuadraticRegulator-v0', 60_000);
    const learned = returnOf((observation) => policy.act(observation, { deterministic: true }) as Float32Array);
    const [optimum, nothing] = [returnOf(best), returnOf((observation) => observation.map(() => 0))];
    expect(learned / optimum).toBeLessThan(1.05);
    expect(nothing / optimum).toBeGreaterThan(3);
  });
});
