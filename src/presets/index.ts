import { ppoPresets } from './ppo.ts';
import type { Preset } from './preset.ts';

export type { Preset } from './preset.ts';

/** Every preset there is, agent by agent. */
export const presets: readonly Preset[] = [...ppoPresets.map((preset) => ({ agent: 'ppo', ...preset }))];

/** The preset of an agent on a task, by the agent's name and the environment's id. */
export function preset(agent: string, env: string): Preset | undefined {
  return presets.find((candidate) => candidate.agent === agent && candidate.env === env);
}
