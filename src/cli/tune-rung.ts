import { ranking, type ScoredRun, trialsOf } from '../train/search/rungs.ts';
import { drawTrial } from '../train/search/search-space.ts';
import { count, measure } from './number-format.ts';
import { oneLine } from './report-error.ts';
import type { TuneDisplay } from './tune-display.ts';
import type { SearchFolder } from './tune-folder.ts';
import type { TuneOrder } from './tune-messages.ts';
import type { TunePlan } from './tune-plan.ts';
import { drawnTexts } from './tune-preset.ts';
import { runInThread } from './tune-thread.ts';

/** What goes on while a search runs. */
export interface RunningSearch {
  readonly plan: TunePlan;
  readonly folder: SearchFolder;
  readonly display: TuneDisplay;
  /** Ends all runs under way; what they had done is lost, and nothing else. */
  readonly signal: AbortSignal;
}

type Job = Omit<ScoredRun, 'score'>;

/**
 * Does the runs of one rung that are not done yet, and returns when all are, or when the signal came.
 *
 * @throws what no trial is to blame for, once the runs beside it are ended
 */
export async function runRung(rung: number, running: RunningSearch): Promise<void> {
  const { plan, signal } = running;
  const jobs = jobsOf(rung, running);
  const ended = new AbortController();
  const end = () => ended.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  const waiting = jobs.values();
  const turn = async () => {
    for (const job of waiting) if (!ended.signal.aborted) await runJob(job, { ...running, signal: ended.signal });
  };
  const turns = Array.from({ length: Math.min(plan.workers, jobs.length) }, turn);
  try {
    await Promise.all(turns);
  } finally {
    end();
    signal.removeEventListener('abort', end);
    await Promise.allSettled(turns);
  }
}

/** Those that are left, seed after seed of trial after trial. */
function jobsOf(rung: number, { plan, folder: { runs } }: RunningSearch): Job[] {
  const done = new Set(runs.map((run) => `${run.rung} ${run.trial} ${run.seed}`));
  return trialsOf(plan.rungs, rung, runs)
    .flatMap((trial) => plan.search.seeds.map((seed) => ({ trial, rung, seed })))
    .filter(({ trial, seed }) => !done.has(`${rung} ${trial} ${seed}`));
}

async function runJob(job: Job, { plan, folder, display, signal }: RunningSearch): Promise<void> {
  const order = orderOf(job, plan);
  const outcome = await runInThread(order, signal, (step) => display.update(job, step));
  if (outcome === undefined) return;
  const { score, failed } = outcome;
  folder.add({ ...job, score });
  display.end(job, order.run.totalSteps);
  if (failed !== undefined) display.print(`trial ${job.trial}, seed ${job.seed}: failed: ${oneLine(failed.message)}`);
  const trial = ranking(folder.runs, job.rung).find((each) => each.trial === job.trial);
  if (trial === undefined || trial.scores.length < plan.search.seeds.length) return;
  const mean = trial.score === -Infinity ? 'failed' : `mean return ${measure(trial.score)}`;
  const after = `after ${count(order.run.totalSteps)} steps`;
  display.print(`trial ${job.trial}: ${mean} ${after}, ${drawnTexts(plan.search, job.trial).join(' ')}`);
}

function orderOf({ trial, rung, seed }: Job, { search, rungs, environment }: TunePlan): TuneOrder {
  const { agent, space, envs, backend } = search;
  const hyperparameters = { ...agent.hyperparameters, ...drawTrial(space, search.seed, trial) };
  const totalSteps = rungs[rung - 1]?.steps ?? search.steps;
  return {
    run: { agent: agent.name, hyperparameters, envs, totalSteps, seed, backend },
    environment: environment.file ?? environment.id,
  };
}
