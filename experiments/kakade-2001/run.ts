import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import Table from 'cli-table3';
import { useBackend } from 'policy-ascent';
import { lineFigure, svgToPng, writeWhole } from 'policy-ascent/node';
import { csv, rounded } from '../csv.ts';
import { claimsCsv, writeIndex } from '../runner/claims.ts';
import { claimsOf } from './claims.ts';
import { type DirectionRow, directionRows } from './directions.ts';
import { phaseFigure, regulatorFigure, rewardFigure } from './figures.ts';
import { twoStateFlows } from './flows.ts';
import {
  type Plateau,
  plateaus,
  plateausCsv,
  type RegulatorTimes,
  regulatorCsv,
  regulatorTimes,
  regulatorTimesCsv,
  twoStateCsv,
} from './results.ts';

/** Everything that is computed, and the CSV files that keep it. */
export function compute() {
  const flows = twoStateFlows();
  const [starts, times, directions] = [plateaus(), regulatorTimes(), directionRows()];
  const files: Readonly<Record<string, string>> = {
    'two-state.csv': twoStateCsv(flows),
    'two-state-starts.csv': plateausCsv(starts),
    'regulator.csv': regulatorCsv(),
    'regulator-times.csv': regulatorTimesCsv(times),
    'directions.csv': directionsCsv(directions),
    'claims.csv': claimsCsv(claimsOf(starts, times)),
  };
  return { flows, starts, times, directions, files };
}

/** Writes `results/` and `figures/` beside this file and prints the tables. */
export async function run(): Promise<void> {
  tf.enableProdMode(); // no advice from tfjs
  await useBackend('cpu');
  const { flows, starts, times, directions, files } = compute();
  for (const [name, text] of Object.entries(files)) writeWhole(here(`results/${name}`), text);
  const figures = {
    'two-state-reward': rewardFigure(flows),
    'two-state-phase': phaseFigure(flows),
    'regulator-cost': regulatorFigure(),
  };
  for (const [name, figure] of Object.entries(figures)) {
    const svg = await lineFigure(figure);
    writeWhole(here(`figures/${name}.svg`), svg);
    writeWhole(here(`figures/${name}.png`), await svgToPng(svg));
  }
  process.stdout.write(`${startTable(starts)}\n${timesTable(times)}\n${directionTable(directions)}\n`);
  writeIndex();
  process.stdout.write(`written: ${here('results')}, ${here('figures')}\n`);
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function directionsCsv(rows: readonly DirectionRow[]): string {
  const names = ['problem', 'source', 'time', 'gradient1', 'gradient2', 'natural1', 'natural2'];
  return csv(
    names,
    rows.map(({ problem, source, time, plain, natural }) => [problem, source, time, ...plain, ...natural]),
  );
}

function startTable(rows: readonly Plateau[]): string {
  const published = ['paper: 0.8, 0.1', '0.8, 0.2', '1e-7', '0.05', '1e7', '1e7 less'];
  const ours = rows.map(({ stays, stationary, smallest, times }) => {
    const pairs = [stays, stationary].map((pair) => pair.map(rounded).join(', '));
    return [...pairs, ...[smallest.plain, smallest.natural, times.plain, times.natural].map(figure)];
  });
  const head = ['π(stay|i), π(stay|j)', 'ρ(i), ρ(j)', 'least ρ(j), plain', 'natural', 'time to 1.95, plain', 'natural'];
  return `Two states: the plateau, by the start\n${table(head, [published, ...ours])}`;
}

function timesTable(rows: readonly RegulatorTimes[]): string {
  const ours = rows.map(({ scales, times: { plain, natural, alone } }) => {
    return [scales.join(', '), ...[plain, natural, alone, plain / natural].map(figure)];
  });
  const published = ['paper: not printed', '', '', '', 'about 1000'];
  const head = ['s₁, s₂', 'time to 22, plain', 'natural', 'natural, F alone', 'plain / natural'];
  return `Regulator: the time to a cost of 22, by the scales\n${table(head, [published, ...ours])}`;
}

function directionTable(rows: readonly DirectionRow[]): string {
  const ours = rows.map(({ problem, source, time, natural, error }) => {
    const off = source === 'closed form' ? '' : error.toPrecision(2);
    return [problem, figure(time), source, natural.map(figure).join(', '), off];
  });
  const head = ['problem', 'time', 'from', 'natural gradient', 'relative error'];
  return `The library beside the closed form, with 10⁻³ I added to F\n${table(head, ours)}`;
}

function figure(value: number | undefined): string {
  return value === undefined ? 'not reached' : String(rounded(value));
}

function table(head: string[], rows: string[][]): string {
  const made = new Table({ head, style: { head: [], border: [], compact: true } });
  made.push(...rows);
  return `${made.toString()}\n`;
}
