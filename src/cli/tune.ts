import type { Command } from 'commander';
import type { TuneOptions } from './tune-plan.ts';

const EXAMPLES = `
Examples:
  policy-ascent tune ppo CartPole-v1 --space space.yaml --trials 30 --workers 2
  policy-ascent tune ppo CartPole-v1 --space space.yaml --search halving --trials 27
  policy-ascent train --config tuning/ppo-CartPole-v1/preset.yaml --seeds 1..10

A space, each hyperparameter a plain value or where it is drawn from:
  learningRate: { logUniform: [1e-4, 1e-2], schedule: linear }   # from the drawn value to 0
  gamma: { uniform: [0.95, 1] }
  epochs: { integers: [3, 10] }
  hidden: { choices: [[32, 32], [64, 64]] }
  lambda: 0.9                                                    # the same in all trials

What it leaves out is as the preset has it, or the agent. The folder then holds search.json, trials.csv with a row for
each run, and preset.yaml, the best. The same command goes on where it was stopped or killed; a random search also with
more trials.`;

/** Adds `tune`, which searches for good hyperparameters of an agent on an environment. */
export function addTuneCommand(program: Command): void {
  program
    .command('tune')
    .summary('search for good hyperparameters')
    .description(
      'Trains trials with hyperparameters that are drawn at random, scores each by the mean over seeds of greedy episodes ' +
        'after training, and writes the best as a configuration file for train.',
    )
    .argument('<agent>', 'an agent, such as ppo')
    .argument('<environment>', 'an environment, such as CartPole-v1, or a file of your own, such as ./mine.ts')
    .requiredOption('--space <file>', 'a YAML or JSON file that says what is searched')
    .option('--search <name>', 'random, or halving: many trials with few steps, of which the best go on', 'random')
    .option('--trials <number>', 'trials that are drawn', '20')
    .option('--eta <number>', 'of halving: the best 1/eta go on, with eta × the steps (default: 3)')
    .option('--seeds <list>', 'training seeds of each trial', '101..103')
    .option('--steps <number>', "environment steps of a run, on the last rung (default: the preset's, or 100,000)")
    .option('--envs <number>', "environments that are stepped side by side (default: the preset's, or 8)")
    .option('--workers <number>', 'runs at a time', '2')
    .option('--seed <number>', 'names the draws: the same seed gives the same trials', '1')
    .option(
      '--out <folder>',
      'a new or an empty folder, or that of this search (default: tuning/<agent>-<environment>)',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (agent: string, environment: string, options: TuneOptions) => {
      const { planTuning } = await import('./tune-plan.ts');
      const plan = await planTuning(agent, environment, options);
      const { runSearch } = await import('./tune-search.ts');
      process.exitCode = await runSearch(plan);
    });
}
