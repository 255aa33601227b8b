import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAgent, type Preset } from 'policy-ascent';
import { writeWhole } from 'policy-ascent/node';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly steps: number;
  /** Mean return of the last 100 training episodes. */
  readonly trainReturn: number;
  /** At which step that first reached the task's threshold. */
  readonly solvedAtStep: number | undefined;
  /** Mean return of the greedy evaluation, and the deviation of its episodes. */
  readonly greedy: number;
  readonly deviation: number;
  /** Wall seconds of training. */
  readonly seconds: number;
}

const COLUMNS = ['seed', 'steps', 'trainReturn', 'solvedAtStep', 'greedy', 'deviation', 'seconds'] as const;

/** The file of one agent on one task. Its first line says of which preset it is, the second what the columns are. */
function cellFile({ agent, env }: Preset): string {
  return fileURLToPath(new URL(`results/${agent}-${env}.csv`, import.meta.url));
}

/** The rows that are there of a preset, by rising seed; none where the file is of an earlier one, of which it says nothing. */
export function readResults(preset: Preset): SeedResult[] {
  const path = cellFile(preset);
  const [first, , ...lines] = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  return first === describePreset(preset) ? lines.map(resultOf) : [];
}

export function writeResults(preset: Preset, results: readonly SeedResult[]): void {
  const sorted = [...results].sort((a, b) => a.seed - b.seed);
  const line = (row: SeedResult) => COLUMNS.map((name) => row[name] ?? '').join(',');
  mkdirSync(new URL('results', import.meta.url), { recursive: true });
  writeWhole(cellFile(preset), `${[describePreset(preset), COLUMNS.join(','), ...sorted.map(line)].join('\n')}\n`);
}

/** All that a preset sets, the agent's defaults included: a row holds for exactly this. */
function describePreset({ agent, env, envs, totalSteps, hyperparameters }: Preset): string {
  const all = createAgent(agent, hyperparameters).hyperparameters;
  return `# ${JSON.stringify({ agent, env, envs, totalSteps, hyperparameters: all })}`;
}

function resultOf(line: string): SeedResult {
  const cells = line.split(',');
  const values = COLUMNS.map((name, i) => [name, cells[i] === '' ? undefined : Number(cells[i])]);
  return Object.fromEntries(values) as SeedResult;
}
