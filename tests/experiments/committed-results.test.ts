import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readClaims } from '../../experiments/runner/claims.ts';
import { experimentNames, isDeclared, loadExperiment } from '../../experiments/runner/experiments.ts';
import { Results } from '../../experiments/runner/results.ts';

const text = (path: string) => readFileSync(new URL(`../../experiments/${path}`, import.meta.url), 'utf8');
const hasResults = (name: string) =>
  existsSync(new URL(`../../experiments/${name}/results/claims.csv`, import.meta.url));
const names = experimentNames();

describe.each(names)('%s', (name) => {
  it('has been run, has a page, and stands in the index with every claim', () => {
    expect(hasResults(name)).toBe(true);
    expect(text(`${name}/README.md`)).toMatch(/^# /);
    const claims = readClaims(text(`${name}/results/claims.csv`));
    expect(claims.length).toBeGreaterThan(0);
    const index = text('README.md');
    for (const { claim, published, ours, verdict } of claims) {
      expect(index).toContain(`| ${claim} | ${published} | ${ours} | ${verdict} |`);
    }
  });
});

describe.each(names.filter(isDeclared))('%s', (name) => {
  it('has a row for every cell and seed', async () => {
    const { cells, seeds } = await loadExperiment(name);
    const rows = text(`${name}/results/runs.csv`).trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(cells.length * seeds);
    expect(new Set(rows.map((row) => row.split(',').slice(0, 3).join())).size).toBeGreaterThanOrEqual(
      new Set(cells.map(({ task }) => task)).size,
    );
  });
});

describe('a run that is done again', () => {
  it.each([
    ['schulman-2016', 'γ = 0.99, λ = 0.96', 'batches of 1000 steps'],
    ['williams-1992', 'exact advantage', 'LinearQuadraticRegulator-v0'],
    ['zoo', 'PPO', 'MountainCarContinuous-v0'],
    ['truncation', 'PPO, termination', 'MountainCarContinuous-v0'],
  ])('gives the committed row of %s: %s on %s', async (name, arm, task) => {
    const { cells, measure } = await loadExperiment(name);
    const cell = cells.find((each) => each.arm === arm && each.task === task);
    if (cell === undefined) throw new Error(`no ${arm} on ${task}`);
    const measured = await measure(cell.settings, 1, () => {});
    const [, row = ''] = new Results([{ cell, seed: 1, seconds: 0, ...measured }]).runsCsv().split('\n');
    expect(text(`${name}/results/runs.csv`)).toContain(row);
  });
});
