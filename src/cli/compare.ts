import type { Command } from 'commander';
import type { CompareOptions } from './compare-runs.ts';

/** Adds `compare`, which says whether the runs of one set score above those of another. */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .summary('say whether one set of runs scores above another')
    .description(
      'Compares two sets of runs on the environments that both have. The score of a run is the mean return of its last ' +
        '100 training episodes, at its end. Shows mean and interquartile mean (IQM) of both sets, the probability that a ' +
        'run of the first scores above one of the second, and 95 % bootstrap intervals of each (Agarwal et al. 2021).',
    )
    .argument('<runs...>', 'the first set: run folders, folders of several seeds, or folders with such in them')
    .option('--with <runs...>', 'the second set, found in the same way')
    .option('--measure <which>', 'score a run by its last mean return, or by its best', 'last')
    .option('--csv <file>', 'the figures as a table, too')
    .action(async (runs: string[], options: CompareOptions) => {
      const { compareRuns } = await import('./compare-runs.ts');
      compareRuns(runs, options);
    });
}
