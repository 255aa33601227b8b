import { describe, expect, it } from 'vitest';
import { createAgent } from '../../src/agents/index.ts';
import { registration } from '../../src/envs/index.ts';
import { preset, presets } from '../../src/presets/index.ts';

describe('presets', () => {
  it.each(presets.map((each) => [each.agent, each.env, each] as const))('%s on %s can be run', (agent, env, each) => {
    expect(() => createAgent(agent, each.hyperparameters)).not.toThrow();
    expect(registration(env).id).toBe(env);
    expect(each.totalSteps).toBeGreaterThan(0);
    expect(each.provenance).not.toBe('');
    expect(preset(agent, env)).toBe(each);
  });

  it('are one for each agent and task, and survive JSON', () => {
    expect(new Set(presets.map(({ agent, env }) => `${agent} ${env}`)).size).toBe(presets.length);
    expect(JSON.parse(JSON.stringify(presets))).toEqual(presets);
    expect(preset('ppo', 'Nothing-v0')).toBeUndefined();
  });
});
