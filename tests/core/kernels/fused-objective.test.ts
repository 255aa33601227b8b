import { beforeAll, describe, expect, it } from 'vitest';
import { type ActorCritic, createActorCritic } from '../../../src/core/actor-critic.ts';
import {
  type ActorCriticBatch,
  type ActorCriticLoss,
  actorCriticObjective,
} from '../../../src/core/actor-critic-objective.ts';
import { useBackend } from '../../../src/core/backend.ts';
import type { BoxDistribution } from '../../../src/core/distributions/index.ts';
import { KernelArray } from '../../../src/core/kernels/kernel-array.ts';
import { activationNames } from '../../../src/core/networks/activations.ts';
import type { LogStdKind } from '../../../src/core/policy-network.ts';
import { Random } from '../../../src/core/random.ts';
import {
  type ActionSpace,
  box,
  discrete,
  flatSize,
  multiBinary,
  multiDiscrete,
  type ObservationSpace,
  valueCounts,
} from '../../../src/core/spaces.ts';
import { relativeError } from '../../reference/float64.ts';

interface Case {
  readonly name: string;
  readonly actionSpace: ActionSpace;
  readonly logStd?: LogStdKind;
  readonly masked?: boolean;
  readonly distribution?: BoxDistribution;
}

const cases: readonly Case[] = [
  { name: 'categorical', actionSpace: discrete(2) },
  { name: 'categorical of five', actionSpace: discrete(5) },
  { name: 'categorical with masks', actionSpace: discrete(6), masked: true },
  { name: 'Gaussian', actionSpace: box(-1, 1, [3]) },
  { name: 'Gaussian with predicted log σ', actionSpace: box(-1, 1, [2]), logStd: 'predicted' },
  { name: 'Gaussian with gSDE', actionSpace: box(-1, 1, [3]), logStd: 'gsde' },
  { name: 'multi-categorical', actionSpace: multiDiscrete([3, 2, 5]) },
  { name: 'multi-categorical with masks', actionSpace: multiDiscrete([3, 1, 5]), masked: true },
  { name: 'Bernoulli', actionSpace: multiBinary(5) },
  { name: 'Bernoulli with masks', actionSpace: multiBinary(3), masked: true },
  { name: 'squashed Gaussian', actionSpace: box([-2, 0, 1], [1, 0.5, 5]), distribution: 'squashed-gaussian' },
  {
    name: 'squashed Gaussian with predicted log σ',
    actionSpace: box([-2, 0], [1, 0.5]),
    logStd: 'predicted',
    distribution: 'squashed-gaussian',
  },
  {
    name: 'squashed Gaussian with gSDE',
    actionSpace: box([-2, 0], [1, 0.5]),
    logStd: 'gsde',
    distribution: 'squashed-gaussian',
  },
];

const surrogates = ['logProbability', 'importance', 'clipped'] as const;

interface Shape {
  readonly size: number;
  readonly features: number;
  readonly hidden: readonly number[];
}

/** Odd widths, one row, remainders of four lanes and of a chunk, and no hidden layer at all. */
const shapes: readonly Shape[] = [
  { size: 1, features: 4, hidden: [64, 64] },
  { size: 2, features: 1, hidden: [1] },
  { size: 7, features: 3, hidden: [5, 11, 3] },
  { size: 64, features: 17, hidden: [33] },
  { size: 130, features: 5, hidden: [] },
  { size: 301, features: 9, hidden: [66, 31] },
];

function arrange(each: Case, { size, features, hidden }: Shape, settings: object, seed: string) {
  const random = new Random(seed);
  const observationSpace: ObservationSpace = box(-Infinity, Infinity, [features]);
  const { actionSpace, logStd = 'independent', distribution = 'gaussian', masked } = each;
  const shared = { observationSpace, actionSpace, random: random.split('weights'), hidden, logStd, distribution };
  const actorCritic = createActorCritic({ ...shared, ...settings }) as ActorCritic;
  const { values } = actorCritic.parameters;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + 0.1 * random.normal();
  const counts = valueCounts(actionSpace);
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  const batch: ActorCriticBatch = {
    size,
    observations: normals(size * features),
    actions:
      counts.length > 0
        ? Int32Array.from({ length: size * counts.length }, (_, i) => random.integer(counts[i % counts.length] ?? 0))
        : normals(size * flatSize(actionSpace)),
    advantages: normals(size),
    // Away from V: where V − R all but cancels, nothing is left of the precision of V.
    returns: normals(size).map((x) => 3 + x),
    oldValues: normals(size),
    oldLogProbabilities: normals(size).map((x) => 0.3 * x - 1.2),
    oldOmega: normals(size * actorCritic.policy.distribution.parameterSize).map((x) => 0.5 * x),
  };
  if (!masked) return { actorCritic, batch };
  // Whatever was done was allowed.
  const done = (row: number) =>
    counts.flatMap((n, i) => {
      const value = batch.actions[row * counts.length + i];
      return actionSpace.kind === 'multiBinary' ? [value === 1] : Array.from({ length: n }, (_, a) => value === a);
    });
  const actionMasks = Uint8Array.from(Array.from({ length: size }, (_, row) => done(row)).flat(), (was) =>
    was || random.uniform() < 0.5 ? 255 : 0,
  );
  return { actorCritic, batch: { ...batch, actionMasks } };
}

const loss = (changes: Partial<ActorCriticLoss>): ActorCriticLoss => ({
  surrogate: 'clipped',
  clipRange: 0.2,
  entropyCoefficient: 0.01,
  valueCoefficient: 0.5,
  normalizeAdvantages: true,
  ...changes,
});

/** The fused loss and the loss as the papers state it, on the tape, of the same rows. */
function expectSame(actorCritic: ActorCritic, batch: ActorCriticBatch, settings: ActorCriticLoss, rows?: Uint32Array) {
  const fused = actorCriticObjective(actorCritic, batch, settings)(rows);
  const tape = actorCriticObjective({ ...actorCritic, fused: undefined }, batch, settings)(rows);
  expect(fused.gradient).toBeInstanceOf(KernelArray);
  expect(tape.gradient).toBeInstanceOf(Float32Array);
  const gradient = (fused.gradient as KernelArray).view;
  const wanted = tape.gradient as Float32Array;
  // Where one choice is left, and every clip binds, there is no gradient at all.
  if (wanted.every((x) => x === 0)) expect(gradient.every((x) => x === 0)).toBe(true);
  else expect(relativeError(gradient, wanted)).toBeLessThan(1e-5);
  const names = ['surrogate', 'valueLoss', 'entropy', 'approximateKl', 'clipFraction'] as const;
  for (const name of [...names, ...(settings.klCoefficient === undefined ? [] : (['kl'] as const))]) {
    const [got, meant] = [fused.measures[name], tape.measures[name]];
    expect(Math.abs(got - meant), name).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(meant)));
  }
}

beforeAll(() => useBackend('wasm'));

describe.each(cases)('the fused objective of a $name policy is the one on the tape', (each) => {
  it.each(shapes)('for $size rows, $features features and hidden layers $hidden', (shape) => {
    for (const surrogate of surrogates) {
      for (const sharedTrunk of [false, true]) {
        const { actorCritic, batch } = arrange(each, shape, { sharedTrunk }, `${surrogate} ${shape.size}`);
        expectSame(actorCritic, batch, loss({ surrogate }));
        expectSame(actorCritic, batch, loss({ surrogate, valueClipRange: 0.2, normalizeAdvantages: false }));
        expectSame(actorCritic, batch, loss({ surrogate, klCoefficient: 3 }));
      }
    }
  });

  it.each(activationNames)('with activation %s', (activation) => {
    const shape = { size: 150, features: 5, hidden: [13, 8] };
    for (const sharedTrunk of [false, true]) {
      const { actorCritic, batch } = arrange(each, shape, { activation, sharedTrunk }, activation);
      expectSame(actorCritic, batch, loss({}));
    }
  });

  it('on rows in any order, some of them twice', () => {
    const { actorCritic, batch } = arrange(each, { size: 50, features: 3, hidden: [8] }, {}, 'rows');
    expectSame(actorCritic, batch, loss({}), Uint32Array.of(49, 0, 7, 7, 13));
    expectSame(actorCritic, batch, loss({ klCoefficient: 3 }), Uint32Array.of(49, 0, 7, 7, 13));
    expectSame(
      actorCritic,
      batch,
      loss({}),
      Uint32Array.from({ length: 211 }, (_, i) => (7 * i) % 50),
    );
  });

  it('and is refused for rows that there are not, and columns that do not fit', () => {
    const { actorCritic, batch } = arrange(each, { size: 5, features: 3, hidden: [8] }, {}, 'refused');
    const at = (changes: Partial<ActorCriticBatch>) =>
      actorCriticObjective(actorCritic, { ...batch, ...changes }, loss({}));
    expect(() => at({})(Uint32Array.of(0, 5))).toThrow('batch: rows: must be whole numbers from 0 to 4, got 5');
    expect(() => at({ returns: new Float32Array(4) })).toThrow('batch: returns: must have 5 elements, got 4');
    expect(() => at({ advantages: new Float32Array(6) })).toThrow('batch: advantages: must have 5 elements, got 6');
  });

  it('without old values, which then clip nothing, on several chunks of rows', () => {
    const { actorCritic, batch } = arrange(each, { size: 301, features: 3, hidden: [8] }, {}, 'no old values');
    const { oldValues: _, ...rest } = batch;
    expectSame(actorCritic, rest, loss({ valueClipRange: 0.2 }));
  });

  it('and stays that of its own batch when another is made beside it', () => {
    const { actorCritic, batch } = arrange(each, { size: 40, features: 3, hidden: [8] }, {}, 'two batches');
    const other = arrange(each, { size: 7, features: 3, hidden: [8] }, {}, 'the other batch').batch;
    const first = actorCriticObjective(actorCritic, batch, loss({}));
    const alone = { ...first().measures };
    const second = actorCriticObjective(actorCritic, other, loss({}));
    second();
    expect(first().measures).toEqual(alone);
    expect(first(Uint32Array.of(39)).measures).not.toEqual(second(Uint32Array.of(3)).measures);
  });

  it('and is refused for a ratio without old log-probabilities, in the kernels as on the tape', () => {
    const { actorCritic, batch } = arrange(each, { size: 5, features: 3, hidden: [8] }, {}, 'no ratio');
    const { oldLogProbabilities: _, ...rest } = batch;
    for (const fused of [actorCritic.fused, undefined]) {
      const objective = () => actorCriticObjective({ ...actorCritic, fused }, rest, loss({ surrogate: 'clipped' }))();
      expect(objective).toThrow('batch: oldLogProbabilities: must be there for a ratio of probabilities');
    }
  });

  it('on a smaller and a larger batch than the one before', () => {
    const { actorCritic, batch } = arrange(each, { size: 40, features: 3, hidden: [8] }, {}, 'sizes');
    for (const size of [40, 3, 400]) {
      const other = arrange(each, { size, features: 3, hidden: [8] }, {}, `size ${size}`);
      expectSame(actorCritic, other.batch, loss({}));
    }
    expectSame(actorCritic, batch, loss({}));
  });
});
