import { join } from 'node:path';
import { bootstrapInterval, mean } from '../core/statistics.ts';
import { readColumns } from './csv-columns.ts';
import { type RunConfig, readRunConfig } from './run-config.ts';
import { valueText } from './value-text.ts';

/** A run's mean return over its last 100 training episodes, as it rose with the environment steps. */
export interface RunCurve {
  readonly config: RunConfig;
  /** Rising. */
  readonly step: readonly number[];
  readonly returnMean: readonly number[];
}

/** Runs that differ in nothing but their seeds, and their mean. */
export interface CurveGroup {
  /** The agent, and what sets the group apart from the environment's others of that agent. */
  readonly label: string;
  readonly environment: string;
  readonly rewardThreshold: number | undefined;
  readonly seeds: readonly number[];
  readonly points: readonly CurvePoint[];
}

/** The mean over seeds, and its 95 % bootstrap interval; a point, where there is one seed. */
export interface CurvePoint {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Points of a group's curve. */
const POINTS = 200;

/** The curve of a run folder; without points where no episode has ended. */
export function readRunCurve(folder: string): RunCurve {
  const { step = [], returnMean = [] } = readColumns(join(folder, 'progress.csv'));
  const known = Array.from(step.keys()).filter((i) => !Number.isNaN(returnMean[i]));
  return {
    config: readRunConfig(folder),
    step: known.map((i) => step[i] as number),
    returnMean: known.map((i) => returnMean[i] as number),
  };
}

/**
 * Puts together the runs that differ in nothing but their seeds, environment by environment, and takes their means over the
 * steps that all of a group have reached: on 200 steps evenly spread, linear between updates. Runs without points are left
 * out.
 */
export function groupCurves(curves: readonly RunCurve[]): CurveGroup[] {
  const drawn = curves.filter(({ step }) => step.length > 0);
  return grouped(drawn, ({ config }) => config.environment.id).flatMap((sameTask) => {
    const groups = grouped(sameTask, ({ config }) => JSON.stringify(settingsOf(config)));
    const labels = runLabels(groups.map(([{ config }]) => config));
    return groups.map((runs, i) => ({
      label: labels[i] as string,
      environment: runs[0].config.environment.id,
      rewardThreshold: runs[0].config.rewardThreshold,
      seeds: runs.map(({ config }) => config.seed),
      points: pointsOf(runs),
    }));
  });
}

type Group<T> = [T, ...T[]];

/** Those with the same key together, in the order in which the first of each came. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** What must be equal for two runs to be one of a kind, by the names in which they differ otherwise. */
function settingsOf({ agent, environment, envs, totalSteps }: RunConfig): Readonly<Record<string, unknown>> {
  return { agent: agent.name, environment: environment.id, ...agent.hyperparameters, envs, totalSteps };
}

/** What to call runs of one environment: `ppo`, or `ppo, clipRange 0.1` where others of that agent have other clip ranges. */
export function runLabels(configs: readonly RunConfig[]): string[] {
  const all = configs.map(settingsOf);
  return all.map((settings) => {
    const rivals = all.filter(({ agent }) => agent === settings.agent);
    const differing = Object.keys(settings).filter((name) =>
      rivals.some((other) => JSON.stringify(other[name]) !== JSON.stringify(settings[name])),
    );
    return [settings.agent, ...differing.map((name) => `${name} ${valueText(settings[name])}`)].join(', ');
  });
}

function pointsOf(runs: readonly RunCurve[]): CurvePoint[] {
  const first = Math.max(...runs.map(({ step }) => step[0] as number));
  const last = Math.min(...runs.map(({ step }) => step.at(-1) as number));
  if (last < first) return [];
  const count = last === first ? 1 : POINTS;
  return Array.from({ length: count }, (_, i) => {
    const step = count === 1 ? first : first + ((last - first) * i) / (count - 1);
    const values = runs.map((run) => interpolate(run, step));
    const [low, high] = bootstrapInterval(values);
    return { step, mean: mean(values), low, high };
  });
}

/** The curve's value between its points, linear; the point before `step` is found by halving. */
function interpolate({ step: steps, returnMean }: RunCurve, step: number): number {
  let [below, above] = [0, steps.length - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((steps[middle] as number) <= step) below = middle;
    else above = middle;
  }
  const [x0, x1] = [steps[below] as number, steps[above] as number];
  const [y0, y1] = [returnMean[below] as number, returnMean[above] as number];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (step - x0)) / (x1 - x0);
}
