import type { Command } from 'commander';
import type { InspectOptions } from './inspect-run.ts';

/** Adds `inspect`, which shows what a checkpoint has learned, tensor by tensor. */
export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('show the weights and gradients of a checkpoint, tensor by tensor')
    .description(
      'Shows name, shape, norm, mean, minimum and maximum of each tensor of a checkpoint, of the policy first and then ' +
        'of whatever else the agent learns; beside the policy’s weights the same of the policy gradient of 2,048 sampled ' +
        'steps. In a program, inspectParameters(parameters, gradient) shows any gradient.',
    )
    .argument('<run>', 'a run folder, or a checkpoint file')
    .option('--checkpoint <name>', 'best or last (default: best)')
    .option('--weights', 'the weights alone: no environment is run')
    .action(async (run: string, options: InspectOptions) => {
      const { runInspection } = await import('./inspect-run.ts');
      await runInspection(run, options);
    });
}
