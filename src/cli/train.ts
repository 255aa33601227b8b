import type { Command } from 'commander';
import type { TrainOptions } from './train-plan.ts';

const EXAMPLES = `
Examples:
  policy-ascent train ppo CartPole-v1 --seeds 1..4 --workers 2 --set clipRange=0.1
  policy-ascent train --config run.yaml --seed 2      what the command line names wins over the file

A configuration file, with any of these keys:
  agent: ppo
  environment: CartPole-v1      # or a file of your own, beside this one: ./mine.ts
  steps: 1e5
  seeds: 1..4                   # or seed: 1
  envs: 8
  workers: 2
  set: { clipRange: 0.1, hidden: [64, 64], learningRate: linear:1e-3:0 }
  out: runs/clip                # from where you stand
  backend: wasm
  tensorboard: true

The config.json of a run folder is such a file too, and repeats the run.`;

/** Adds `train`, which trains an agent on an environment into a run folder, or into one for each of several seeds. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .summary('train an agent on an environment')
    .description('Trains an agent on an environment, by the preset of the two where there is one, into a run folder.')
    .argument('[agent]', 'an agent, such as ppo; `policy-ascent list agents` shows all')
    .argument('[environment]', 'an environment, such as CartPole-v1, or a file of your own, such as ./mine.ts')
    .option('--config <file>', 'a YAML or JSON file with any of what follows, and the two above; flags win over it')
    .option('--steps <number>', 'environment steps in all, such as 100000, 1e5 or 100_000')
    .option('--seed <number>', 'the same seed gives the same run (default: 1)')
    .option('--seeds <list>', 'a run for each, such as 1..4 or 1,3,7, in folders seed-<seed> of the run folder')
    .option('--workers <number>', 'threads: runs at a time with --seeds, else shares of the environments (default: 1)')
    .option('--envs <number>', 'environments that are stepped side by side')
    .option('--set <name=value...>', 'hyperparameters, such as --set clipRange=0.1 hidden=[64,64]')
    .option('--out <folder>', 'a new or an empty folder (default: runs/<agent>-<environment>-seed<seed>-<time>)')
    .option('--backend <name>', 'what TensorFlow.js computes on: wasm, cpu or tensorflow (default: wasm)')
    .option('--tensorboard', 'write an event file for TensorBoard into the run folder too')
    .option('--no-tensorboard', 'write none, whatever the file says')
    .addHelpText('after', EXAMPLES)
    .action(runTrain);
}

async function runTrain(
  named: string | undefined,
  where: string | undefined,
  { config, ...given }: TrainOptions & { readonly config?: string },
  command: Command,
): Promise<void> {
  const asked = { agent: named, environment: where, options: given };
  const { agent, environment, options } =
    config === undefined ? asked : await (await import('./train-config.ts')).withConfigFile(config, asked);
  if (agent === undefined) return command.error("missing required argument 'agent'");
  if (environment === undefined) return command.error("missing required argument 'environment'");
  const { planTraining } = await import('./train-plan.ts');
  const plan = await planTraining(agent, environment, options);
  if (plan.seeds === undefined) {
    const { runTraining } = await import('./train-run.ts');
    process.exitCode = await runTraining(plan);
  } else {
    const { runSeeds } = await import('./train-seeds.ts');
    process.exitCode = await runSeeds(plan);
  }
}
