/**
 * Steps per second of one environment, as `make` gives it, with random actions drawn beforehand, resets included; the
 * counterpart of `peers/gymnasium-steps.py`, and like it prints one line of JSON:
 *
 *   tsx bench/environment-steps.ts CartPole-v1 0.5
 */
import { make, Random, sample } from 'policy-ascent';

const DRAWN = 10_000;

const [task = 'CartPole-v1', seconds = '0.5'] = process.argv.slice(2);
const environment = make(task);
const random = new Random(1);
const actions = Array.from({ length: DRAWN }, () => sample(environment.actionSpace, random));
environment.reset({ seed: 1 });
let steps = 0;
const start = performance.now();
while (performance.now() - start < Number(seconds) * 1000) {
  for (const action of actions) {
    const { terminated, truncated } = environment.step(action);
    if (terminated || truncated) environment.reset();
  }
  steps += DRAWN;
}
const stepsPerSecond = (steps * 1000) / (performance.now() - start);
process.stdout.write(`${JSON.stringify({ program: 'policy-ascent', task, stepsPerSecond })}\n`);
