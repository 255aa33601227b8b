import { a2cPresets } from './a2c.ts';
import { npgPresets } from './npg.ts';
import { ppoPresets } from './ppo.ts';
import type { Preset, TaskPreset } from './preset.ts';
import { reinforcePresets } from './reinforce.ts';
import { trpoPresets } from './trpo.ts';

export type { Preset } from './preset.ts';

const tables: Readonly<Record<string, readonly TaskPreset[]>> = {
  reinforce: reinforcePresets,
  a2c: a2cPresets,
  npg: npgPresets,
  trpo: trpoPresets,
  ppo: ppoPresets,
};

/** Every preset there is, agent by agent. */
export const presets: readonly Preset[] = Object.entries(tables).flatMap(([agent, tasks]) =>
  tasks.map((task) => ({ agent, ...task })),
);

/** The preset of an agent on a task, by the agent's name and the environment's id; undefined where there is none. */
export function preset(agent: string, env: string): Preset | undefined {
  return presets.find((candidate) => candidate.agent === agent && candidate.env === env);
}
