import { describe, expect, it } from 'vitest';
import { ESTIMATORS, type Estimator, HORIZONS, measure } from '../../experiments/williams-1992/measure.ts';
import { regulatorHorizon } from '../../experiments/williams-1992/regulator.ts';
import { twoStateHorizon } from '../../experiments/williams-1992/two-state.ts';

const closedForms = [
  ['two states', twoStateHorizon, [0.3, -0.9]],
  ['regulator', regulatorHorizon, [-0.4, -0.5]],
] as const;

describe.each(closedForms)('%s', (name, horizonOf, theta) => {
  const [x, y] = theta;

  it('has the gradient that central differences of its objective have', () => {
    const h = 1e-5;
    const { gradient } = horizonOf(theta);
    const first = (horizonOf([x + h, y]).objective - horizonOf([x - h, y]).objective) / (2 * h);
    const second = (horizonOf([x, y + h]).objective - horizonOf([x, y - h]).objective) / (2 * h);
    expect(gradient[0]).toBeCloseTo(first, 6);
    expect(gradient[1]).toBeCloseTo(second, 6);
  });

  it('has V = E Q under its policy', () => {
    const { value, worth, length } = horizonOf(theta);
    for (const t of [0, 7, length - 1]) {
      for (const state of [0, 1]) {
        if (name === 'two states') {
          const stay = 1 / (1 + Math.exp(-theta[state === 0 ? 0 : 1]));
          const expected = stay * worth(t, state, 0) + (1 - stay) * worth(t, state, 1);
          expect(value(t, state)).toBeCloseTo(expected, 10);
        } else {
          // Exact for the square of a normal action: the mean of two actions one deviation from the middle.
          const actions = [1, -1].map((side) => x * state + side * Math.exp(y));
          const expected = actions.reduce((sum, u) => sum + worth(t, state, u), 0) / 2;
          expect(value(t, state)).toBeCloseTo(expected, 10);
        }
      }
    }
  });

  it('is worth nothing after its last step', () => {
    const { value, length } = horizonOf(theta);
    expect([value(length, 0), value(length, 1)].map(Math.abs)).toEqual([0, 0]);
  });
});

describe('the estimate from single episodes', () => {
  const envs = Object.keys(HORIZONS) as (keyof typeof HORIZONS)[];
  const estimators = Object.keys(ESTIMATORS) as Estimator[];

  it.each(envs.flatMap((env) => estimators.map((estimator) => [env, estimator] as const)))(
    'on %s by %s lies within four standard errors of the closed form',
    async (env, estimator) => {
      const { figures } = await measure({ env, estimator, episodes: 500 }, 1, () => {});
      expect(Math.abs(figures.z1 ?? Number.NaN)).toBeLessThan(4);
      expect(Math.abs(figures.z2 ?? Number.NaN)).toBeLessThan(4);
    },
  );
});
