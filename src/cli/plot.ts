import type { Command } from 'commander';
import type { PlotOptions } from './plot-runs.ts';

/** Adds `plot`, which draws the learning curves of many runs into one figure. */
export function addPlotCommand(program: Command): void {
  program
    .command('plot')
    .summary('draw learning curves of many runs')
    .description(
      'Draws the learning curves of runs into one figure. Runs that differ in their seeds alone are one curve: the mean over\n' +
        'seeds, and its 95 % bootstrap interval as a band. Each environment has a diagram of its own.',
    )
    .argument('<runs...>', 'run folders, folders of several seeds, or folders with such in them')
    .option('--out <file>', 'the figure to write, .svg or .png', 'curves.svg')
    .option('--csv <file>', 'the drawn curves as a table, too')
    .action(async (runs: string[], options: PlotOptions) => {
      const { plotRuns } = await import('./plot-runs.ts');
      await plotRuns(runs, options);
    });
}
