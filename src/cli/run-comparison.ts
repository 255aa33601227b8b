import {
  aggregateInterquartileMean,
  aggregateMean,
  chanceOfSeparation,
  improvementInterval,
  probabilityOfImprovement,
  type Scores,
  stratifiedBootstrapInterval,
} from '../core/statistics.ts';
import { runLabels } from '../node/run-curves.ts';
import type { ScoredRun } from '../node/run-scores.ts';

/** A figure and its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The probability that a run of the first set scores above one of the second. */
export interface Improvement extends Estimate {
  /** How probable it is that sets which are alike lie wholly apart, with so many runs. */
  readonly chanceOfSeparation: number;
}

/** What the runs of one set reached on one environment. */
export interface SetFigures {
  /** The agent, and what sets it apart from the other runs there; several, where the set holds several kinds of runs. */
  readonly label: string;
  readonly runs: number;
  /** Environment steps that the shortest and the longest run have taken. */
  readonly steps: readonly [fewest: number, most: number];
  readonly mean: Estimate;
  readonly interquartileMean: Estimate;
}

/** Two sets on one environment. */
export interface TaskComparison {
  readonly environment: string;
  readonly first: SetFigures;
  readonly second: SetFigures;
  readonly improvement: Improvement;
}

/** Two sets on all environments that they have in common. */
export interface Comparison {
  readonly tasks: readonly TaskComparison[];
  /** Over all of them, where they are several: returns of different tasks have no common scale, but wins can be counted. */
  readonly overall: Improvement | undefined;
}

/** Compares two sets of runs, environment by environment, in the order of the first; both must have the same ones. */
export function compareTasks(first: readonly ScoredRun[], second: readonly ScoredRun[]): Comparison {
  const environments = [...new Set(first.map(({ config }) => config.environment.id))];
  const on = (runs: readonly ScoredRun[], id: string) => runs.filter(({ config }) => config.environment.id === id);
  const tasks = environments.map((id) => compareTask(id, on(first, id), on(second, id)));
  const scores = (runs: readonly ScoredRun[]) => environments.map((id) => on(runs, id).map(({ score }) => score));
  return { tasks, overall: tasks.length > 1 ? improvementOf(scores(first), scores(second)) : undefined };
}

function compareTask(environment: string, first: readonly ScoredRun[], second: readonly ScoredRun[]): TaskComparison {
  const labels = runLabels([...first, ...second].map(({ config }) => config));
  return {
    environment,
    first: figuresOf(first, labels.slice(0, first.length)),
    second: figuresOf(second, labels.slice(first.length)),
    improvement: improvementOf([first.map(({ score }) => score)], [second.map(({ score }) => score)]),
  };
}

function figuresOf(runs: readonly ScoredRun[], labels: readonly string[]): SetFigures {
  const scores = [runs.map(({ score }) => score)];
  const estimate = (aggregate: (scores: Scores) => number): Estimate => {
    const [low, high] = stratifiedBootstrapInterval(scores, aggregate);
    return { value: aggregate(scores), low, high };
  };
  const steps = runs.map((run) => run.steps);
  return {
    label: [...new Set(labels)].join(' and '),
    runs: runs.length,
    steps: [Math.min(...steps), Math.max(...steps)],
    mean: estimate(aggregateMean),
    interquartileMean: estimate(aggregateInterquartileMean),
  };
}

function improvementOf(first: Scores, second: Scores): Improvement {
  const [low, high] = improvementInterval(first, second);
  return {
    value: probabilityOfImprovement(first, second),
    low,
    high,
    chanceOfSeparation: chanceOfSeparation(first.map((runs, task) => [runs.length, second[task]?.length ?? 0])),
  };
}
