/**
 * Trains in one of the configurations, and ends with the line of JSON with which the programs in `peers/` end:
 *
 *   tsx bench/train-configuration.ts 'ppo zoo-cartpole' <steps> <seed>
 */
import { registration, train } from 'policy-ascent';
import { configurationOf } from './configurations.ts';

const WINDOW = 100;

const [title = '', steps = '100000', seed = '1'] = process.argv.slice(2);
const { agent, env, envs, name } = configurationOf(title);
const threshold = registration(env).rewardThreshold ?? Infinity;
const recent: number[] = [];
let [taken, solvedAtStep]: [number, number | null] = [0, null];
const start = performance.now();
for await (const { progress } of train(agent, { env, envs, totalSteps: Number(steps), seed: Number(seed) })) {
  taken = progress.step;
  for (const episode of progress.finished) {
    recent.push(episode.return);
    if (recent.length > WINDOW) recent.shift();
    if (solvedAtStep === null && recent.length === WINDOW && meanOf(recent) >= threshold) solvedAtStep = episode.step;
  }
}
const seconds = (performance.now() - start) / 1000;
const result = {
  program: 'policy-ascent',
  configuration: name,
  seed: Number(seed),
  steps: taken,
  seconds,
  stepsPerSecond: taken / seconds,
  solvedAtStep,
  returnMean: recent.length === 0 ? null : meanOf(recent),
  threads: 1,
  node: process.version,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
