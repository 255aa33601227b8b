import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { quoted, writeWhole } from 'policy-ascent/node';
import { markdownTable } from '../markdown.ts';
import type { Claim } from './declaration.ts';

const COLUMNS = ['claim', 'published', 'ours', 'verdict'] as const;

/** Claims as a CSV file, every cell in quotation marks. */
export function claimsCsv(claims: readonly Claim[]): string {
  const rows = claims.map((claim) => COLUMNS.map((name) => quoted(claim[name])).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** What {@link claimsCsv} wrote. */
export function readClaims(text: string): Claim[] {
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => {
    const cells = [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"'));
    const [claim = '', published = '', ours = '', verdict] = cells;
    return { claim, published, ours, verdict: verdict as Claim['verdict'] };
  });
}

/** Puts the claims of all experiments that have been run into the table of `experiments/README.md`. */
export function writeIndex(): void {
  const root = new URL('../', import.meta.url);
  const folders = readdirSync(root).filter((name) => existsSync(new URL(`${name}/results/claims.csv`, root)));
  const rows = folders.flatMap((name) => {
    const claims = readClaims(readFileSync(new URL(`${name}/results/claims.csv`, root), 'utf8'));
    return claims.map((claim, i) => [
      i === 0 ? `[${name}](${name}/README.md)` : '',
      ...COLUMNS.map((part) => claim[part]),
    ]);
  });
  const table = markdownTable(['experiment', ...COLUMNS], rows);
  const file = fileURLToPath(new URL('README.md', root));
  writeWhole(file, replaceBetween(readFileSync(file, 'utf8'), 'claims', table));
}

/** The text with what stands between its marks `<!-- begin name -->` and `<!-- end name -->` replaced. */
export function replaceBetween(text: string, name: string, replacement: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no ${begin} … ${end} to write between`);
  return `${text.slice(0, from + begin.length)}\n${replacement}${text.slice(to)}`;
}
