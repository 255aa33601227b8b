import type { Command } from 'commander';
import type { WatchOptions } from './watch-run.ts';

/** Adds `watch`, which serves a page with the live curves of a run. */
export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .summary('follow a run on a page in the browser')
    .description(
      'Serves a page, to this machine alone, on which the curves of a run grow while it trains; of a folder, those of all runs\n' +
        'in it. Runs that have ended can be looked at as well. Ctrl-C ends it; the run goes on.',
    )
    .argument('<run>', 'a run folder, the folder of several seeds, or a folder with such in it')
    .option('--port <number>', 'where on 127.0.0.1 (default: a free one)')
    .action(async (run: string, options: WatchOptions) => {
      const { watchRun } = await import('./watch-run.ts');
      await watchRun(run, options);
    });
}
