import {
  createAgent,
  type Environment,
  evaluate,
  InputError,
  load,
  make,
  policyFrom,
  preset,
  type TrainUpdate,
  train,
  wrap,
} from 'policy-ascent';
import { GREEDY_EVALUATION } from '../greedy-evaluation.ts';
import type { Cell, Measure, Measurement } from './declaration.ts';

/** A training run, whole: nothing comes from presets. */
export interface Training {
  readonly agent: string;
  readonly env: string;
  readonly envs: number;
  readonly totalSteps: number;
  /** Those that differ from the agent's defaults. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** The time limit, where it is another than the task's. */
  readonly maxEpisodeSteps?: number;
  /** Whether the agent is told that a time limit ended the task itself, which is wrong, and common. */
  readonly limitTerminates?: boolean;
  /** Greedy episodes of the last policy after training; none when left out. */
  readonly greedyEpisodes?: number;
}

/** Points of a curve. */
const POINTS = 50;

/**
 * Trains once. `final` is the mean undiscounted return of the last 100 training episodes, `average` that of all of them,
 * `greedy` that of the greedy evaluation; the curve is the mean of the last 100 episodes as it stood at each fiftieth of
 * the steps, from the first that had an episode behind it.
 */
export const measureTraining: Measure<Training> = async (training, seed, onProgress): Promise<Measurement> => {
  const { agent, env, envs, totalSteps, hyperparameters, greedyEpisodes } = training;
  await load(env);
  const curve: [number, number][] = [];
  const next = () => ((curve.length + 1) * totalSteps) / POINTS;
  const returns = { sum: 0, count: 0 };
  let last: TrainUpdate | undefined;
  let passed = Number.NaN;
  const settings = { env: () => environmentOf(training), envs, totalSteps, seed };
  for await (const update of train(createAgent(agent, hyperparameters), settings)) {
    const { step, finished, returnMean } = update.progress;
    while (next() < step && curve.length < POINTS) curve.push([next(), passed]);
    passed = returnMean;
    for (const episode of finished) returns.sum += episode.return;
    returns.count += finished.length;
    last = update;
    onProgress(step / totalSteps);
  }
  if (last === undefined) throw new InputError(`${agent} on ${env}`, 'must make an update');
  while (curve.length < POINTS) curve.push([next(), passed]);
  const figures = { final: passed, average: returns.sum / returns.count };
  const known = curve.filter(([, value]) => !Number.isNaN(value));
  if (greedyEpisodes === undefined) return { figures, curve: known };
  const { mean } = evaluate(policyFrom(last.checkpoint), make(env), { ...GREEDY_EVALUATION, episodes: greedyEpisodes });
  return { figures: { ...figures, greedy: mean }, curve: known };
};

/** The environment that a training asks for. */
function environmentOf({ env, maxEpisodeSteps, limitTerminates = false }: Training): Environment {
  const made = make(env, maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps });
  return limitTerminates ? limitAsTermination(made) : made;
}

/** The environment with its truncations told as terminations: bootstrapping stops where the task would have gone on. */
export function limitAsTermination(environment: Environment): Environment {
  return wrap(environment, {
    step(action, into) {
      const step = environment.step(action, into);
      step.terminated ||= step.truncated;
      step.truncated = false;
      return step;
    },
  });
}

/** The settings with the agent's defaults filled in: what the run depends on, though a default should change. */
function completed(training: Training): Training {
  return { ...training, hyperparameters: createAgent(training.agent, training.hyperparameters).hyperparameters };
}

/** The cell of a training: its task is the environment. */
export function trainingCell(arm: string, training: Training): Cell<Training> {
  return { arm, task: training.env, settings: completed(training) };
}

/** A training as the preset of an agent on a task has it. @throws InputError where there is none */
export function presetTraining(agent: string, env: string): Training {
  const found = preset(agent, env);
  if (found === undefined) throw new InputError('preset', 'must be there', `${agent} on ${env}`);
  const { envs, totalSteps, hyperparameters } = found;
  return { agent, env, envs, totalSteps, hyperparameters };
}
