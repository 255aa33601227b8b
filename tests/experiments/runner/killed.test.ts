import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'killed-experiment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CELLS = 9;

/** Starts nine short runs, all of one γ; kills them once so many are kept, or lets them end. */
function runUntil(kept: string, enough: number): Promise<{ readonly out: string; readonly signal: string | null }> {
  const program = fileURLToPath(new URL('../../../experiments/run.ts', import.meta.url));
  const arms = [0, 0.36, 0.64, 0.84, 0.92, 0.96, 0.98, 0.99, 1].map((lambda) => `γ = 0.99, λ = ${lambda}`);
  const only = ['batches of 1000 steps', ...arms].join('; ');
  const words = ['schulman-2016', '--seeds', '1', '--workers', '2', '--only', only, '--kept', kept];
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...words]);
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  const watching = setInterval(() => {
    if (files(kept).length >= enough) child.kill('SIGKILL');
  }, 5);
  return new Promise((resolve) =>
    child.on('close', (_, signal) => {
      clearInterval(watching);
      resolve({ out, signal });
    }),
  );
}

/** What is kept, by file: when it was written. */
function files(kept: string): [name: string, written: number][] {
  try {
    const names = readdirSync(join(kept, 'schulman-2016')).filter((name) => name.endsWith('.json'));
    return names.map((name) => [name, statSync(join(kept, 'schulman-2016', name)).mtimeMs]);
  } catch {
    return [];
  }
}

const figuresOf = (kept: string) =>
  files(kept).map(([name]) => [name, JSON.parse(readFileSync(join(kept, 'schulman-2016', name), 'utf8')).figures]);

it('a grid that is killed keeps what was done, does none of it again, and ends as one that was not', async () => {
  const [kept, whole] = [join(folder, 'killed'), join(folder, 'whole')];
  for (const enough of [2, 5]) {
    const before = files(kept);
    const { signal } = await runUntil(kept, enough);
    expect(signal).toBe('SIGKILL');
    expect(files(kept)).toEqual(expect.arrayContaining(before));
  }
  const before = files(kept);
  expect(before.length).toBeLessThan(CELLS);
  const { out, signal } = await runUntil(kept, Infinity);
  expect(signal).toBeNull();
  expect(out).toMatch(new RegExp(`^${CELLS} runs, \\d of them done before`));
  expect(files(kept)).toEqual(expect.arrayContaining(before));
  await runUntil(whole, Infinity);
  expect(figuresOf(whole)).toHaveLength(CELLS);
  expect(figuresOf(kept)).toEqual(figuresOf(whole));
}, 60_000);
