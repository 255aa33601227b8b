import { describe, expect, it } from 'vitest';
import { accumulateGradients, averageGradients } from '../../../src/core/autograd/accumulate-gradients.ts';
import { clipByValue } from '../../../src/core/autograd/clip-gradient.ts';
import { inspectParameters } from '../../../src/core/autograd/inspect-parameters.ts';
import { selectRows } from '../../../src/core/minibatches.ts';
import {
  type Batch,
  clippedObjective,
  logProbabilities,
  policyGradientObjective,
} from '../../../src/core/objectives.ts';
import { createPolicy } from '../../../src/core/policy.ts';
import { Random } from '../../../src/core/random.ts';
import { box, discrete } from '../../../src/core/spaces.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { relativeError } from '../../reference/float64.ts';

const SIZE = 30;
const random = new Random('whole gradients');
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

function arrange() {
  const policy = createPolicy({ observationSpace: box(-9, 9, [3]), actionSpace: discrete(4), hidden: [8], seed: 1 });
  const decisions = {
    size: SIZE,
    observations: normals(SIZE * 3),
    actions: Int32Array.from({ length: SIZE }, (_, i) => i % 4),
  };
  const oldLogProbabilities = logProbabilities(policy, decisions).map((x, i) => x + 0.3 * Math.cos(i));
  const batch: Batch = { ...decisions, oldLogProbabilities, advantages: normals(SIZE) };
  return { policy, batch };
}

/** Rows 0 … SIZE − 1 in pieces of these sizes. */
function* pieces(batch: Batch, sizes: readonly number[]) {
  let start = 0;
  for (const size of sizes) {
    yield selectRows(
      batch,
      Uint32Array.from({ length: size }, (_, i) => start + i),
    );
    start += size;
  }
}

onEachBackend('micro-batches', () => {
  it.each([[[10, 10, 10]], [[30]], [[7, 20, 3]], [[1, 28, 1]]])('of %j steps add up to the whole batch', (sizes) => {
    const { policy, batch } = arrange();
    for (const objective of [
      (part: Batch) => policyGradientObjective(policy, part),
      (part: Batch) => clippedObjective(policy, part, { clipRange: 0.2 }),
    ]) {
      const whole = objective(batch);
      const parts = function* () {
        for (const part of pieces(batch, sizes)) yield { ...objective(part), size: part.size };
      };
      const accumulated = accumulateGradients(parts());
      expect(relativeError(accumulated.gradient, whole.gradient)).toBeLessThan(1e-6);
      expect(accumulated.value).toBeCloseTo(whole.value, 6);
      expect(accumulated.size).toBe(SIZE);
    }
  });
});

describe('gradients of parts', () => {
  const parts = [
    { value: 1, gradient: Float32Array.of(1, 2), size: 1 },
    { value: 5, gradient: Float32Array.of(5, -2), size: 3 },
  ];

  it('of means are weighted by size, those of sums are added', () => {
    expect(accumulateGradients(parts)).toEqual({ value: 4, gradient: Float32Array.of(4, -1), size: 4 });
    expect(accumulateGradients(parts, { over: 'sum' })).toEqual({ value: 6, gradient: Float32Array.of(6, 0), size: 4 });
  });

  it('of workers are averaged', () => {
    expect(averageGradients(parts.map(({ gradient }) => gradient))).toEqual(Float32Array.of(3, 0));
  });

  it('are summed in float64: a small part is not lost beside a large one', () => {
    const gradients = [1e8, 1, -1e8].map((x) => ({ value: 0, gradient: Float32Array.of(x), size: 1 }));
    expect(accumulateGradients(gradients, { over: 'sum' }).gradient).toEqual(Float32Array.of(1));
  });

  it('are refused where there is none, or one does not fit', () => {
    expect(() => accumulateGradients([])).toThrow('needs at least one part');
    expect(() => averageGradients([Float32Array.of(1), Float32Array.of(1, 2)])).toThrow('must have 1 numbers, got 2');
  });
});

describe('clipping by value', () => {
  it('brings every element into the limits by itself', () => {
    const clipped = clipByValue(Float32Array.of(-3, -0.5, 0, 0.5, 3, Number.POSITIVE_INFINITY), 1);
    expect(clipped).toEqual(Float32Array.of(-1, -0.5, 0, 0.5, 1, 1));
    expect(clipByValue(Float32Array.of(Number.NaN), 1)[0]).toBeNaN();
  });
});

describe('inspection', () => {
  const parameters = {
    values: Float32Array.of(3, -4, 0, 2),
    layout: [
      { name: 'hidden0/weight', shape: [1, 2], offset: 0 },
      { name: 'hidden0/bias', shape: [2], offset: 2 },
    ],
  };

  it('names every tensor, with norm, mean, least and greatest', () => {
    expect(inspectParameters(parameters)).toEqual([
      { name: 'hidden0/weight', shape: [1, 2], weight: { norm: 5, mean: -0.5, min: -4, max: 3 } },
      { name: 'hidden0/bias', shape: [2], weight: { norm: 2, mean: 1, min: 0, max: 2 } },
    ]);
  });

  it('has a gradient beside the weights where one is given', () => {
    const [, bias] = inspectParameters(parameters, Float32Array.of(1, 1, 0.5, -1.5));
    expect(bias?.gradient).toEqual({ norm: Math.hypot(0.5, 1.5), mean: -0.5, min: -1.5, max: 0.5 });
  });

  it('refuses a gradient of another length', () => {
    expect(() => inspectParameters(parameters, Float32Array.of(1))).toThrow('must have 4 numbers, got 1');
  });
});
