import { type Preset, statisticsOf } from 'policy-ascent';
import { markdownTable } from '../markdown.ts';
import type { Claim } from '../runner/declaration.ts';
import { leastOf, zoo } from './published.ts';
import type { SeedResult } from './results.ts';

/** A preset and what its seeds came to. */
export interface Cell {
  readonly preset: Preset;
  readonly rows: readonly SeedResult[];
}

const AGENTS = ['reinforce', 'a2c', 'npg', 'trpo', 'ppo'] as const;

/**
 * A row for each task, a column for each agent: the mean over seeds of the greedy evaluation with its 95 % interval, the
 * training steps, and the median of the wall seconds.
 */
export function resultsTable(cells: readonly Cell[]): string {
  const tasks = [...new Set(cells.map(({ preset }) => preset.env))];
  const rows = tasks.map((env) => {
    const found = AGENTS.map((agent) => cells.find(({ preset }) => preset.agent === agent && preset.env === env));
    return [env, ...found.map((cell) => (cell === undefined || cell.rows.length === 0 ? '' : cellText(cell)))];
  });
  return markdownTable(['task', ...AGENTS.map((agent) => agent.toUpperCase())], rows);
}

function cellText({ rows }: Cell): string {
  const { mean, interval } = statisticsOf(rows.map(({ greedy }) => greedy));
  const seconds = statisticsOf(rows.map((row) => row.seconds)).median;
  const steps = Math.max(...rows.map((row) => row.steps));
  return `**${decimal(mean)}** [${interval.map(decimal).join(', ')}] ${thousands(steps)}, ${seconds.toFixed(1)} s`;
}

/** A row for each cell that rl-baselines3-zoo has too: its figure, ours, and whether ours reaches its mean less one deviation. */
export function comparisonTable(cells: readonly Cell[]): string {
  const rows = AGENTS.flatMap((agent) =>
    Object.entries(zoo[agent] ?? {}).map(([env, published]) => {
      const cell = cells.find(({ preset }) => preset.agent === agent && preset.env === env);
      const theirs = `${decimal(published.mean)} ± ${decimal(published.deviation)} (${thousands(published.steps)})`;
      if (cell === undefined || cell.rows.length === 0) return [agent, env, theirs, '', '', '', 'not run'];
      const greedy = cell.rows.map((row) => row.greedy);
      const { mean, interval, minimum } = statisticsOf(greedy);
      const least = leastOf(published);
      const verdict = mean >= least ? 'reached' : `falls short by ${decimal(least - mean)}`;
      const ours = `${decimal(mean)} [${interval.map(decimal).join(', ')}] (${thousands(cell.preset.totalSteps)})`;
      return [agent, env, theirs, ours, decimal(minimum), solvedText(cell.rows), verdict];
    }),
  );
  const head = ['agent', 'task', 'zoo: mean ± deviation (steps)', 'ours: mean over seeds [95 % interval] (steps)'];
  return markdownTable([...head, 'worst seed', 'solved: seeds, median step', 'against mean − deviation'], rows);
}

/** That the presets reach what the zoo publishes, in how many of its cells. */
export function comparisonClaim(cells: readonly Cell[]): Claim {
  const reached = cells.map(({ preset, rows }) => {
    const published = zoo[preset.agent]?.[preset.env];
    if (published === undefined || rows.length === 0) return undefined;
    return statisticsOf(rows.map(({ greedy }) => greedy)).mean >= leastOf(published);
  });
  const count = reached.filter(Boolean).length;
  const all = Object.values(zoo).flatMap((tasks) => Object.keys(tasks)).length;
  return {
    claim:
      'PPO, TRPO and A2C by our presets, greedy over ten seeds, reach the mean less one deviation of rl-baselines3-zoo',
    published: `${all} cells of five tasks`,
    ours: `${count} of ${all}`,
    verdict: count === all ? 'reproduced' : count > 0 ? 'in part' : 'not reproduced',
  };
}

function solvedText(rows: readonly SeedResult[]): string {
  const solved = rows.flatMap(({ solvedAtStep }) => solvedAtStep ?? []);
  if (solved.length === 0) return '';
  return `${solved.length} of ${rows.length}, ${Math.round(statisticsOf(solved).median).toLocaleString('en-US')}`;
}

/** `500.0`, `−84.13`, `0.7421`: four digits at most. */
function decimal(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 1 : size >= 1 ? 2 : 3).replace('-', '−');
}

/** `100k`, `1M` */
function thousands(steps: number): string {
  return steps >= 1e6 ? `${Number((steps / 1e6).toFixed(2))}M` : `${Number((steps / 1e3).toFixed(1))}k`;
}
