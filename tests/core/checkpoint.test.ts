import { beforeAll, describe, expect, it } from 'vitest';
import { ppo } from '../../src/agents/ppo.ts';
import { trpo } from '../../src/agents/trpo.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, policyFrom } from '../../src/core/checkpoint.ts';
import { mlp } from '../../src/core/networks/mlp.ts';
import { contains, equalSpaces } from '../../src/core/spaces.ts';
import { train } from '../../src/train.ts';

const small = { rolloutSteps: 16, minibatchSize: 32, epochs: 1, hidden: [8], normalizeObservations: true } as const;

/** The last checkpoint of a short run, and the action that the live policy takes for one observation. */
async function shortRun(env: string, network = {}): Promise<{ checkpoint: Checkpoint; action: unknown }> {
  let result: { checkpoint: Checkpoint; action: unknown } | undefined;
  for await (const { checkpoint, policy } of train(ppo(small), { env, envs: 2, totalSteps: 96, ...network })) {
    const observation = new Float32Array(
      checkpoint.observationSpace.kind === 'box' ? checkpoint.observationSpace.low.length : 1,
    ).fill(0.3);
    result = { checkpoint, action: policy.act(observation, { deterministic: true }) };
  }
  if (result === undefined) throw new Error('no update');
  return result;
}

describe.each(['CartPole-v1', 'Pendulum-v1'])('a checkpoint of %s', (env) => {
  let run: { checkpoint: Checkpoint; action: unknown };
  beforeAll(async () => {
    run = await shortRun(env);
  });

  it('is the same after being written and read, to the bit', () => {
    expect(decodeCheckpoint(encodeCheckpoint(run.checkpoint))).toEqual(run.checkpoint);
  });

  it('gives the policy that was trained, its normaliser frozen', () => {
    const policy = policyFrom(decodeCheckpoint(encodeCheckpoint(run.checkpoint)));
    const size = policy.normalizer?.moments.mean.length as number;
    expect(policy.act(new Float32Array(size).fill(0.3), { deterministic: true })).toEqual(run.action);
    expect(policy.normalizer?.frozen).toBe(true);
    expect(policy.normalizer?.moments.count).toBeGreaterThan(90);
  });

  it('does not change while training goes on', async () => {
    const kept: { checkpoint: Checkpoint; text: string }[] = [];
    for await (const { checkpoint } of train(ppo(small), { env, envs: 2, totalSteps: 128 })) {
      kept.push({ checkpoint, text: encodeCheckpoint(checkpoint) });
    }
    expect(kept.length).toBe(4);
    for (const { checkpoint, text } of kept) expect(encodeCheckpoint(checkpoint)).toBe(text);
    expect(new Set(kept.map(({ text }) => text)).size).toBe(4);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['changed in one letter', (text: string) => text.replace(/"step":96/, '"step":97')],
    ['changed in one weight', (text: string) => text.replace(/("parameters":\{"float32":".{20})./, '$1/')],
    ['empty', () => ''],
    ['not a checkpoint', () => '{"a":1}'],
    ['no object', () => '3'],
  ])('is found damaged when it is %s', (_, damage) => {
    const text = damage(encodeCheckpoint(run.checkpoint));
    expect(() => decodeCheckpoint(text)).toThrow(/^checkpoint: is damaged: /);
  });
});

describe.each([
  ['MultiIdentity-v0', ppo(small), [2, 1, 3]],
  ['BinaryIdentity-v0', trpo({ rolloutSteps: 16, valueEpochs: 1, hidden: [8] }), [0, 1, 1, 0]],
  ['DictIdentity-v0', ppo(small), [2, 130]],
  ['BoxIdentity-v0', ppo({ ...small, distribution: 'squashed-gaussian', initialLogStd: 1 }), [0.3]],
] as const)('a checkpoint of %s', (env, agent, observation) => {
  it('is the same after being written and read, spaces included, and acts alike', async () => {
    for await (const { checkpoint, policy } of train(agent, { env, envs: 2, totalSteps: 96 })) {
      const again = decodeCheckpoint(encodeCheckpoint(checkpoint));
      expect(again).toEqual(checkpoint);
      const restored = policyFrom(again);
      expect(equalSpaces(restored.observationSpace, policy.observationSpace)).toBe(true);
      expect(equalSpaces(restored.actionSpace, policy.actionSpace)).toBe(true);
      expect(restored.distribution.name).toBe(policy.distribution.name);
      const seen = Float32Array.from(observation);
      const action = restored.act(seen, { deterministic: true });
      expect(action).toEqual(policy.act(seen, { deterministic: true }));
      expect(contains(policy.actionSpace, action)).toBe(true);
    }
  });
});

describe('a checkpoint of a network of one’s own', () => {
  it('asks for the network, and takes it', async () => {
    const network = mlp({ inputs: 4, outputs: 2, hidden: [3], activation: 'relu' });
    const { checkpoint, action } = await shortRun('CartPole-v1', { policyNetwork: network });
    expect(() => policyFrom(checkpoint)).toThrow('was trained with a network of your own: pass it as { network }');
    expect(policyFrom(checkpoint, { network }).act(new Float32Array(4).fill(0.3), { deterministic: true })).toBe(
      action,
    );
  });
});
