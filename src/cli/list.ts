import type { Command } from 'commander';

/** Adds `list`, which shows the agents, environments and presets there are, or one agent's hyperparameters. */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .summary('show agents, environments, presets, or an agent’s hyperparameters')
    .description('Shows the agents, environments and presets there are, or the hyperparameters of one agent.')
    .argument('[what]', 'agents, environments, presets, or the name of an agent; everything when left out')
    .action(async (what: string | undefined) => {
      const { listing } = await import('./listing.ts');
      process.stdout.write(await listing(what));
    });
}
