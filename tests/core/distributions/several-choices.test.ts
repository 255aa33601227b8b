import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../src/core/autograd/check-gradients.ts';
import { bernoulli } from '../../../src/core/distributions/bernoulli.ts';
import { categorical } from '../../../src/core/distributions/categorical.ts';
import type { Distribution } from '../../../src/core/distributions/distribution.ts';
import { multiCategorical } from '../../../src/core/distributions/multi-categorical.ts';
import { entropies, logProbabilities } from '../../../src/core/objectives.ts';
import { createPolicy } from '../../../src/core/policy.ts';
import { Random } from '../../../src/core/random.ts';
import { type ActionSpace, box, discrete, multiBinary, multiDiscrete } from '../../../src/core/spaces.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { type Family, familyOf } from '../../reference/families.ts';
import { countDraws, expectClose, expectFrequencies, normals, read, tensor } from './batches.ts';

const random = new Random('several choices');
const ROWS = 12;

interface Case {
  readonly name: string;
  readonly distribution: Distribution;
  readonly family: Family;
  /** 1 and 0, with something to choose in each component. */
  readonly mask: readonly number[];
}

const cases: readonly Case[] = [
  of('multi-categorical', multiCategorical([3, 2, 4]), multiDiscrete([3, 2, 4]), [1, 0, 1, 0, 1, 1, 1, 0, 1]),
  of('Bernoulli', bernoulli(4), multiBinary(4), [1, 0, 0, 1]),
];

function of(name: string, distribution: Distribution, actionSpace: ActionSpace, mask: readonly number[]): Case {
  return { name, distribution, family: familyOf({ actionSpace, distribution }), mask };
}

onEachBackend('the distribution', () => {
  describe.each(cases)('$name', ({ distribution, family, mask }) => {
    const { parameterSize } = distribution;
    const certain = [40, -40, 0, 15, -15, 0, 30, 0, -30].slice(0, parameterSize);
    const [omega, other] = [normals(random, ROWS, parameterSize), normals(random, ROWS, parameterSize)];
    omega.push(certain, new Array<number>(parameterSize).fill(0));
    other.push(new Array<number>(parameterSize).fill(0), certain);
    const expectation = (row: number[], masked: boolean) => family.expectation(row, masked ? mask : undefined);

    describe.each([false, true])('masked: %s', (masked) => {
      const bytes = masked ? Uint8Array.from(mask) : undefined;
      const masks = () =>
        masked
          ? tensor(
              omega.map(() => mask),
              'bool',
            )
          : undefined;

      it('has the log-probability of every action in a float64 table', () => {
        for (const { action, weight } of expectation(omega[0] as number[], masked)) {
          if (weight === 0) continue;
          const actions = () =>
            tensor(
              omega.map(() => action),
              'int32',
            );
          expectClose(
            read(() => distribution.logProbability(tensor(omega), actions(), masks())),
            omega.map((row) => family.logProbability(row, action, bytes)),
          );
        }
      });

      it('has the entropy and the KL divergence of the table', () => {
        expectClose(
          read(() => distribution.entropy(tensor(omega), masks())),
          omega.map((row) => family.entropy(row, bytes)),
        );
        expectClose(
          read(() => distribution.kl(tensor(omega), tensor(other), masks())),
          omega.map((row, i) => family.kl(row, other[i] as number[], bytes)),
          4e-6,
        );
      });

      it('has Fisher information E[∇ log π ∇ log πᵀ], summed over all actions', () => {
        const v = normals(random, omega.length, parameterSize);
        const expected = omega.flatMap((row, r) => {
          const score = family.score(row, bytes);
          const product = new Array<number>(parameterSize).fill(0);
          for (const { weight, action } of expectation(row, masked)) {
            const g = score(action);
            const along = g.reduce((sum, x, i) => sum + x * (v[r]?.[i] as number), 0);
            for (const [i, x] of g.entries()) product[i] = (product[i] as number) + weight * x * along;
          }
          return product;
        });
        expectClose(
          read(() => distribution.fisherProduct(tensor(omega), tensor(v), masks())),
          expected,
          5e-6,
        );
      });

      it.each([1, 2] as const)('has derivatives that agree with central differences, order %d', (order) => {
        const [p, q] = [tensor(omega.slice(0, ROWS)), tensor(other.slice(0, ROWS))];
        const few = masked ? tensor(new Array(ROWS).fill(mask), 'bool') : undefined;
        const { action } = family.expectation(omega[0] as number[], bytes).find(({ weight }) => weight > 0) ?? {
          action: [],
        };
        const actions = tensor(new Array(ROWS).fill(action), 'int32');
        for (const f of [
          (x: tf.Tensor) => distribution.logProbability(x as tf.Tensor2D, actions, few),
          (x: tf.Tensor) => distribution.entropy(x as tf.Tensor2D, few),
          (x: tf.Tensor) => distribution.kl(x as tf.Tensor2D, q, few),
          (x: tf.Tensor) => distribution.kl(q, x as tf.Tensor2D, few),
        ]) {
          const { passes, worst } = checkGradients(f, p, { order });
          expect(passes, JSON.stringify(worst)).toBe(true);
        }
        tf.dispose([p, q, actions, few ?? []]);
      });
    });

    it('gives what is masked no gradient', () => {
      const masks = tensor(
        omega.map(() => mask),
        'bool',
      );
      const gradient = tf.tidy(() =>
        tf
          .grad((x) => tf.sum(distribution.entropy(x as tf.Tensor2D, masks)))(tensor(omega))
          .arraySync(),
      ) as number[][];
      for (const row of gradient) for (const [i, g] of row.entries()) if (mask[i] === 0) expect(Math.abs(g)).toBe(0);
      expect(gradient.flat().some((g) => Math.abs(g) > 0.01)).toBe(true);
      masks.dispose();
    });
  });

  it('of one component is the categorical, to the bit', () => {
    const [one, many] = [categorical(4), multiCategorical([4])];
    const [p, q, v] = [normals(random, 9, 4), normals(random, 9, 4), normals(random, 9, 4)];
    const actions = Array.from({ length: 9 }, (_, i) => i % 4);
    const column = actions.map((action) => [action]);
    expect(read(() => many.logProbability(tensor(p), tensor(column, 'int32')))).toEqual(
      read(() => one.logProbability(tensor(p), tf.tensor1d(actions, 'int32'))),
    );
    expect(read(() => many.entropy(tensor(p)))).toEqual(read(() => one.entropy(tensor(p))));
    expect(read(() => many.kl(tensor(p), tensor(q)))).toEqual(read(() => one.kl(tensor(p), tensor(q))));
    expect(read(() => many.fisherProduct(tensor(p), tensor(v)))).toEqual(
      read(() => one.fisherProduct(tensor(p), tensor(v))),
    );
  });

  it('of one value alone is certain', () => {
    const alone = multiCategorical([1, 2]);
    const omega = [[7, 0, 0]];
    expectClose(
      read(() => alone.logProbability(tensor(omega), tensor([[0, 1]], 'int32'))),
      [-Math.LN2],
    );
    expectClose(
      read(() => categorical(1).logProbability(tensor([[3]]), tf.tensor1d([0], 'int32'))),
      [0],
    );
  });

  it('of one bit is the categorical of 0 and ω', () => {
    const [bit, two] = [bernoulli(1), categorical(2)];
    const [p, q] = [normals(random, 20, 1, 4), normals(random, 20, 1, 4)];
    const both = (rows: number[][]) => tensor(rows.map(([x = 0]) => [0, x]));
    const actions = p.map((_, i) => i % 2);
    expectClose(
      read(() =>
        bit.logProbability(
          tensor(p),
          tensor(
            actions.map((a) => [a]),
            'int32',
          ),
        ),
      ),
      read(() => two.logProbability(both(p), tf.tensor1d(actions, 'int32'))),
    );
    expectClose(
      read(() => bit.entropy(tensor(p))),
      read(() => two.entropy(both(p))),
    );
    expectClose(
      read(() => bit.kl(tensor(p), tensor(q))),
      read(() => two.kl(both(p), both(q))),
    );
  });

  it('keeps its digits where a bit is all but certain', () => {
    const [bit, omega] = [bernoulli(1), [[20], [-20], [80], [-80]]];
    const at = (action: number) =>
      read(() =>
        bit.logProbability(
          tensor(omega),
          tensor(
            omega.map(() => [action]),
            'int32',
          ),
        ),
      );
    const small = Math.log1p(Math.exp(-20));
    const expected = [small, 20 + small, Math.exp(-80), 80];
    for (const [i, wanted] of expected.entries()) {
      expect(Math.abs((at(1)[i] as number) + wanted)).toBeLessThanOrEqual(2e-6 * wanted);
    }
    const entropy = read(() => bit.entropy(tensor(omega)))[0] as number;
    expect(entropy / (small + (20 + small) / (1 + Math.exp(20)))).toBeCloseTo(1, 4);
  });
});

describe('sampling', () => {
  const count = 200_000;

  it.each(cases)('draws each combination as often as $name says, and nothing that is masked', (each) => {
    const { distribution, family, mask } = each;
    const omega = normals(random, 1, distribution.parameterSize, 1)[0] as number[];
    for (const masked of [undefined, Uint8Array.from(mask)]) {
      const table = family.expectation(omega, masked);
      const classes = new Map(table.map(({ action }, i) => [action.join(), i]));
      const counts = countDraws(distribution, omega, {
        count,
        classes: table.length,
        classOf: (action) => classes.get(action.join()) as number,
        ...(masked && { mask: masked }),
      });
      expectFrequencies(
        counts,
        table.map(({ weight }) => weight),
      );
    }
  });

  it('of one component draws what the categorical draws from the same stream', () => {
    const [one, many] = [new Random(5), new Random(5)];
    const omega = Float32Array.of(9, 9, 9, 0.3, -1, 2);
    const [first, second] = [new Int32Array(100), new Int32Array(100)];
    for (let i = 0; i < 100; i++) {
      categorical(3).sample(omega, 1, one, first, i, Uint8Array.of(1, 0, 1));
      multiCategorical([3]).sample(omega, 1, many, second, i, Uint8Array.of(1, 0, 1));
    }
    expect(second).toEqual(first);
  });

  it('takes the most probable value of each component, and each bit that is likely, as the mode', () => {
    const into = new Int32Array(6);
    const omega = Float32Array.of(0, 0, 0, 0, 0, 1, 5, 2, -1, -3);
    multiCategorical([3, 2]).mode(omega, 1, into, 0);
    multiCategorical([3, 2]).mode(omega, 1, into, 1, Uint8Array.of(1, 0, 1, 0, 1));
    expect([...into.subarray(0, 4)]).toEqual([1, 0, 2, 1]);
    bernoulli(3).mode(Float32Array.of(0, 0, 0, 1, -1, 2), 1, into, 0);
    bernoulli(3).mode(Float32Array.of(0, 0, 0, 1, -1, 2), 1, into, 1, Uint8Array.of(0, 1, 1));
    expect([...into]).toEqual([1, 0, 1, 0, 0, 1]);
  });
});

describe('kernels', () => {
  const settings = { observationSpace: box(-1, 1, [3]), hidden: [5], seed: 1 };
  const observations = Float32Array.from({ length: 3 * 140 }, () => random.normal());

  it('of one component are those of the categorical, to the bit', () => {
    const [one, many] = [discrete(4), multiDiscrete([4])].map((actionSpace) =>
      createPolicy({ ...settings, actionSpace }),
    );
    if (one === undefined || many === undefined) throw new Error('two policies');
    const decisions = {
      size: 140,
      observations,
      actions: Int32Array.from({ length: 140 }, (_, i) => i % 4),
      actionMasks: Uint8Array.from({ length: 560 }, (_, i) => Number(i % 4 === Math.floor(i / 4) % 4 || i % 3 > 0)),
    };
    expect(many.fused).toBeDefined();
    expect(logProbabilities(many, decisions)).toEqual(logProbabilities(one, decisions));
    expect(entropies(many, decisions)).toEqual(entropies(one, decisions));
  });

  it.each([
    ['multi-categorical', multiDiscrete([3, 2])],
    ['Bernoulli', multiBinary(5)],
  ] as const)('say of a row what they say of it alone, to the bit: %s', (_, actionSpace) => {
    const policy = createPolicy({ ...settings, actionSpace });
    const actions = policy.actionRows(140).map((__, i) => i % 2);
    const all = { size: 140, observations, actions: actions as Int32Array };
    const [logPi, entropy] = [logProbabilities(policy, all), entropies(policy, all)];
    const width = policy.distribution.actionSize;
    for (const i of [0, 1, 127, 128, 139]) {
      const alone = {
        size: 1,
        observations: observations.slice(3 * i, 3 * i + 3),
        actions: all.actions.slice(width * i, width * (i + 1)),
      };
      expect(logProbabilities(policy, alone)[0]).toBe(logPi[i]);
      expect(entropies(policy, alone)[0]).toBe(entropy[i]);
    }
  });

  it('refuse an action that is none, naming how many values it may have', () => {
    const policy = createPolicy({ ...settings, actionSpace: multiDiscrete([3, 2]) });
    const of =
      (...actions: number[]) =>
      () =>
        logProbabilities(policy, { size: 1, observations: new Float32Array(3), actions: Int32Array.from(actions) });
    expect(of(2, 1)).not.toThrow();
    expect(of(1, 2)).toThrow('batch: actions: must be whole numbers from 0 to 1, got 2');
    expect(of(3, 0)).toThrow('batch: actions: must be whole numbers from 0 to 2, got 3');
  });
});
