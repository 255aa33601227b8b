import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RunStore } from '../../../experiments/runner/run-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'run-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = { figures: { final: 0.1 + 0.2, none: Number.NaN }, curve: [[10, -3.5]] as const, seconds: 1.5 };

describe('RunStore', () => {
  it('gives back what was written, to the bit, under its settings and seed alone', () => {
    const store = new RunStore('one', folder);
    store.write({ agent: 'ppo', gamma: 0.9 }, 1, run);
    expect(new RunStore('one', folder).read({ agent: 'ppo', gamma: 0.9 }, 1)).toEqual(run);
    expect(store.read({ agent: 'ppo', gamma: 0.9 }, 2)).toBeUndefined();
    expect(store.read({ agent: 'ppo', gamma: 0.91 }, 1)).toBeUndefined();
    expect(new RunStore('other', folder).read({ agent: 'ppo', gamma: 0.9 }, 1)).toBeUndefined();
  });

  it('sweeps away what a killed process left half written', () => {
    new RunStore('two', folder);
    writeFileSync(join(folder, 'two', 'abc.json.123.partial'), '{"figures":');
    new RunStore('two', folder);
    expect(readdirSync(join(folder, 'two'))).toEqual([]);
  });
});
