import { RETURN_WINDOW } from '../core/episode-window.ts';
import { InputError } from '../core/input-error.ts';
import { type Legend, type LineFigure, lineFigure, type Panel } from './line-figure.ts';
import { type Look, lookOf, rangeOf } from './line-looks.ts';
import type { CurveGroup } from './run-curves.ts';

/**
 * Learning curves as an SVG picture, a diagram for each environment: of each group the mean over its seeds, and the 95 %
 * bootstrap interval of that mean as a band; of a single run its own curve.
 *
 * @throws InputError where there is nothing to draw
 */
export async function curvesSvg(groups: readonly CurveGroup[]): Promise<string> {
  const drawn = groups.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) throw new InputError('curves', 'must have a run in which an episode has ended', 'none');
  return lineFigure(curvesFigure(drawn));
}

function curvesFigure(groups: readonly CurveGroup[]): LineFigure {
  const labels = [...new Set(groups.map(labelOf))];
  const looks = new Map(labels.map((label, i) => [label, lookOf(i)]));
  const environments = [...new Set(groups.map(({ environment }) => environment))];
  const legend: Legend = labels.map((label) => ({ label, ...(looks.get(label) as Look) }));
  const banded = groups.some(({ seeds }) => seeds.length > 1);
  const of = environments.length === 1 ? ` on ${environments[0]}` : '';
  return {
    title: `Learning curves${of}`,
    subtitle: banded ? 'mean over seeds; bands: 95 % bootstrap interval of the mean' : 'one run a line',
    legend,
    panels: environments.map((environment) => {
      const own = groups.filter((group) => group.environment === environment);
      const panel = panelOf(own, looks);
      return environments.length === 1 ? panel : { ...panel, heading: environment };
    }),
  };
}

function labelOf({ label, seeds }: CurveGroup): string {
  return `${label} (${seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`})`;
}

function panelOf(groups: readonly CurveGroup[], looks: ReadonlyMap<string, Look>): Panel {
  const thresholds = [...new Set(groups.flatMap(({ rewardThreshold }) => rewardThreshold ?? []))];
  const points = groups.flatMap((group) => group.points);
  const range = rangeOf([...points.flatMap(({ low, high, mean }) => [low, high, mean]), ...thresholds]);
  const end = Math.max(...points.map(({ step }) => step));
  return {
    x: { name: 'environment steps (all environments together)', range: [0, end], counts: true },
    y: { name: `mean return, last ${RETURN_WINDOW} episodes`, range },
    height: 380,
    levels: thresholds,
    notes: thresholds.map((level) => ({ x: 0.01 * end, y: level, text: `reward threshold ${level}` })),
    lines: groups.map((group) => ({
      points: group.points.map(({ step, mean }) => ({ x: step, y: mean })),
      ...(looks.get(labelOf(group)) as Look),
    })),
    bands: groups
      .filter(({ seeds }) => seeds.length > 1)
      .map((group) => ({
        points: group.points.map(({ step, low, high }) => ({ x: step, low, high })),
        colour: (looks.get(labelOf(group)) as Look).colour,
      })),
  };
}
