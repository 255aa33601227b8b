import { stringify } from 'yaml';
import { statisticsOf } from '../core/statistics.ts';
import { valueText } from '../node/value-text.ts';
import type { ScoredTrial } from '../train/search/rungs.ts';
import { drawTrial } from '../train/search/search-space.ts';
import { count, measure } from './number-format.ts';
import type { Search } from './tune-definition.ts';

/** The best trial as a file that `train --config` takes, with where it comes from as comments. */
export function presetYaml(search: Search, best: ScoredTrial, spaceFile: string): string {
  const { agent, environment, space, seed, steps, envs } = search;
  const drawn = drawTrial(space, seed, best.trial);
  const rest = Object.entries(agent.hyperparameters).filter(([name]) => !(name in drawn));
  const lines = [
    ...provenance(search, best, spaceFile).map((line) => `# ${line}`),
    entry('agent', agent.name),
    entry('environment', environment.file ?? environment.id),
    entry('steps', steps),
    entry('envs', envs),
    'set:',
    '  # searched',
    ...Object.entries(drawn).map(([name, value]) => `  ${entry(name, value)}`),
    '  # as they were',
    ...rest.map(([name, value]) => `  ${entry(name, value)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function provenance(search: Search, { trial, scores }: ScoredTrial, spaceFile: string): string[] {
  const { seed, seeds, space, score, version } = search;
  const { mean } = statisticsOf(scores);
  const interval = intervalText(scores);
  return [
    `The best of ${methodText(search)}: trial ${trial}, drawn by seed ${seed}, by policy-ascent ${version}.`,
    `Score: mean return ${mean} of ${score.episodes} greedy episodes of seed ${score.seed}, of ${score.maxEpisodeSteps} steps at most,`,
    `over the training seeds ${seeds.join(', ')}${interval === '' ? '' : `; 95 % interval over seeds ${interval}`}.`,
    'It was chosen for this score: expect less of other seeds.',
    `Space, from ${JSON.stringify(spaceFile)}:`,
    ...Object.entries(space).map(([name, domain]) => `  ${name}: ${JSON.stringify(domain)}`),
  ];
}

/** What was searched, in words. */
export function methodText({ search, trials, eta }: Pick<Search, 'search' | 'trials' | 'eta'>): string {
  const many = `${count(trials)} ${trials === 1 ? 'trial' : 'trials'}`;
  return search === 'random' ? `${many} of random search` : `${many} of successive halving, η = ${eta}`;
}

/** The 95 % interval of the mean over seeds; nothing of a single one, or where one failed. */
export function intervalText(scores: readonly number[]): string {
  if (scores.length < 2 || scores.includes(-Infinity)) return '';
  const [low, high] = statisticsOf(scores).interval;
  return `${measure(low)} … ${measure(high)}`;
}

/** `name: value`; a schedule as one writes it. */
function entry(name: string, value: unknown): string {
  const written = typeof value === 'object' && value !== null && 'schedule' in value ? valueText(value) : value;
  const text = typeof written === 'string' ? stringify(written, { lineWidth: 0 }).trim() : JSON.stringify(written);
  return `${name}: ${text}`;
}

/** The hyperparameters of a trial that were drawn, as `name=value` words. */
export function drawnTexts({ space, seed }: Search, trial: number): string[] {
  return Object.entries(drawTrial(space, seed, trial)).map(([name, value]) => `${name}=${valueText(value)}`);
}
