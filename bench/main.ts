/**
 * What things cost on this machine, as a table and, with `--json <file>`, as JSON:
 *
 *   npm run bench -- [--seconds 1] [--json bench.json]
 *
 * Each figure is the median of five runs; the lowest and the highest stand beside it, for machines are shared.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import Table from 'cli-table3';
import { Command } from 'commander';
import {
  type Action,
  type ActionBatch,
  type ActionKind,
  createAgent,
  createPolicy,
  makeVector,
  preset,
  Random,
  sample,
  train,
  useBackend,
  type VectorEnvironment,
} from 'policy-ascent';

interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const RUNS = 5;

const options = new Command('bench')
  .option('--seconds <number>', 'how long one run of a figure takes', Number, 1)
  .option('--json <file>', 'where to write the figures as JSON')
  .parse()
  .opts<{ seconds: number; json?: string }>();

/** Repeats `work`, which does `amount` things at a time, for the given time: things per second, in five runs. */
function rate(what: string, unit: string, amount: number, work: () => void): Figure {
  work();
  const rates = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < (options.seconds * 1000) / RUNS) {
      work();
      count += amount;
    }
    return (count * 1000) / (performance.now() - start);
  });
  return figure(what, unit, rates);
}

function figure(what: string, unit: string, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (i: number) => sorted[i] as number;
  return { what, unit, median: at(Math.floor(sorted.length / 2)), low: at(0), high: at(sorted.length - 1) };
}

/** Random actions, chosen beforehand, in 8 environments side by side. */
function steps<K extends ActionKind>(
  id: string,
  environments: VectorEnvironment<K>,
  batch: (actions: Action<K>[]) => ActionBatch<K>,
): Figure {
  const random = new Random('bench');
  environments.reset(random);
  const actions = batch(Array.from({ length: 8 }, () => sample(environments.actionSpace, random) as Action<K>));
  return rate(`${id}, 8 environments`, 'steps/s', 800, () => {
    for (let i = 0; i < 100; i++) environments.step(actions);
  });
}

function acting(count: number): Figure {
  const { observationSpace, actionSpace } = makeVector('CartPole-v1', 1);
  const policy = createPolicy({ observationSpace, actionSpace });
  const observations = new Float32Array(4 * count);
  return rate(`policy 4-64-64-2, ${count} observations at once`, 'observations/s', count, () =>
    policy.omega(observations, count),
  );
}

/** Whole training, from nothing, of an agent by its preset. */
async function training(agent: string, env: string): Promise<Figure> {
  const tuned = preset(agent, env);
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    let steps = 0;
    for await (const { progress } of train(createAgent(agent, tuned?.hyperparameters), {
      env,
      envs: 8,
      totalSteps: 1e9,
    })) {
      steps = progress.step;
      if (performance.now() - start > options.seconds * 1000) break;
    }
    rates.push((steps * 1000) / (performance.now() - start));
  }
  return figure(`${agent} on ${env}${tuned === undefined ? '' : ', its preset'}`, 'steps/s', rates);
}

await useBackend('wasm');
const figures: Figure[] = [];
for (const id of ['CartPole-v1', 'MountainCar-v0', 'Acrobot-v1'] as const) {
  figures.push(steps(id, makeVector(id, 8), (actions) => Int32Array.from(actions)));
}
for (const id of ['MountainCarContinuous-v0', 'Pendulum-v1'] as const) {
  figures.push(steps(id, makeVector(id, 8), (actions) => Float32Array.from(actions.flatMap((a) => [...a]))));
}
for (const count of [1, 8, 64]) figures.push(acting(count));
for (const agent of ['reinforce', 'a2c', 'ppo']) figures.push(await training(agent, 'CartPole-v1'));

const number = (x: number) => x.toLocaleString('en', { maximumSignificantDigits: 3 });
const table = new Table({
  head: ['', 'median', 'lowest', 'highest', ''],
  style: { head: [], border: [], compact: true },
});
for (const { what, median, low, high, unit } of figures)
  table.push([what, number(median), number(low), number(high), unit]);
console.log(table.toString());
if (options.json !== undefined) {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  writeFileSync(options.json, `${JSON.stringify({ machine, date: new Date().toISOString(), figures }, null, 2)}\n`);
}
