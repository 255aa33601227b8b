import type { Command } from 'commander';
import type { InspectOptions } from './inspect-run.ts';

/** Adds `inspect`, which shows what a checkpoint has learned, tensor by tensor. */
export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('show the weights of a checkpoint, tensor by tensor')
    .description(
      'Shows name, shape, norm, mean, minimum and maximum of each tensor of a checkpoint, of the policy first and then ' +
        'of whatever else the agent learns. A checkpoint holds no gradients: in a program, inspectParameters(parameters, ' +
        'gradient) shows them beside the weights.',
    )
    .argument('<run>', 'a run folder, or a checkpoint file')
    .option('--checkpoint <name>', 'best or last (default: best)')
    .action(async (run: string, options: InspectOptions) => {
      const { runInspection } = await import('./inspect-run.ts');
      runInspection(run, options);
    });
}
