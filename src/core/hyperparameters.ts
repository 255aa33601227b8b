import * as v from 'valibot';
import { boxDistributions } from './distributions/index.ts';
import { fisherMethods } from './fisher-method.ts';
import { didYouMean, InputError, show } from './input-error.ts';
import { activationNames } from './networks/activations.ts';
import type { ConvolutionNumbers } from './networks/image-network.ts';
import { initializations } from './networks/initializers.ts';
import { RECURRENT_UNITS, recurrentCellNames } from './networks/recurrent.ts';
import { logStdKinds } from './policy-network.ts';
import { parseSchedule, type Schedule, scheduled } from './schedules.ts';
import type { FitSettings } from './value-function.ts';

/** A kind of value: how it is checked, and what it accepts, in words. */
export interface Kind<T> {
  readonly schema: v.GenericSchema<unknown, T>;
  readonly accepts: string;
}

/** A hyperparameter as an agent declares it: its kind, its default, and what it is for. */
export interface Hyperparameter<T> extends Kind<T> {
  readonly fallback: T;
  readonly explanation: string;
}

/** An agent's hyperparameters, by name. */
export type Hyperparameters = Readonly<Record<string, Hyperparameter<unknown>>>;

/** The values of declared hyperparameters. */
export type ValuesOf<H extends Hyperparameters> = {
  readonly [Name in keyof H]: H[Name] extends Hyperparameter<infer T> ? T : never;
};

/** Declares one hyperparameter. */
export function hyperparameter<T>(kind: Kind<T>, fallback: T, explanation: string): Hyperparameter<T> {
  return { ...kind, fallback, explanation };
}

const finite = v.pipe(v.number(), v.finite());

/** A finite number. */
export const anyNumber: Kind<number> = { schema: finite, accepts: 'a number' };

/** A number > 0. */
export const positive: Kind<number> = { schema: v.pipe(finite, v.gtValue(0)), accepts: 'a number > 0' };

/** A number ≥ 0. */
export const nonNegative: Kind<number> = { schema: v.pipe(finite, v.minValue(0)), accepts: 'a number ≥ 0' };

/** A number on [0, 1]. */
export const fraction: Kind<number> = {
  schema: v.pipe(finite, v.minValue(0), v.maxValue(1)),
  accepts: 'a number on [0, 1]',
};

/** A number on (0, 1). */
export const insideUnit: Kind<number> = {
  schema: v.pipe(finite, v.gtValue(0), v.ltValue(1)),
  accepts: 'a number on (0, 1)',
};

/** A number on (0, 1]. */
export const share: Kind<number> = {
  schema: v.pipe(finite, v.gtValue(0), v.maxValue(1)),
  accepts: 'a number on (0, 1]',
};

/** A whole number ≥ 1. */
export const count: Kind<number> = {
  schema: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  accepts: 'a whole number ≥ 1',
};

export const flag: Kind<boolean> = { schema: v.boolean(), accepts: 'true or false' };

/** The units of each hidden layer; none makes a linear network. */
export const layerSizes: Kind<readonly number[]> = {
  schema: v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  accepts: 'a list of whole numbers ≥ 1, such as [64,64]',
};

/** Convolutions, each `[filters, kernel, stride]`; none makes a multilayer perceptron. */
export const convolutionLayers: Kind<readonly ConvolutionNumbers[] | null> = {
  schema: v.nullable(v.array(v.tuple([count.schema, count.schema, count.schema]))),
  accepts: 'a list of [filters, kernel, stride], such as [[16,3,1]], or null for the standard ones',
};

/** One of the given names. */
export function oneOf<const T extends string>(names: readonly T[]): Kind<T> {
  return { schema: v.picklist(names), accepts: `one of ${names.join(', ')}` };
}

/** The kind, or null for "not used". */
export function orNull<T>({ schema, accepts }: Kind<T>): Kind<T | null> {
  return { schema: v.nullable(schema), accepts: `${accepts}, or null for none` };
}

/** A constant or a schedule whose ends are both of the given kind; also read from `linear:<from>:<to>`. */
export function schedule({ schema, accepts }: Kind<number>): Kind<Schedule> {
  const changing = v.strictObject({ schedule: v.picklist(['linear', 'cosine']), from: schema, to: schema });
  const written = v.pipe(
    v.string(),
    v.transform((text): unknown => parseSchedule(text)),
    changing,
  );
  return {
    schema: v.union([schema, changing, written]),
    accepts: `${accepts}, or a schedule of such (linear:<from>:<to>, cosine:<from>:<to>)`,
  };
}

/**
 * Complete hyperparameters: those given, checked, and the defaults of the rest.
 *
 * @param subject whose they are, for the message
 * @throws InputError for an unknown name (with the nearest known one) and for a value that is not accepted
 */
export function completeHyperparameters<H extends Hyperparameters>(
  subject: string,
  declared: H,
  given: Readonly<Record<string, unknown>>,
): ValuesOf<H> {
  const names = Object.keys(declared);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      throw new InputError(subject, `there is no hyperparameter '${name}': ${didYouMean(name, names)}`);
    }
  }
  const values = Object.entries(declared).map(([name, { schema, accepts, fallback }]) => {
    if (given[name] === undefined) return [name, fallback];
    const result = v.safeParse(schema, given[name]);
    if (!result.success) throw new InputError(`${subject}: ${name}`, `must be ${accepts}`, show(given[name]));
    return [name, result.output];
  });
  return Object.fromEntries(values) as ValuesOf<H>;
}

/** The standard networks, for agents to spread into their own hyperparameters. */
export const networkHyperparameters = {
  hidden: hyperparameter(layerSizes, [64, 64], 'units of each hidden layer'),
  activation: hyperparameter(oneOf(activationNames), 'tanh', 'nonlinearity of the hidden layers'),
  convolutions: hyperparameter(
    convolutionLayers,
    null,
    'convolutions before the hidden layers where observations are pictures; null for those that suit their size',
  ),
  initialization: hyperparameter(
    oneOf(initializations),
    'orthogonal',
    'how first weights are drawn: orthogonal with zero biases, or all uniform on ±1/√inputs',
  ),
  distribution: hyperparameter(
    oneOf(boxDistributions),
    'gaussian',
    'distribution over box actions: a Gaussian clipped to the bounds, or one that tanh squashes into them',
  ),
  logStd: hyperparameter(
    oneOf(logStdKinds),
    'independent',
    'log standard deviation of a Gaussian policy: a parameter of its own, an output of the network, or made of the last hidden layer by gSDE',
  ),
  initialLogStd: hyperparameter(anyNumber, 0, 'log standard deviation of a Gaussian policy before any learning'),
  gsdeSteps: hyperparameter(
    orNull(count),
    null,
    'for how many steps gSDE holds one matrix of noise; null for as long as a rollout, or an episode, lasts',
  ),
};

/** A memory in the standard networks, for agents that can learn over sequences. */
export const recurrentHyperparameters = {
  recurrent: hyperparameter(
    orNull(oneOf(recurrentCellNames)),
    null,
    'cell behind the hidden layers that gives policy and value function a memory',
  ),
  recurrentUnits: hyperparameter(count, RECURRENT_UNITS, 'units of that cell'),
};

/** What the agent makes of observations and rewards before it learns from them. */
export const normalizationHyperparameters = {
  normalizeObservations: hyperparameter(
    flag,
    false,
    'scale observations to running mean 0 and variance 1, clipped at 10',
  ),
  normalizeRewards: hyperparameter(
    flag,
    false,
    'divide rewards by the running standard deviation of the discounted return, clipped at 10',
  ),
};

/** The discount, which every agent has. */
export const gammaHyperparameter = hyperparameter(fraction, 0.99, 'discount γ of future rewards');

/** A value function that is fitted by itself, apart from the policy. */
export const valueFitHyperparameters = {
  valueLearningRate: hyperparameter(schedule(nonNegative), 1e-3, 'step size of the value function’s Adam'),
  valueEpochs: hyperparameter(count, 5, 'passes over the returns in which the value function is fitted'),
  valueMinibatchSize: hyperparameter(count, 128, 'steps in one gradient step of the value function'),
};

/** The settings of one fit, after schedules. */
export function valueFitOf(hyper: ValuesOf<typeof valueFitHyperparameters>, progress: number): FitSettings {
  return {
    learningRate: scheduled(hyper.valueLearningRate, progress),
    epochs: hyper.valueEpochs,
    minibatchSize: hyper.valueMinibatchSize,
  };
}

/** Advantages that are estimated over a whole rollout at once. */
export const advantageHyperparameters = {
  gamma: gammaHyperparameter,
  lambda: hyperparameter(fraction, 0.95, 'trace decay λ of the advantage estimate'),
  normalizeAdvantages: hyperparameter(flag, true, 'scale each rollout’s advantages to mean 0, deviation 1'),
};

/** Conjugate gradient on Fisher-vector products. */
export const naturalGradientHyperparameters = {
  damping: hyperparameter(nonNegative, 0.1, 'λ, added to the diagonal of the Fisher matrix'),
  cgIterations: hyperparameter(count, 10, 'iterations of conjugate gradient at the most'),
  residualTolerance: hyperparameter(nonNegative, 1e-10, 'squared residual at which conjugate gradient is done'),
  fisherFraction: hyperparameter(share, 1, 'share of the rollout over which the Fisher matrix is averaged'),
  fisherMethod: hyperparameter(oneOf(fisherMethods), 'gauss-newton', 'how Fisher-vector products are computed'),
};
