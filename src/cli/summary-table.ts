import { join } from 'node:path';
import type { RunSummary } from '../node/run-summary.ts';
import { count, duration, measure } from './number-format.ts';
import { table } from './table.ts';

/** The end of a run in a few figures, and where its files are. */
export function summaryTable(folder: string, summary: RunSummary): string {
  const { steps, seconds, stepsPerSecond, episodes, returnMean, bestReturnMean, bestStep } = summary;
  const window = `last ${Math.min(100, Math.max(1, episodes))}`;
  const best =
    bestReturnMean === null ? 'fewer than 100 episodes' : `${measure(bestReturnMean)} at step ${count(bestStep)}`;
  return table([
    ...(summary.ended === 'interrupted' ? [['ended', 'interrupted; the checkpoint is saved']] : []),
    ['steps', count(steps)],
    ['time', duration(seconds)],
    ['steps per second', count(stepsPerSecond)],
    ['episodes', count(episodes)],
    [`mean return (${window})`, measure(returnMean)],
    ['best mean return', best],
    ['solved', solved(summary)],
    ['checkpoints', join(folder, 'checkpoints')],
    ['learning curve', join(folder, 'curve.png')],
  ]);
}

function solved({ rewardThreshold, solvedAtStep }: RunSummary): string {
  if (rewardThreshold === null) return 'no threshold is set';
  return solvedAtStep === null
    ? `not yet (threshold ${rewardThreshold})`
    : `at step ${count(solvedAtStep)} (threshold ${rewardThreshold})`;
}
