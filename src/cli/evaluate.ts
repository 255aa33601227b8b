import type { Command } from 'commander';
import type { EvaluateOptions } from './evaluate-run.ts';

/** Adds `evaluate`, which runs whole episodes of a trained policy and prints what they return. */
export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .summary('measure a trained policy over whole episodes')
    .description('Runs whole episodes of a trained policy, without learning, and prints statistics of their returns.')
    .argument('<run>', 'a run folder, or a checkpoint file')
    .option('--episodes <number>', 'episodes to run', '100')
    .option('--max-steps <number>', 'cut an episode off after this many steps (default: where the environment ends it)')
    .option('--stochastic', 'sample actions instead of taking the most probable one')
    .option('--seed <number>', 'of the environment, and of sampled actions', '0')
    .option('--checkpoint <name>', 'best or last (default: best)')
    .option('--env <environment>', 'another environment or file than the one it was trained in')
    .option('--backend <name>', 'what TensorFlow.js computes on', 'wasm')
    .action(async (run: string, options: EvaluateOptions) => {
      const { runEvaluation } = await import('./evaluate-run.ts');
      await runEvaluation(run, options);
    });
}
