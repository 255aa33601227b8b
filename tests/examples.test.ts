import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import Thermostat from '../examples/own-environment.ts';
import {
  asynchronous,
  checkAsyncEnvironment,
  checkEnvironment,
  evaluate,
  type Policy,
  ppo,
  train,
} from '../src/index.ts';

describe('the examples', () => {
  it('are all run here', () => {
    expect(readdirSync(new URL('../examples/', import.meta.url)).sort()).toEqual([
      'callbacks.ts',
      'own-agent.ts',
      'own-environment.ts',
      'own-network.ts',
      'websocket-environment.ts',
    ]);
  });

  it('own-environment: is the one that the README shows', () => {
    const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
    const source = read('examples/own-environment.ts');
    expect(read('README.md')).toContain(`\n${source.slice(source.indexOf('import'))}`);
  });

  it('own-environment: keeps the contract, and PPO learns to keep the room warm', async () => {
    checkEnvironment(new Thermostat());
    let policy: Policy | undefined;
    const agent = ppo({ hidden: [16], learningRate: 3e-3, rolloutSteps: 60, minibatchSize: 240, gamma: 0.9 });
    for await (const update of train(agent, { env: () => new Thermostat(), totalSteps: 20_000, seed: 1 })) {
      policy = update.policy;
    }
    const untrained = await firstReturn();
    expect(evaluate(policy as Policy, new Thermostat(), { episodes: 10 }).mean).toBeGreaterThan(40);
    expect(untrained).toBeLessThan(30);
  });

  it.each(['own-network', 'own-agent', 'websocket-environment'])(
    '%s: learns CartPole beyond 100 steps',
    async (name) => {
      const lines = vi.spyOn(console, 'log').mockImplementation(() => {});
      const { returnMean } = (await import(`../examples/${name}.ts`)) as { returnMean: number };
      expect(returnMean).toBeGreaterThan(100);
      expect(lines.mock.calls.length).toBeGreaterThan(2);
      lines.mockRestore();
    },
  );

  it('websocket-environment: is the run that it would be without the server', async () => {
    const { agent, returnMean } = await import('../examples/websocket-environment.ts');
    let expected = Number.NaN;
    for await (const { progress } of train(agent, { env: 'CartPole-v1', envs: 8, totalSteps: 30_000, seed: 1 })) {
      expected = progress.returnMean;
    }
    expect(returnMean).toBe(expected);
  });

  it('websocket-environment: keeps the contract, and tells of a lost connection and of what the server refuses', async () => {
    const { RemoteCartPole, serve } = await import('../examples/websocket-environment.ts');
    const server = await serve();
    const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await checkAsyncEnvironment(() => RemoteCartPole.connect(address), { steps: 60 });
    const refused = await RemoteCartPole.connect(address);
    await expect(refused.step(0)).rejects.toThrow('no episode has begun: call reset() before step()');
    await refused.close();
    let updates = 0;
    const training = async () => {
      const env = asynchronous(() => RemoteCartPole.connect(address));
      for await (const _ of train(ppo({ rolloutSteps: 16, hidden: [4] }), { env, envs: 3, totalSteps: 5000 })) {
        if (++updates === 2) for (const client of server.clients) client.terminate();
      }
    };
    await expect(training()).rejects.toThrow(
      /environment \d: must take step \d+ of episode \d+, got the error 'the connection was closed'/,
    );
    expect(updates).toBe(2);
    expect(server.clients.size).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });
});

it('callbacks: solves CartPole, and leaves figures and checkpoints', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callbacks-'));
  const words = process.argv.splice(2, Infinity, folder);
  const lines = vi.spyOn(console, 'log').mockImplementation(() => {});
  const { returnMean } = (await import('../examples/callbacks.ts')) as { returnMean: number };
  process.argv.splice(2, Infinity, ...words);
  lines.mockRestore();
  expect(returnMean).toBeGreaterThanOrEqual(475);
  const kinds = readdirSync(folder).map((name) => name.replace(/\d.*/, ''));
  expect(kinds.sort()).toEqual(['episodes.csv', 'events.out.tfevents.', 'progress.csv', 'step-', 'step-', 'step-']);
  rmSync(folder, { recursive: true });
});

async function firstReturn(): Promise<number> {
  for await (const { progress } of train(ppo({ rolloutSteps: 60 }), { env: () => new Thermostat(), totalSteps: 480 })) {
    return progress.returnMean;
  }
  throw new Error('no update');
}
