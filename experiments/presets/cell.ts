/**
 * Trains one preset with some seeds and measures each by greedy evaluation; `run.ts` starts it as a process of its own:
 *
 *   tsx experiments/presets/cell.ts ppo CartPole-v1 1,2,3
 *
 * A row goes to the cell's CSV file as soon as a seed is done, and a seed whose row is there is not run again.
 */
import * as tf from '@tensorflow/tfjs';
import {
  evaluate,
  InputError,
  load,
  make,
  type Preset,
  policyFrom,
  preset,
  registration,
  type TrainUpdate,
  train,
} from 'policy-ascent';
import { GREEDY_EVALUATION } from '../greedy-evaluation.ts';
import { readResults, type SeedResult, writeResults } from './results.ts';

async function runSeed(cell: Preset, seed: number): Promise<SeedResult> {
  const { rewardThreshold = Infinity } = registration(cell.env);
  let last: TrainUpdate | undefined;
  let solvedAtStep: number | undefined;
  for await (const update of train(cell.agent, { env: cell.env, seed })) {
    last = update;
    const { step, episodes, returnMean } = update.progress;
    if (solvedAtStep === undefined && episodes >= 100 && returnMean >= rewardThreshold) solvedAtStep = step;
  }
  if (last === undefined) throw new InputError(`${cell.agent} on ${cell.env}`, 'must make an update');
  const { step, seconds, returnMean } = last.progress;
  const { mean, standardDeviation } = evaluate(policyFrom(last.checkpoint), make(cell.env), GREEDY_EVALUATION);
  return {
    seed,
    steps: step,
    trainReturn: returnMean,
    solvedAtStep,
    greedy: mean,
    deviation: standardDeviation,
    seconds,
  };
}

const [agent = '', env = '', seeds = ''] = process.argv.slice(2);
const cell = preset(agent, env);
if (cell === undefined) throw new InputError('preset', `there is none for ${agent} on ${env}`);
tf.enableProdMode(); // no advice from tfjs
await load(env);
const results = readResults(cell);
for (const seed of seeds.split(',').map(Number)) {
  if (results.some((done) => done.seed === seed)) continue;
  const result = await runSeed(cell, seed);
  results.push(result);
  writeResults(cell, results);
  const { greedy, trainReturn, seconds } = result;
  process.stdout.write(
    `${agent} on ${env}, seed ${seed}: greedy ${greedy.toFixed(2)}, training ${trainReturn.toFixed(2)}, ${seconds.toFixed(1)} s\n`,
  );
}
