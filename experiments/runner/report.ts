import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { lineFigure, svgToPng, writeWhole } from 'policy-ascent/node';
import { markdownTable } from '../markdown.ts';
import { claimsCsv } from './claims.ts';
import type { Experiment, ReportTable } from './declaration.ts';
import { timeText } from './grid-progress.ts';
import type { Results } from './results.ts';

/**
 * Writes into the experiment's folder: `results/` (runs, mean curves, claims as CSV), `figures/` (SVG and PNG), and
 * `REPORT.md`, which shows them. All but the times in the report are the same whenever they are made.
 */
export async function writeReport(name: string, experiment: Experiment, results: Results): Promise<string> {
  const { claims, tables, figures } = experiment.conclude(results);
  const folder = new URL(`../${name}/`, import.meta.url);
  const write = (path: string, text: string | Uint8Array) => writeWhole(fileURLToPath(new URL(path, folder)), text);
  for (const part of ['results', 'figures']) {
    rmSync(new URL(part, folder), { recursive: true, force: true });
    mkdirSync(new URL(part, folder));
  }
  write('results/runs.csv', results.runsCsv());
  const curves = results.curvesCsv();
  if (curves !== undefined) write('results/curves.csv', curves);
  write('results/claims.csv', claimsCsv(claims));
  for (const [file, drawn] of Object.entries(figures)) {
    const svg = await lineFigure(drawn);
    write(`figures/${file}.svg`, svg);
    write(`figures/${file}.png`, await svgToPng(svg));
  }
  const pictures = Object.entries(figures).map(
    ([file, { title, subtitle }]) => `![${title}; ${subtitle}](figures/${file}.png)`,
  );
  const claimTable: ReportTable = {
    heading: 'What was claimed',
    remark: '',
    head: ['claim', 'published', 'ours', 'verdict'],
    rows: claims.map(({ claim, published, ours, verdict }) => [claim, published, ours, verdict]),
  };
  const parts = [
    `# ${experiment.title}: the report`,
    `${experiment.source}. Written by \`npm run experiment -- ${name}\`; [the page of the experiment](README.md) says what it is about.`,
    ...[claimTable, ...tables].map(tableText),
    ...(pictures.length > 0 ? ['## Figures', ...pictures] : []),
    '## What it took',
    tookText(results),
  ];
  write('REPORT.md', `${parts.join('\n\n')}\n`);
  return fileURLToPath(new URL('REPORT.md', folder));
}

function tableText({ heading, remark, head, rows }: ReportTable): string {
  const table = markdownTable(head, rows).trimEnd();
  return [`## ${heading}`, ...(remark === '' ? [] : [remark]), table].join('\n\n');
}

function tookText({ runs, seeds, seconds }: Results): string {
  const machine = `${cpus()[0]?.model.trim() ?? 'a processor'}, ${availableParallelism()} cores, Node ${process.versions.node}`;
  return `${runs.length} runs over ${seeds} seeds; ${timeText(seconds)} of runs in all, which run side by side (${machine}, shared with others).`;
}
