import { agentDefinition, agents } from '../agents/index.ts';
import type { AgentDefinition } from '../core/agent.ts';
import { didYouMean, InputError, show } from '../core/input-error.ts';
import { describeSpace } from '../core/spaces.ts';
import { make, type Registration, registered } from '../envs/index.ts';
import { valueText } from '../node/value-text.ts';
import { presets } from '../presets/index.ts';
import { count } from './number-format.ts';
import { table } from './table.ts';

const TOPICS = { agents: listAgents, environments: listEnvironments, presets: listPresets } as const;

/**
 * What `list` prints for one word: a topic, the name of an agent, or nothing for all topics.
 *
 * @throws InputError, with the nearest known word, for any other
 */
export async function listing(what: string | undefined): Promise<string> {
  if (what === undefined)
    return Object.values(TOPICS)
      .map((list) => list())
      .join('\n');
  const topic = Object.entries(TOPICS).find(([name]) => name === what);
  if (topic !== undefined) return topic[1]();
  const names = agents.map(({ name }) => name);
  if (names.includes(what)) return listHyperparameters(agentDefinition(what));
  throw new InputError('list', `there is no ${show(what)}: ${didYouMean(what, [...Object.keys(TOPICS), ...names])}`);
}

function listAgents(): string {
  const rows = agents.map(({ name, actionKinds, summary }) => [name, actionKinds.join(', '), summary]);
  return table(rows, ['agent', 'action spaces', 'what it is']);
}

function listEnvironments(): string {
  const rows = registered().map((registration) => [
    registration.id,
    ...spaces(registration),
    count(registration.maxEpisodeSteps ?? null).replace('?', 'none'),
    String(registration.rewardThreshold ?? 'none'),
  ]);
  return table(rows, ['environment', 'observations', 'actions', 'step limit', 'reward threshold']);
}

/** Both spaces in words; an environment that needs an engine is not started for it. */
function spaces({ id, load }: Registration): [string, string] {
  if (load !== undefined) return ['known once loaded', 'known once loaded'];
  const environment = make(id);
  environment.close?.();
  return [describeSpace(environment.observationSpace), describeSpace(environment.actionSpace)];
}

function listPresets(): string {
  const rows = presets.map((each) => [
    each.agent,
    each.env,
    count(each.totalSteps),
    String(each.envs),
    Object.entries(each.hyperparameters)
      .map(([name, value]) => `${name}=${valueText(value)}`)
      .join(' '),
    each.provenance,
  ]);
  return table(rows, ['agent', 'environment', 'steps', 'envs', 'hyperparameters', 'provenance']);
}

function listHyperparameters({ name, summary, actionKinds, hyperparameters }: AgentDefinition): string {
  const rows = Object.entries(hyperparameters).map(([key, { fallback, accepts, explanation }]) => [
    key,
    valueText(fallback),
    accepts,
    explanation,
  ]);
  const heading = `${name}: ${summary}\naction spaces: ${actionKinds.join(', ')}\n`;
  return heading + table(rows, ['hyperparameter', 'default', 'accepts', 'what it is for']);
}
