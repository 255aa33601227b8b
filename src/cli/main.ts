#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addCompareCommand } from './compare.ts';
import { addEvaluateCommand } from './evaluate.ts';
import { addInspectCommand } from './inspect.ts';
import { addListCommand } from './list.ts';
import { addPlotCommand } from './plot.ts';
import { addReplayCommand } from './replay.ts';
import { errorText, oneLine } from './report-error.ts';
import { addResumeCommand } from './resume.ts';
import { addTrainCommand } from './train.ts';
import { addTuneCommand } from './tune.ts';
import { ownVersion } from './version.ts';
import { addWatchCommand } from './watch.ts';

// The reader of a pipe may leave early (`policy-ascent list | head -1`): what is still to be said is then for nobody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = new Command('policy-ascent')
  .description('Policy-gradient reinforcement learning: train agents, evaluate and inspect them, see what there is.')
  .version(ownVersion())
  .configureOutput({ outputError: (text, write) => write(`policy-ascent: ${oneLine(text)}\n`) })
  .exitOverride();
addTrainCommand(program);
addResumeCommand(program);
addTuneCommand(program);
addEvaluateCommand(program);
addReplayCommand(program);
addPlotCommand(program);
addCompareCommand(program);
addWatchCommand(program);
addInspectCommand(program);
addListCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(errorText(error));
    process.exitCode = 1;
  }
}
