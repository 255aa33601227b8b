import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError } from 'policy-ascent';
import type { GridOptions } from './grid-options.ts';
import { GridProgress } from './grid-progress.ts';
import { type GridRun, runName } from './grid-runs.ts';
import type { RunStore } from './run-store.ts';
import type { RunNews, RunOrder } from './run-worker.ts';

/**
 * Measures what is not done yet of the runs, several side by side, each in one of a few processes. A run that is done is
 * kept at once, so that the whole may be killed at any moment and goes on where it was.
 *
 * @throws InputError where a run failed, when all others are done
 */
export async function runGrid(
  name: string,
  runs: readonly GridRun[],
  store: RunStore,
  { workers, kept }: Pick<GridOptions, 'workers' | 'kept'>,
): Promise<void> {
  const progress = new GridProgress(runs.length);
  const waiting: GridRun[] = [];
  for (const run of runs) {
    const done = store.read(run.of.settings, run.seed);
    if (done === undefined) waiting.push(run);
    else progress.found(run, done.seconds);
  }
  progress.begin(waiting, Math.min(workers, waiting.length));
  const failures: string[] = [];
  const queue = waiting.values();
  const processes = Array.from({ length: Math.min(workers, waiting.length) }, () =>
    serve(startProcess(name, kept), queue, progress),
  );
  for (const reasons of await Promise.all(processes)) failures.push(...reasons);
  progress.end();
  if (failures.length > 0) throw new InputError(name, 'every run must end well', `\n  ${failures.join('\n  ')}`);
}

/** A process that takes runs from the queue until there is none left; what went wrong. */
function serve(child: ChildProcess, queue: Iterator<GridRun>, progress: GridProgress): Promise<string[]> {
  const failures: string[] = [];
  let run: GridRun | undefined;
  return new Promise((resolve) => {
    const next = () => {
      const { value, done } = queue.next();
      run = done ? undefined : (value as GridRun);
      if (run === undefined) return child.disconnect();
      progress.started(run);
      child.send({ cell: run.cell, seed: run.seed } satisfies RunOrder);
    };
    child.on('message', (news: RunNews) => {
      if (news.kind === 'progress' && run !== undefined) return progress.passed(run, news.share);
      if (news.kind === 'failed' && run !== undefined) {
        failures.push(`${runName(run)}: ${news.reason}`);
        progress.failed(run, news.reason);
      }
      if (news.kind === 'done' && run !== undefined) progress.done(run);
      next();
    });
    child.on('exit', (code, signal) => {
      if (run !== undefined) failures.push(`${runName(run)}: its process ended (${signal ?? `exit ${code}`})`);
      resolve(failures);
    });
  });
}

function startProcess(name: string, kept: string | undefined): ChildProcess {
  const program = fileURLToPath(new URL('run-worker.ts', import.meta.url));
  return fork(program, kept === undefined ? [name] : [name, kept], {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
}
