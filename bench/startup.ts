import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BUILT_PROGRAM, requireBuilt } from './built-library.ts';
import { runProgram } from './child-process.ts';
import { type Figure, figureOf, RUNS } from './figure.ts';
import type { Section } from './section.ts';

const parts: Readonly<Record<string, () => Promise<number>>> = {
  'the end of policy-ascent list agents': () => listing(),
  'the first update of policy-ascent train ppo CartPole-v1': () => firstUpdate(),
};

/** How long the command line takes to begin, from the spawning of a process. */
export const startup: Section = {
  name: 'startup',
  summary: 'from the start of a process to the end of `list agents`, and to the first update of training',
  quick: true,
  parts: Object.keys(parts),
  async measure(part): Promise<{ figures: Figure[] }> {
    requireBuilt();
    const measure = parts[part] as () => Promise<number>;
    await measure();
    const times = [];
    for (let run = 0; run < RUNS; run++) times.push(await measure());
    return { figures: [figureOf({ name: `to ${part}`, unit: 's', better: 'lower' }, times)] };
  },
};

async function listing(): Promise<number> {
  return (await runProgram({ command: process.execPath, arguments: [BUILT_PROGRAM, 'list', 'agents'] })).seconds;
}

/** Until the first row of `progress.csv`, which is written when an update has been made. */
async function firstUpdate(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  const run = join(folder, 'run');
  const start = performance.now();
  const child = spawn(process.execPath, [BUILT_PROGRAM, 'train', 'ppo', 'CartPole-v1', '--out', run], {
    stdio: 'ignore',
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  try {
    while (rowsOf(join(run, 'progress.csv')) < 2) {
      if (child.exitCode !== null) throw new Error(`policy-ascent train ended with ${child.exitCode}`);
      await setTimeout(2);
    }
    return (performance.now() - start) / 1000;
  } finally {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  }
}

function rowsOf(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}
