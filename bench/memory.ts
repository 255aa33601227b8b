import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ppo, train } from 'policy-ascent';
import type { Figure } from './figure.ts';
import { fitLine } from './fit.ts';
import type { Section } from './section.ts';

const [STEPS, LONG_STEPS] = [1_000_000, 10_000_000];
const SAMPLES = 40;
/** The share of the run in which caches fill and code is compiled; the slope is fitted to the rest. */
const WARM_UP = 0.25;

/** Large batches and one epoch: it is updates and episodes that could leak, and there are many of both. */
const agent = ppo({ rolloutSteps: 32, epochs: 1, minibatchSize: 512 });

interface Sample {
  readonly steps: number;
  /** Megabytes of live objects, after a collection. */
  readonly heap: number;
  /** Megabytes that the process holds, arrays outside of the heap included. */
  readonly resident: number;
}

/** What training keeps in memory as it goes on. */
export const memory: Section = {
  name: 'memory',
  summary: 'growth of heap and resident memory over a million steps of training (ten with --long)',
  quick: true,
  parts: ['PPO on CartPole-v1'],
  async measure(_, { long }) {
    const samples = await sampleTraining(long ? LONG_STEPS : STEPS);
    const settled = samples.filter(({ steps }) => steps >= WARM_UP * (samples.at(-1)?.steps ?? 0));
    const [first, last] = [samples[0], samples.at(-1)];
    const remark = `heap ${megabytes(first?.heap)} → ${megabytes(last?.heap)}, resident ${megabytes(first?.resident)} → ${megabytes(last?.resident)}; slopes without the first quarter, lowest and highest at ± 2 standard errors`;
    return { figures: [growth('heap', settled), growth('resident', settled)], remarks: [remark] };
  },
};

async function sampleTraining(totalSteps: number): Promise<Sample[]> {
  const collect = garbageCollection();
  const samples: Sample[] = [];
  for await (const { progress } of train(agent, { env: 'CartPole-v1', envs: 16, totalSteps, seed: 1 })) {
    if (progress.step < (samples.length * totalSteps) / SAMPLES) continue;
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    samples.push({ steps: progress.step, heap: heapUsed / 1e6, resident: rss / 1e6 });
  }
  return samples;
}

/** Megabytes more for each million steps. */
function growth(what: 'heap' | 'resident', samples: readonly Sample[]): Figure {
  const { slope, standardError } = fitLine(samples.map((sample) => [sample.steps / 1e6, sample[what]]));
  return {
    name: `growth of ${what} memory`,
    unit: 'MB per million steps',
    better: 'lower',
    median: slope,
    low: slope - 2 * standardError,
    high: slope + 2 * standardError,
  };
}

/** V8's garbage collector, which programs see only when it is asked for. */
function garbageCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function megabytes(value: number | undefined): string {
  return `${value?.toFixed(1)} MB`;
}
