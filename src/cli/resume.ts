import type { Command } from 'commander';
import type { ResumeOptions } from './resume-plan.ts';

/** Adds `resume`, which goes on with a run that was interrupted or killed, or makes a finished one longer. */
export function addResumeCommand(program: Command): void {
  program
    .command('resume')
    .summary('go on with a run that ended early')
    .description(
      'Goes on with a run from its last checkpoint, exactly as it would have gone on: the same bits. What was written after\n' +
        'that checkpoint is computed again. Of a folder of several seeds, those that are not finished.',
    )
    .argument('<run>', 'a run folder, or the folder of several seeds')
    .option('--steps <number>', 'environment steps in all, to make a run longer; schedules then stretch to the new end')
    .option('--workers <number>', 'threads: runs at a time of several seeds, else shares of the environments', '1')
    .action(async (run: string, options: ResumeOptions) => {
      const { planResume } = await import('./resume-plan.ts');
      const plan = await planResume(run, options);
      if (plan.seeds === undefined) {
        const { runTraining } = await import('./train-run.ts');
        process.exitCode = await runTraining(plan);
      } else {
        const { runSeeds } = await import('./train-seeds.ts');
        process.exitCode = await runSeeds(plan);
      }
    });
}
