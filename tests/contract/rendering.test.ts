import { beforeAll, describe, expect, test } from 'vitest';
import type { Environment, Step } from '../../src/core/environment.ts';
import { InputError } from '../../src/core/input-error.ts';
import { Random } from '../../src/core/random.ts';
import { sample } from '../../src/core/spaces.ts';
import { load, make, normalizeReward, registered, timeLimit } from '../../src/envs/index.ts';

/** Random steps with a reset after each end, and a call before every one of them. */
function walk(environment: Environment, steps: number, before: () => void): Step[] {
  const random = new Random('walk');
  environment.reset({ seed: 1 });
  return Array.from({ length: steps }, () => {
    before();
    const step = environment.step(sample(environment.actionSpace, random));
    if (step.terminated || step.truncated) environment.reset();
    return step;
  });
}

/** The ids of those that have no picture. */
const UNSEEN: readonly string[] = [];
const drawn = registered().filter(({ id }) => !UNSEEN.includes(id));

describe.each(drawn.map(({ id }) => id))('%s', (id) => {
  beforeAll(() => load(id));

  /** The picture, from an environment that must have one. */
  function render(environment: Environment) {
    if (environment.render === undefined) throw new Error(`${id} has no render`);
    return environment.render();
  }

  test('draws itself, opaque and of one size', () => {
    const environment = make(id);
    environment.reset({ seed: 1 });
    const first = render(environment);
    const { width, height, pixels } = first;
    expect(pixels).toBeInstanceOf(Uint8ClampedArray);
    expect(pixels).toHaveLength(4 * width * height);
    expect(width >= 200 && width <= 1000 && height >= 200 && height <= 1000).toBe(true);
    const transparent = pixels.findIndex((value, i) => i % 4 === 3 && value !== 255);
    expect(transparent).toBe(-1);
    environment.step(sample(environment.actionSpace, new Random('action')));
    expect(render(environment)).toMatchObject({ width, height });
    expect(new Set(new Uint32Array(pixels.buffer)).size).toBeGreaterThan(2);
  });

  test('looks different when its state does, and the same when it is the same', () => {
    const environment = make(id);
    const pictures = new Set<string>();
    const pictureOf = () => Buffer.from(render(environment).pixels).toString('base64');
    environment.reset({ seed: 3 });
    expect(pictureOf()).toBe(pictureOf());
    const random = new Random('walk');
    for (let i = 0; i < 12; i++) {
      const { terminated, truncated } = environment.step(sample(environment.actionSpace, random));
      pictures.add(pictureOf());
      if (terminated || truncated) environment.reset();
    }
    expect(pictures.size).toBeGreaterThan(1);
  });

  test('hands its pictures out for good', () => {
    const environment = make(id);
    environment.reset({ seed: 1 });
    const kept = render(environment);
    const bytes = Buffer.from(kept.pixels);
    environment.step(sample(environment.actionSpace, new Random('action')));
    render(environment).pixels.fill(0);
    expect(Buffer.from(kept.pixels).equals(bytes)).toBe(true);
    expect(render(environment).pixels.some((value) => value !== 0)).toBe(true);
  });

  test('has no picture before its first reset, and says what to do', () => {
    expect(() => render(make(id))).toThrow(InputError);
    expect(() => render(make(id))).toThrow(/call reset\(\) before render\(\)$/);
  });

  test('still has one after its episode is over', () => {
    const environment = timeLimit(make(id), 1);
    environment.reset({ seed: 1 });
    environment.step(sample(environment.actionSpace, new Random('action')));
    expect(() => render(environment)).not.toThrow();
  });

  test('goes on alike whether it is drawn or not', () => {
    const [drawn, left] = [make(id), make(id)];
    const seen = walk(drawn, 15, () => render(drawn));
    expect(seen).toEqual(walk(left, 15, () => {}));
  });

  test('looks the same wherever one saved state is restored', () => {
    const [saved, fresh, used] = [make(id), make(id), make(id)];
    const action = sample(saved.actionSpace, new Random('action'));
    saved.reset({ seed: 1 });
    const state = saved.saveState?.();
    if (state === undefined) throw new Error(`${id} has no saveState`);
    used.reset({ seed: 2 });
    used.step(action);
    const pictures = [fresh, used].map((environment) => {
      environment.restoreState?.(structuredClone(state));
      return Buffer.from(render(environment).pixels);
    });
    expect(pictures[1]?.equals(pictures[0] as Buffer)).toBe(true);
    expect(pictures[0]?.equals(Buffer.from(render(saved).pixels))).toBe(true);
  });

  test('says at which speed it is to be seen, if at all, through wrappers too', () => {
    const { renderFps } = make(id);
    expect(renderFps ?? 30).toBeGreaterThan(0);
    expect(normalizeReward(make(id), { gamma: 0.9 }).renderFps).toBe(renderFps);
  });
});
