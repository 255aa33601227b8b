import { train } from 'policy-ascent';
import { type Configuration, configurationOf, configurations, titleOf } from './configurations.ts';
import { figureOf, RUNS } from './figure.ts';
import type { Section } from './section.ts';

/** Whole training, from nothing, in the configurations of the peers. */
export const training: Section = {
  name: 'training',
  summary: 'whole training in the configurations of the programs in bench/peers',
  quick: true,
  parts: configurations.map(titleOf),
  async measure(title, { seconds }) {
    const rates = [];
    for (let run = 0; run < RUNS; run++) rates.push(await rateOfRun(configurationOf(title), seconds / RUNS));
    return { figures: [figureOf({ name: title, unit: 'steps/s', better: 'higher' }, rates)] };
  },
};

/** Trains for at least `seconds`, to the end of an update: environment steps per second. */
async function rateOfRun({ agent, env, envs }: Configuration, seconds: number): Promise<number> {
  const start = performance.now();
  let steps = 0;
  for await (const { progress } of train(agent, { env, envs, totalSteps: 1e9 })) {
    steps = progress.step;
    if (performance.now() - start >= seconds * 1000) break;
  }
  return (steps * 1000) / (performance.now() - start);
}
