import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError, type Preset, presets } from 'policy-ascent';
import { writeWhole } from 'policy-ascent/node';
import { claimsCsv, replaceBetween, writeIndex } from '../runner/claims.ts';
import { optionsAmong, workersOf } from '../runner/grid-options.ts';
import { readResults } from './results.ts';
import { comparisonClaim, comparisonTable, resultsTable } from './tables.ts';

/** The seeds of the table; presets are chosen on others, from 101 on. */
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);

/**
 * Trains every preset with ten seeds, measures each by 100 greedy episodes, and writes the tables that come of it.
 *
 *   npm run experiment -- presets [--workers 2] [--only ppo,CartPole-v1]
 *
 * What is done already is not done again, so that it can be stopped at any time.
 */
export async function run(words: readonly string[] = []): Promise<void> {
  const { workers, cells } = readOptions(words);
  const waiting = cells.values();
  let [done, failed] = [0, 0];
  const turn = async () => {
    for (const cell of waiting) {
      if (!(await runCell(cell))) failed += 1;
      done += 1;
      process.stdout.write(`${done} of ${cells.length}: ${cell.agent} on ${cell.env}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, turn));
  writeTables();
  if (failed > 0) throw new InputError('presets', 'every run must end well', `${failed} that failed, see above`);
}

function readOptions(words: readonly string[]): { readonly workers: number; readonly cells: readonly Preset[] } {
  const options = optionsAmong(words, { workers: '<n>', only: '<agent,task>' });
  const workers = workersOf(options.workers);
  const only = options.only?.split(',') ?? [];
  const named = ({ agent, env }: Preset, name: string) => agent === name || env === name;
  const unknown = only.find((name) => !presets.some((preset) => named(preset, name)));
  if (unknown !== undefined) throw new InputError('--only', 'must name agents or tasks that have a preset', unknown);
  const kinds = [
    only.filter((name) => presets.some(({ agent }) => agent === name)),
    only.filter((name) => presets.some(({ env }) => env === name)),
  ];
  const cells = presets.filter((preset) =>
    kinds.every((names) => names.length === 0 || names.some((name) => named(preset, name))),
  );
  return { workers, cells };
}

/** Runs what is missing of a cell in a process of its own; whether all went well. */
async function runCell(cell: Preset): Promise<boolean> {
  const done = new Set(readResults(cell).map(({ seed }) => seed));
  const missing = SEEDS.filter((seed) => !done.has(seed));
  if (missing.length === 0) return true;
  const program = fileURLToPath(new URL('cell.ts', import.meta.url));
  const words = ['--import', import.meta.resolve('tsx'), program, cell.agent, cell.env, missing.join(',')];
  const child = spawn(process.execPath, words, { stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code === 0)));
}

/** Puts the tables between their marks into the README files, and the claim into the index. */
function writeTables(): void {
  const results = presets.map((preset) => ({ preset, rows: readResults(preset) }));
  rewrite('../../README.md', (text) => replaceBetween(text, 'presets', resultsTable(results)));
  rewrite('README.md', (text) => replaceBetween(text, 'comparison', comparisonTable(results)));
  rewrite('results/claims.csv', () => claimsCsv([comparisonClaim(results)]));
  writeIndex();
}

function rewrite(path: string, change: (text: string) => string): void {
  const file = fileURLToPath(new URL(path, import.meta.url));
  writeWhole(file, change(existsSync(file) ? readFileSync(file, 'utf8') : ''));
}
