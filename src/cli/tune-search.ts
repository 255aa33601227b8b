import { InputError } from '../core/input-error.ts';
import { ranking } from '../train/search/rungs.ts';
import { count, measure } from './number-format.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { table } from './table.ts';
import { tuneDisplay } from './tune-display.ts';
import { SearchFolder } from './tune-folder.ts';
import type { TunePlan } from './tune-plan.ts';
import { drawnTexts, intervalText, methodText, presetYaml } from './tune-preset.ts';
import { runRung } from './tune-rung.ts';

/** Trials in the table at the end. */
const SHOWN = 5;

/**
 * Runs a search as planned, `workers` runs at a time, and writes each down as soon as it is done.
 *
 * @returns the exit code: 0; 130 where a signal ended it early
 * @throws InputError where the folder is not its own, and where all trials failed
 */
export async function runSearch(plan: TunePlan): Promise<number> {
  const folder = SearchFolder.open(plan.out, plan.search);
  const stop = stopOnSignal();
  try {
    process.stdout.write(heading(plan, folder));
    const display = tuneDisplay(workLeft(plan, folder));
    try {
      for (const rung of plan.rungs.keys()) await runRung(rung + 1, { plan, folder, display, signal: stop.signal });
    } finally {
      display.stop();
    }
    if (!stop.signal.aborted) process.stdout.write(finish(plan, folder));
  } finally {
    stop.forget();
    folder.close();
  }
  if (!stop.signal.aborted) return 0;
  process.stdout.write(`stopped with ${runs(folder.runs.length)} done; the same command goes on\n`);
  return 130;
}

/** What there is to do, as if no trial failed. */
function workLeft({ rungs, search: { seeds } }: TunePlan, { runs: done }: SearchFolder) {
  const left = rungs.map(({ trials, steps }, i) => {
    const all = trials * seeds.length;
    return { runs: all - done.filter(({ rung }) => rung === i + 1).length, steps };
  });
  return {
    runs: left.reduce((sum, rung) => sum + rung.runs, 0),
    steps: left.reduce((sum, rung) => sum + rung.runs * rung.steps, 0),
  };
}

/** Writes the preset, and returns what there is to say of the best. */
function finish({ rungs, search, spaceFile }: TunePlan, folder: SearchFolder): string {
  const last = ranking(folder.runs, rungs.length).filter(({ score }) => score > -Infinity);
  const [best] = last;
  if (best === undefined) throw new InputError('tuning', 'must have a trial that does not fail', 'failures of all');
  const rows = last.slice(0, SHOWN).map(({ trial, score, scores }) => {
    return [String(trial), measure(score), intervalText(scores), drawnTexts(search, trial).join(' ')];
  });
  const preset = folder.writePreset(presetYaml(search, best, spaceFile));
  const shown = table(rows, ['trial', 'mean return', '95 % interval', 'hyperparameters']);
  return `${shown}the best, for train --config: ${preset}\n`;
}

function heading({ search, rungs, workers, spaceFile, out }: TunePlan, { runs: done }: SearchFolder): string {
  const { agent, environment, seeds, envs } = search;
  const environments = `${envs} ${envs === 1 ? 'environment' : 'environments'}`;
  const each = `${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'} each`;
  const stages = rungs.map(({ trials, steps }) => `${count(trials)} of ${count(steps)} steps`).join(', ');
  return [
    `${agent.name} on ${environment.id}: ${methodText(search)}, ${each}, ${environments}, ${workers} at a time`,
    `trials: ${stages}; space: ${spaceFile}`,
    `search folder: ${out}${done.length === 0 ? '' : `, in which ${runs(done.length)} are done`}`,
    '',
  ].join('\n');
}

function runs(number: number): string {
  return `${count(number)} ${number === 1 ? 'run' : 'runs'}`;
}
