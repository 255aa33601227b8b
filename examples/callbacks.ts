/**
 * A run followed by callbacks: evaluated as it goes, its figures and checkpoints written to a folder, and ended as soon
 * as the task is solved.
 *
 *   npx tsx examples/callbacks.ts [new folder]
 */
import { evaluateEvery, ppo, registration, stopWhenSolved, trainWith } from 'policy-ascent';
import { CsvWriter, saveCheckpoints, TensorboardWriter, writeMetrics } from 'policy-ascent/node';

const [folder = 'runs/callbacks'] = process.argv.slice(2);
const agent = ppo({ rolloutSteps: 64, minibatchSize: 128, learningRate: 2e-3, gamma: 0.98, lambda: 0.8 });
const evaluation = evaluateEvery(10_000, 'CartPole-v1', {
  episodes: 20,
  onEvaluation: ({ step, mean, standardDeviation }) =>
    console.log(`after ${step} steps: ${mean.toFixed(1)} ± ${standardDeviation.toFixed(1)}`),
});

const { progress } = await trainWith(agent, { env: 'CartPole-v1', totalSteps: 150_000, seed: 1 }, [
  evaluation,
  saveCheckpoints(folder, 20_000, { keep: 3 }),
  writeMetrics(new CsvWriter(folder), new TensorboardWriter(folder)),
  stopWhenSolved(registration('CartPole-v1').rewardThreshold ?? 475),
]);
console.log(`solved or over after ${progress.step} steps; the best evaluation: ${evaluation.best?.evaluation.mean}`);

export const { returnMean } = progress;
