import { backendNames, useBackend } from '../core/backend.ts';
import { policyFrom } from '../core/checkpoint.ts';
import { type Evaluation, evaluate } from '../core/evaluation.ts';
import { type CheckpointName, checkpointFile, readCheckpoint } from '../node/load-policy.ts';
import { count, measure } from './number-format.ts';
import { oneOfWords, wholeNumber } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';
import { table } from './table.ts';
import { trainedEnvironment } from './trained-environment.ts';

/** The options of `evaluate` as they stand on the command line. */
export interface EvaluateOptions {
  readonly episodes: string;
  readonly maxSteps?: string;
  readonly stochastic?: boolean;
  readonly seed: string;
  readonly checkpoint?: string;
  readonly env?: string;
  readonly backend: string;
}

/** Evaluates the policy of a run and prints the statistics; every error in what was asked for is an InputError. */
export async function runEvaluation(run: string, options: EvaluateOptions): Promise<void> {
  quietTensors();
  const episodes = wholeNumber('--episodes', options.episodes, 1);
  const maxEpisodeSteps = options.maxSteps === undefined ? Infinity : wholeNumber('--max-steps', options.maxSteps, 1);
  const seed = wholeNumber('--seed', options.seed, 0);
  const backend = oneOfWords('--backend', options.backend, backendNames);
  const name = options.checkpoint && oneOfWords('--checkpoint', options.checkpoint, ['best', 'last']);
  const file = checkpointFile(run, (name || undefined) as CheckpointName | undefined);
  const checkpoint = readCheckpoint(file);
  const { id, make } = await trainedEnvironment(run, checkpoint, options.env);
  const environment = make();
  await useBackend(backend);
  const policy = policyFrom(checkpoint, { seed });
  const deterministic = options.stochastic !== true;
  const progress = await episodeBar(episodes);
  const onEpisode = () => progress.increment();
  let evaluation: Evaluation;
  try {
    evaluation = evaluate(policy, environment, { episodes, maxEpisodeSteps, seed, deterministic, onEpisode });
  } finally {
    progress.stop();
    environment.close?.();
  }
  const actions = deterministic ? 'most probable actions' : 'sampled actions';
  const what = `${checkpoint.agent.name} on ${id}, step ${count(checkpoint.step)}: ${count(episodes)} episodes, ${actions}, seed ${seed}`;
  process.stdout.write(`${what}\ncheckpoint: ${file}\n${evaluationTable(evaluation)}`);
}

function evaluationTable(evaluation: Evaluation): string {
  const { mean, standardDeviation, median, minimum, maximum, interval, lengthMean } = evaluation;
  return table([
    ['mean return', measure(mean)],
    ['95 % interval of the mean', `${measure(interval[0])} … ${measure(interval[1])}`],
    ['standard deviation', measure(standardDeviation)],
    ['median', measure(median)],
    ['lowest, highest', `${measure(minimum)}, ${measure(maximum)}`],
    ['mean length', `${measure(lengthMean)} steps`],
  ]);
}

/** A bar of finished episodes on a terminal, nothing in a pipe. */
async function episodeBar(episodes: number): Promise<{ increment(): void; stop(): void }> {
  if (!process.stdout.isTTY) return { increment() {}, stop() {} };
  const { SingleBar } = await import('cli-progress');
  const format = '{bar} {percentage}% | {value}/{total} episodes';
  const look = { barCompleteChar: '█', barIncompleteChar: '░', barsize: 20 };
  const bar = new SingleBar({ format, stream: process.stdout, ...look, forceRedraw: true });
  bar.start(episodes, 0);
  return bar;
}
