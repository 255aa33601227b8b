import type { Command } from 'commander';
import type { TrainOptions } from './train-plan.ts';

/** Adds `train`, which trains an agent on an environment into a run folder. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .summary('train an agent on an environment')
    .description('Trains an agent on an environment, by the preset of the two where there is one, into a run folder.')
    .argument('<agent>', 'an agent, such as ppo; `policy-ascent list agents` shows all')
    .argument('<environment>', 'an environment, such as CartPole-v1, or a file of your own, such as ./mine.ts')
    .option('--steps <number>', 'environment steps in all, such as 100000, 1e5 or 100_000')
    .option('--seed <number>', 'the same seed gives the same run', '1')
    .option('--envs <number>', 'environments that are stepped side by side')
    .option('--set <name=value...>', 'hyperparameters, such as --set clipRange=0.1 hidden=[64,64]')
    .option('--out <folder>', 'a new or an empty folder (default: runs/<agent>-<environment>-seed<seed>-<time>)')
    .option('--backend <name>', 'what TensorFlow.js computes on: wasm, cpu or tensorflow', 'wasm')
    .addHelpText('after', '\nExample: policy-ascent train ppo CartPole-v1 --seed 3 --set clipRange=0.1')
    .action(async (agent: string, environment: string, options: TrainOptions) => {
      const { planTraining } = await import('./train-plan.ts');
      const plan = await planTraining(agent, environment, options);
      const { runTraining } = await import('./train-run.ts');
      process.exitCode = await runTraining(plan);
    });
}
