import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { a2c } from '../../src/agents/index.ts';
import { encodeCheckpoint } from '../../src/core/checkpoint.ts';
import { readCheckpoint } from '../../src/node/load-policy.ts';
import { saveCheckpoints } from '../../src/node/save-checkpoints.ts';
import { writeMetrics } from '../../src/node/write-metrics.ts';
import { trainWith } from '../../src/train/train-with.ts';

const agent = a2c({ hidden: [8], rolloutSteps: 10 });
const settings = { env: 'CartPole-v1', envs: 2, totalSteps: 200, seed: 3 } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callbacks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('saveCheckpoints', () => {
  it('writes one at each multiple and at the end, from which a run goes on to the same bits', async () => {
    const inside = join(folder, 'a', 'b');
    const whole = await trainWith(agent, settings, [saveCheckpoints(inside, 60)]);
    expect(readdirSync(inside).sort()).toEqual([60, 120, 180, 200].map((step) => `step-000000${pad(step)}.json`));
    const resume = readCheckpoint(join(inside, 'step-000000120.json'));
    const resumed = await trainWith(agent, { ...settings, resume }, []);
    expect(encodeCheckpoint(resumed.checkpoint)).toBe(encodeCheckpoint(whole.checkpoint));
  });

  it('keeps the newest ones, and what it did not write', async () => {
    writeFileSync(join(folder, 'step-000000001.json'), 'mine');
    await trainWith(agent, settings, [saveCheckpoints(folder, 40, { keep: 2 })]);
    const names = ['step-000000001.json', 'step-000000160.json', 'step-000000200.json'];
    expect(readdirSync(folder).sort()).toEqual(names);
  });

  it('refuses a folder that is a file, and counts that are none', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => saveCheckpoints(join(folder, 'file'), 10)).toThrow('must be a folder that can be written to');
    expect(() => saveCheckpoints(folder, 10, { keep: 0 })).toThrow('keep must be a whole number ≥ 1, got 0');
    expect(() => saveCheckpoints(folder, 0)).toThrow('steps must be a whole number ≥ 1, got 0');
  });
});

it('writeMetrics gives every writer each progress, and closes it once', async () => {
  const calls: (number | string)[] = [];
  const writer = { write: ({ step }: { step: number }) => calls.push(step), close: () => calls.push('closed') };
  await trainWith(agent, { ...settings, totalSteps: 40 }, [writeMetrics(writer, writer)]);
  expect(calls).toEqual([20, 20, 40, 40, 'closed', 'closed']);
});

function pad(step: number): string {
  return String(step).padStart(3, '0');
}
