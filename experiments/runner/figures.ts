import type { Statistics } from 'policy-ascent';
import { COLOURS, type LineFigure, lookOf, type Panel, rangeOf } from 'policy-ascent/node';
import type { MeanPoint, Results } from './results.ts';

/** The learning curves of some arms, a diagram for each task: mean over seeds and its interval. */
export function curvesFigure(
  results: Results,
  {
    title,
    arms,
    tasks,
  }: { readonly title: string; readonly arms: readonly string[]; readonly tasks: readonly string[] },
): LineFigure {
  return {
    title,
    subtitle: `mean over ${results.seeds} seeds; bands: 95 % bootstrap interval of the mean`,
    legend: arms.map((label, i) => ({ label, ...lookOf(i) })),
    panels: tasks.map((task) =>
      curvesPanel(
        task,
        arms.map((arm) => results.curve(arm, task)),
      ),
    ),
  };
}

function curvesPanel(task: string, curves: readonly (readonly MeanPoint[])[]): Panel {
  const points = curves.flat();
  return {
    heading: task,
    height: 300,
    x: { name: 'environment steps', range: [0, Math.max(...points.map(({ step }) => step))], counts: true },
    y: {
      name: 'mean return, last 100 episodes',
      range: rangeOf(points.flatMap(({ low, high }) => [low, high])),
    },
    lines: curves.map((curve, i) => ({ ...lookOf(i), points: curve.map(({ step: x, mean: y }) => ({ x, y })) })),
    bands: curves.map((curve, i) => ({
      colour: lookOf(i).colour,
      points: curve.map(({ step: x, low, high }) => ({ x, low, high })),
    })),
  };
}

/** A row of an interval diagram. */
export interface IntervalRow extends Pick<Statistics, 'mean' | 'interval'> {
  readonly name: string;
  /** What was published, where there is something. */
  readonly published?: number;
}

/** Means with their intervals, a row each, and what was published as a hollow circle. */
export function intervalPanel(heading: string, unit: string, rows: readonly IntervalRow[]): Panel {
  const values = rows.flatMap(({ mean, interval, published = mean }) => [mean, ...interval, published]);
  return {
    heading,
    height: 70 + 24 * rows.length,
    x: { name: unit, range: rangeOf(values) },
    y: {
      name: '',
      range: [rows.length - 0.5, -0.5],
      ticks: rows.map((_, i) => i),
      names: rows.map(({ name }) => name),
    },
    lines: rows.map(({ interval: [low, high] }, i) => ({
      colour: COLOURS.blue,
      points: [
        { x: low, y: i },
        { x: high, y: i },
      ],
    })),
    dots: rows.flatMap(({ mean, published }, i) => [
      { x: mean, y: i, colour: COLOURS.blue },
      ...(published === undefined ? [] : [{ x: published, y: i, colour: COLOURS.vermilion, hollow: true }]),
    ]),
  };
}
