import { extname } from 'node:path';
import { InputError, show } from '../core/input-error.ts';
import { quoted } from '../node/csv-text.ts';
import { curvesSvg } from '../node/curves-figure.ts';
import { findRuns } from '../node/found-runs.ts';
import { svgToPng } from '../node/picture.ts';
import { type CurveGroup, groupCurves, readRunCurve } from '../node/run-curves.ts';
import { writeWhole } from '../node/whole-file.ts';
import { count, measure } from './number-format.ts';
import { table } from './table.ts';

/** The options of `plot` as they stand on the command line. */
export interface PlotOptions {
  readonly out: string;
  readonly csv?: string;
}

/** Draws the learning curves of runs, and prints where they end; every error in what was asked for is an InputError. */
export async function plotRuns(paths: readonly string[], { out, csv }: PlotOptions): Promise<void> {
  const kind = extname(out);
  if (kind !== '.svg' && kind !== '.png') throw new InputError('--out', 'must end in .svg or .png', show(out));
  const curves = findRuns(paths).map((folder) => ({ folder, ...readRunCurve(folder) }));
  const groups = groupCurves(curves);
  const svg = await curvesSvg(groups);
  writeWhole(out, kind === '.svg' ? svg : await svgToPng(svg));
  if (csv !== undefined) writeWhole(csv, csvOf(groups));
  for (const { folder } of curves.filter(({ step }) => step.length === 0)) {
    process.stdout.write(`left out: ${folder}, in which no episode has ended\n`);
  }
  const headings = ['environment', 'agent', 'seeds', 'up to step', 'mean return', '95 % interval'];
  process.stdout.write(`${table(groups.map(cellsOf), headings)}written: ${[out, csv].filter(Boolean).join(', ')}\n`);
}

function cellsOf({ environment, label, seeds, points }: CurveGroup): string[] {
  const last = points.at(-1);
  if (last === undefined) return [environment, label, String(seeds.length), 'no step that all reached', '', ''];
  const { step, mean, low, high } = last;
  const interval = seeds.length === 1 ? '' : `${measure(low)} … ${measure(high)}`;
  return [environment, label, String(seeds.length), count(step), measure(mean), interval];
}

/** A row for each point; labels hold commas, so they are quoted. */
function csvOf(groups: readonly CurveGroup[]): string {
  const rows = groups.flatMap(({ environment, label, seeds, points }) =>
    points.map(({ step, mean, low, high }) =>
      [environment, quoted(label), seeds.length, step, mean, low, high].join(','),
    ),
  );
  return `${['environment,label,seeds,step,mean,low,high', ...rows].join('\n')}\n`;
}
