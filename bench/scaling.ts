import { ppo, train, useBackend } from 'policy-ascent';
import { type Figure, figureOf, RUNS } from './figure.ts';
import { fitPower } from './fit.ts';
import { beginLearning, repeatableUpdate } from './learning.ts';
import type { Scale } from './scale.ts';
import { drawScaling } from './scaling-figure.ts';
import type { Measured, Section, Settings } from './section.ts';
import { timeOf } from './timing.ts';

const TASK = 'CartPole-v1';

const scales: readonly Scale[] = [
  {
    name: 'steps',
    axis: 'environment steps',
    cost: 'whole training by PPO in CleanRL’s configuration',
    sizes: [2, 4, 8, 16, 32, 64].map((thousands) => thousands * 1024),
    measure: (steps) => wholeTraining(steps),
  },
  {
    name: 'batch',
    axis: 'steps in the batch',
    cost: 'one update of PPO in one minibatch, 64×64 networks',
    sizes: [64, 128, 256, 512, 1024, 2048, 4096],
    measure: (size, seconds) => oneStepUpdate(size, 64, seconds),
  },
  {
    name: 'width',
    axis: 'units in each of two hidden layers',
    cost: 'one update of PPO in one minibatch of 256',
    sizes: [16, 32, 64, 128, 256],
    measure: (width, seconds) => oneStepUpdate(256, width, seconds),
  },
  {
    name: 'environments',
    axis: 'environments side by side',
    cost: 'acting in, and stepping, all of them once',
    sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    measure: (envs, seconds) => collecting(envs, seconds),
  },
];

/** How costs grow: measured points, and the exponent p of the power law c xᵖ through them. */
export const scaling: Section = {
  name: 'scaling',
  summary: 'how costs grow with steps, batch, width of the networks and environments',
  quick: true,
  parts: scales.map(({ name }) => name),
  async measure(part, settings) {
    await useBackend('wasm');
    const scale = scales.find(({ name }) => name === part) as Scale;
    return measureScale(scale, settings);
  },
};

async function measureScale(scale: Scale, { seconds, figures: folder }: Settings): Promise<Measured> {
  const figures: Figure[] = [];
  await scale.measure(scale.sizes[0] as number, seconds / 2);
  for (const size of scale.sizes) {
    const figure = await scale.measure(size, seconds / 2);
    figures.push({ ...figure, name: `${scale.name} ${size}` });
  }
  const fit = fitPower(figures.map(({ median }, i) => [scale.sizes[i] as number, median]));
  if (folder !== undefined) await drawScaling(folder, scale, figures, fit);
  const exponent: Figure = {
    name: `exponent against ${scale.name}`,
    unit: '± its standard error',
    better: 'lower',
    median: fit.slope,
    low: fit.slope - fit.standardError,
    high: fit.slope + fit.standardError,
  };
  return { figures: [...figures, exponent], remarks: [`${scale.name}: ${scale.cost}`] };
}

async function wholeTraining(totalSteps: number): Promise<Figure> {
  const agent = ppo({ rolloutSteps: 128, epochs: 4, minibatchSize: 128 });
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    for await (const _ of train(agent, { env: TASK, envs: 4, totalSteps, seed: run }));
    times.push(performance.now() - start);
  }
  return figureOf({ name: 'training', unit: 'ms', better: 'lower' }, times);
}

/** An update of one epoch with one minibatch: values, advantages, and one gradient step over the whole rollout. */
function oneStepUpdate(size: number, width: number, seconds: number): Figure {
  const agent = ppo({ rolloutSteps: size / 16, epochs: 1, minibatchSize: size, hidden: [width, width] });
  const learning = beginLearning(agent, TASK, 16);
  const rollout = learning.collector.collect(agent.collect);
  return timeOf('update', seconds, repeatableUpdate(learning, rollout));
}

/** The milliseconds of one step of all environments, measured over rollouts of 32. */
function collecting(envs: number, seconds: number): Figure {
  const { collector } = beginLearning(ppo(), TASK, envs);
  const whole = timeOf('collecting', seconds, () => {
    collector.collect({ steps: 32 });
    collector.episodes.length = 0;
  });
  return { ...whole, median: whole.median / 32, low: whole.low / 32, high: whole.high / 32 };
}
