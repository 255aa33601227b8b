import type { Command } from 'commander';
import type { TrainOptions } from './train-plan.ts';

/** Adds `train`, which trains an agent on an environment into a run folder, or into one for each of several seeds. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .summary('train an agent on an environment')
    .description('Trains an agent on an environment, by the preset of the two where there is one, into a run folder.')
    .argument('<agent>', 'an agent, such as ppo; `policy-ascent list agents` shows all')
    .argument('<environment>', 'an environment, such as CartPole-v1, or a file of your own, such as ./mine.ts')
    .option('--steps <number>', 'environment steps in all, such as 100000, 1e5 or 100_000')
    .option('--seed <number>', 'the same seed gives the same run (default: 1)')
    .option('--seeds <list>', 'a run for each, such as 1..4 or 1,3,7, in folders seed-<seed> of the run folder')
    .option('--workers <number>', 'threads: runs at a time with --seeds, else shares of the environments', '1')
    .option('--envs <number>', 'environments that are stepped side by side')
    .option('--set <name=value...>', 'hyperparameters, such as --set clipRange=0.1 hidden=[64,64]')
    .option('--out <folder>', 'a new or an empty folder (default: runs/<agent>-<environment>-seed<seed>-<time>)')
    .option('--backend <name>', 'what TensorFlow.js computes on: wasm, cpu or tensorflow', 'wasm')
    .addHelpText('after', '\nExample: policy-ascent train ppo CartPole-v1 --seeds 1..4 --workers 2 --set clipRange=0.1')
    .action(async (agent: string, environment: string, options: TrainOptions) => {
      const { planTraining } = await import('./train-plan.ts');
      const plan = await planTraining(agent, environment, options);
      if (plan.seeds === undefined) {
        const { runTraining } = await import('./train-run.ts');
        process.exitCode = await runTraining(plan);
      } else {
        const { runSeeds } = await import('./train-seeds.ts');
        process.exitCode = await runSeeds(plan);
      }
    });
}
