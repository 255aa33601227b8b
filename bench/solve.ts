import { fileURLToPath } from 'node:url';
import { requireBuilt } from './built-library.ts';
import { lastLine, runProgram } from './child-process.ts';
import { figureOf } from './figure.ts';
import type { Section } from './section.ts';

const PROGRAM = fileURLToPath(new URL('solve-cartpole.js', import.meta.url));

/** The wall time in which a fresh process solves CartPole-v1, its start-up included. */
export const solve: Section = {
  name: 'solve',
  summary: 'seconds in which a fresh process trains PPO on CartPole-v1 until it is solved, start-up included',
  quick: false,
  parts: ['PPO on CartPole-v1'],
  async measure(part, { seeds }) {
    requireBuilt();
    const solved = [];
    const unsolved = [];
    for (const seed of seeds) {
      const ended = await runProgram({ command: process.execPath, arguments: [PROGRAM, String(seed)] });
      const { solvedAtStep } = lastLine<{ solvedAtStep: number | null }>(ended);
      if (solvedAtStep === null) unsolved.push(seed);
      else solved.push({ seconds: ended.seconds, step: solvedAtStep });
    }
    const seconds = solved.map((run) => run.seconds);
    const steps = solved.map((run) => run.step);
    return {
      figures: [
        figureOf({ name: `${part}: wall time to solution`, unit: 's', better: 'lower' }, seconds),
        figureOf({ name: `${part}: steps at solution`, unit: 'steps', better: 'lower' }, steps),
      ],
      remarks: [
        `solved with ${solved.length} of ${seeds.length} seeds${unsolved.length > 0 ? `, not with ${unsolved}` : ''}`,
      ],
    };
  },
};
