import type { Command } from 'commander';
import type { ReplayOptions } from './replay-run.ts';

/** Adds `replay`, which films a trained policy at work. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .summary('film a trained policy, as a GIF or MP4')
    .description('Runs episodes of a trained policy, without learning, and writes them as a moving picture.')
    .argument('<run>', 'a run folder, or a checkpoint file')
    .option('--gif <file>', 'where to write a GIF (default: replay.gif in the run folder)')
    .option('--mp4 <file>', 'where to write an MP4 instead, through the program ffmpeg')
    .option('--episodes <number>', 'episodes to show, one after the other', '1')
    .option('--max-steps <number>', 'cut an episode off after this many steps', '2000')
    .option('--fps <number>', 'steps a second (default: what the environment asks for, or 30)')
    .option('--every <number>', 'show every n-th step alone, at the same speed (default: 1, or what a GIF needs)')
    .option('--width <number>', 'in pixels, with the height in proportion (default: as it is drawn)')
    .option('--stochastic', 'sample actions instead of taking the most probable one')
    .option('--seed <number>', 'of the environment, and of sampled actions', '0')
    .option('--checkpoint <name>', 'best or last (default: best)')
    .option('--env <environment>', 'another environment or file than the one it was trained in')
    .option('--backend <name>', 'what TensorFlow.js computes on', 'wasm')
    .action(async (run: string, options: ReplayOptions) => {
      const { runReplay } = await import('./replay-run.ts');
      await runReplay(run, options);
    });
}
