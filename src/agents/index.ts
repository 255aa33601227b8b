import type { Agent, AgentDefinition } from '../core/agent.ts';
import { didYouMean, InputError, show } from '../core/input-error.ts';
import { a2cDefinition } from './a2c.ts';
import { npgDefinition } from './npg.ts';
import { ppoDefinition } from './ppo.ts';
import { reinforceDefinition } from './reinforce.ts';
import { trpoDefinition } from './trpo.ts';

export { type A2cHyperparameters, a2c } from './a2c.ts';
export { type NpgHyperparameters, npg } from './npg.ts';
export { type PpoHyperparameters, ppo } from './ppo.ts';
export { type ReinforceHyperparameters, reinforce } from './reinforce.ts';
export { type TrpoHyperparameters, trpo } from './trpo.ts';

/** Every algorithm, for a program that learns its agent's name at run time. */
export const agents: readonly AgentDefinition[] = [
  reinforceDefinition,
  a2cDefinition,
  npgDefinition,
  trpoDefinition,
  ppoDefinition,
];

/** The algorithm of this name; throws InputError, with the nearest known name, where there is none. */
export function agentDefinition(name: string): AgentDefinition {
  const definition = agents.find((candidate) => candidate.name === name);
  if (definition !== undefined) return definition;
  const known = agents.map((candidate) => candidate.name);
  throw new InputError('agent', `there is no ${show(name)}: ${didYouMean(String(name), known)}`);
}

/** The agent of this name with these hyperparameters; throws InputError as its own factory does. */
export function createAgent(name: string, hyperparameters: Readonly<Record<string, unknown>> = {}): Agent {
  return agentDefinition(name).create(hyperparameters);
}
