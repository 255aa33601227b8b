/**
 * Trains PPO on CartPole-v1 by its preset until the task is solved: the mean return of the last 100 training episodes
 * is 475. Runs the built library, without TypeScript, as a program of a user's does:
 *
 *   node bench/solve-cartpole.js <seed>
 */
import { train } from 'policy-ascent';

const [EPISODES, THRESHOLD] = [100, 475];

let solvedAtStep = null;
for await (const { progress } of train('ppo', { env: 'CartPole-v1', seed: Number(process.argv[2] ?? 1) })) {
  if (progress.episodes < EPISODES || progress.returnMean < THRESHOLD) continue;
  solvedAtStep = progress.step;
  break;
}
process.stdout.write(`${JSON.stringify({ solvedAtStep })}\n`);
