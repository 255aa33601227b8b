import { Ascent, actorCriticObjective, adam, box, createActorCritic, discrete, Random } from 'policy-ascent';
import { KernelArray } from '../src/core/kernels/kernel-array.ts';
import { kernels } from '../src/core/kernels/kernels.ts';
import { type Figure, figureOf, RUNS } from './figure.ts';
import type { Section } from './section.ts';

const BATCHES = [64, 128, 256, 512, 1024, 2048, 4096];
const [INPUTS, WIDTH, ACTIONS] = [4, 64, 2];

/** A gradient step of PPO beside the arithmetic of its products of matrices, at what the same kernel does in GFLOP/s. */
export const gradientSteps: Section = {
  name: 'gradient-steps',
  summary: 'a gradient step of PPO on two 64×64 networks, and what its products of matrices alone would take',
  quick: true,
  parts: BATCHES.map((size) => `${size} samples`),
  measure: (part, { seconds }) => ({ figures: stepFigures(Number.parseInt(part, 10), seconds) }),
};

function stepFigures(size: number, seconds: number): Figure[] {
  const step = gradientStep(size);
  const product = oneProduct();
  for (let i = 0; i < 2000; i++) product();
  for (let i = 0; i < 100_000 / size; i++) step();
  const runs = Array.from({ length: RUNS }, () => {
    const operations = 2 * 128 * WIDTH * WIDTH;
    const rate = operations / timeOf(product, seconds / RUNS / 2);
    return { time: timeOf(step, seconds / RUNS / 2), arithmetic: operationsOf(size) / rate };
  });
  return [
    figureOf(
      { name: `${size} samples`, unit: 'ms', better: 'lower' },
      runs.map(({ time }) => time),
    ),
    figureOf(
      { name: `${size} samples: time / arithmetic`, unit: '×', better: 'lower' },
      runs.map(({ time, arithmetic }) => time / arithmetic),
    ),
  ];
}

/** Milliseconds of one call. */
function timeOf(run: () => void, seconds: number): number {
  const start = performance.now();
  let calls = 0;
  for (; performance.now() - start < 1000 * seconds; calls++) run();
  return (performance.now() - start) / calls;
}

/** Forward, weights' gradient and, but for the first layer, inputs' gradient, of both networks. */
function operationsOf(size: number): number {
  const hidden = 2 * (INPUTS * WIDTH) + 3 * (WIDTH * WIDTH);
  return 2 * size * (2 * hidden + 3 * WIDTH * (ACTIONS + 1));
}

function gradientStep(size: number): () => void {
  const random = new Random('gradient steps');
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  const actorCritic = createActorCritic({
    observationSpace: box(-Infinity, Infinity, [INPUTS]),
    actionSpace: discrete(ACTIONS),
    hidden: [WIDTH, WIDTH],
    random,
  });
  const batch = {
    size,
    observations: normals(INPUTS * size),
    actions: Int32Array.from({ length: size }, () => random.integer(ACTIONS)),
    advantages: normals(size),
    returns: normals(size),
    oldLogProbabilities: new Float32Array(size).fill(-Math.LN2),
  };
  const loss = { surrogate: 'clipped', clipRange: 0.2, entropyCoefficient: 0.01, valueCoefficient: 0.5 } as const;
  const objective = actorCriticObjective(actorCritic, batch, { ...loss, normalizeAdvantages: true });
  const ascent = new Ascent(actorCritic.parameters, adam());
  const rows = Uint32Array.from({ length: size }, (_, i) => i);
  return () => {
    ascent.step(objective(rows).gradient, 1e-9, 0.5);
  };
}

function oneProduct(): () => void {
  const [a, b, c] = [128 * WIDTH, WIDTH * WIDTH, 128 * WIDTH].map((length) => KernelArray.floats(length)) as [
    KernelArray,
    KernelArray,
    KernelArray,
  ];
  return () => kernels.multiply(128, WIDTH, WIDTH, a.address, 4 * WIDTH, 4, b.address, c.address, 0, 0);
}
