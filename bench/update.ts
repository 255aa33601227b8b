import { createAgent, useBackend } from 'policy-ascent';
import { beginLearning, repeatableUpdate } from './learning.ts';
import type { Section } from './section.ts';
import { timeOf } from './timing.ts';

const TASK = 'CartPole-v1';
const ENVIRONMENTS = 8;

/** One update of each agent on a rollout of the size that its defaults ask for. */
export const update: Section = {
  name: 'update',
  summary: `one update of each agent with its defaults, on a rollout of ${ENVIRONMENTS} ${TASK}`,
  quick: true,
  parts: ['reinforce', 'a2c', 'npg', 'trpo', 'ppo'],
  async measure(name, { seconds }) {
    await useBackend('wasm');
    const agent = createAgent(name);
    const learning = beginLearning(agent, TASK, ENVIRONMENTS);
    const rollout = learning.collector.collect(agent.collect);
    return { figures: [timeOf(`${name}, ${rollout.size} steps`, seconds, repeatableUpdate(learning, rollout))] };
  },
};
