import { describe, expect, test } from 'vitest';
import type { Environment, Frame } from '../../../src/core/environment.ts';
import { make, renderedObservation, wrap } from '../../../src/envs/index.ts';
import { countingEnvironment } from '../../core/counting-environment.ts';

/** An environment whose picture is the one given. */
function showing(frame: Frame): Environment {
  return wrap(make('Identity-v0') as Environment, { render: () => frame });
}

/** 3 × 2 pixels of red 10 to 60, green 100 and blue 0 to 5. */
const frame: Frame = {
  width: 3,
  height: 2,
  pixels: Uint8ClampedArray.from({ length: 24 }, (_, i) => {
    const pixel = Math.floor(i / 4);
    return [10 * (pixel + 1), 100, pixel, 255][i % 4] as number;
  }),
};

describe('renderedObservation', () => {
  test('shows the picture pixel by pixel where the size is that of the picture', () => {
    const environment = renderedObservation(showing(frame), { width: 3, height: 2 });
    expect(environment.observationSpace).toMatchObject({ kind: 'box', shape: [2, 3, 3] });
    const { observation } = environment.reset({ seed: 1 });
    expect([...observation]).toEqual([10, 100, 0, 20, 100, 1, 30, 100, 2, 40, 100, 3, 50, 100, 4, 60, 100, 5]);
  });

  test('averages the area that a pixel stands for, parts of pixels by their part', () => {
    const halves = renderedObservation(showing(frame), { width: 2, height: 1 }).reset({ seed: 1 }).observation;
    // The left half is column 0 and half of column 1: weights 2/3 and 1/3, over both rows.
    const left = (2 * ((10 + 40) / 2) + (20 + 50) / 2) / 3;
    const right = (2 * ((30 + 60) / 2) + (20 + 50) / 2) / 3;
    const expected = [left, 100, (2 * 1.5 + 2.5) / 3, right, 100, (2 * 3.5 + 2.5) / 3];
    expected.forEach((x, i) => {
      expect(observationAt(halves, i)).toBeCloseTo(x, 4);
    });
    const whole = renderedObservation(showing(frame), { width: 1, height: 1 }).reset({ seed: 1 }).observation;
    expect([...whole]).toEqual([35, 100, 2.5]);
  });

  const observationAt = (observation: Float32Array, i: number) => observation[i] as number;

  test('is grey by the luma of red, green and blue', () => {
    const environment = renderedObservation(showing(frame), { width: 1, height: 1, gray: true });
    expect(environment.observationSpace).toMatchObject({ shape: [1, 1, 1] });
    const { observation } = environment.reset({ seed: 1 });
    expect(observation[0]).toBeCloseTo(0.299 * 35 + 0.587 * 100 + 0.114 * 2.5, 4);
  });

  test('is larger than the picture where that is wanted', () => {
    const { observation } = renderedObservation(showing(frame), { width: 6, height: 2 }).reset({ seed: 1 });
    expect([...observation].filter((_, i) => i % 3 === 0).slice(0, 6)).toEqual([10, 10, 20, 20, 30, 30]);
  });

  const picturesOfCatch = () => renderedObservation(make('Catch-v0'), { width: 5, height: 10 });

  test('steps as the environment does, and shows what it has come to', () => {
    const [plain, seen, there] = [make('Catch-v0'), picturesOfCatch(), picturesOfCatch()];
    plain.reset({ seed: 3 });
    const pictures = new Set([seen.reset({ seed: 3 }).observation.join()]);
    for (let t = 0; t < 9; t++) {
      const { observation: _, ...expected } = plain.step(2);
      const { observation, ...step } = seen.step(2);
      expect(step).toEqual(expected);
      if (!step.terminated) expect(observation).toEqual(there.reset({ options: step.info }).observation);
      pictures.add(observation.join());
    }
    expect(pictures.size).toBe(10);
  });

  test('goes on from a saved state, bit for bit', () => {
    const [original, fresh] = ['a', 'b'].map(() => renderedObservation(make('CartPole-v1'), { width: 12, height: 8 }));
    original?.reset({ seed: 3 });
    original?.step(1);
    fresh?.restoreState?.(JSON.parse(JSON.stringify(original?.saveState?.())));
    for (let t = 0; t < 5; t++) expect(fresh?.step(0)).toEqual(original?.step(0));
  });

  test('refuses an environment without a picture, and a size that is none', () => {
    expect(() => renderedObservation(countingEnvironment(), { width: 2, height: 2 })).toThrow(
      'renderedObservation: takes an environment that has render()',
    );
    expect(() => renderedObservation(make('Catch-v0') as Environment, { width: 0, height: 2 })).toThrow(
      'renderedObservation: width and height must be whole numbers ≥ 1, got 0',
    );
  });
});
