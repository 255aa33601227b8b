import type { Environment } from '../core/environment.ts';
import { didYouMean, InputError, show } from '../core/input-error.ts';
import type { ActionKind } from '../core/spaces.ts';
import type { Settings } from './known-settings.ts';
import { timeLimit } from './wrappers/time-limit.ts';

/**
 * The kind of action that each registered environment takes, by which `make` knows its type. Augment it for your own:
 *
 * ```ts
 * declare module 'policy-ascent' {
 *   interface EnvironmentKinds { 'MyGame-v0': 'discrete' }
 * }
 * ```
 */
export interface EnvironmentKinds {
  'CartPole-v0': 'discrete';
  'CartPole-v1': 'discrete';
  'MountainCar-v0': 'discrete';
  'MountainCarContinuous-v0': 'box';
  'Acrobot-v1': 'discrete';
  'Pendulum-v1': 'box';
  'Catch-v0': 'discrete';
  'LunarLander-v3': 'discrete';
  'LunarLanderContinuous-v3': 'box';
  'BipedalWalker-v3': 'box';
  'BipedalWalkerHardcore-v3': 'box';
  'Identity-v0': 'discrete';
  'MultiIdentity-v0': 'multiDiscrete';
  'BinaryIdentity-v0': 'multiBinary';
  'BoxIdentity-v0': 'box';
  'DictIdentity-v0': 'multiDiscrete';
  'TwoState-v0': 'discrete';
  'LinearQuadraticRegulator-v0': 'box';
  'FrozenLake-v1': 'discrete';
  'FrozenLake8x8-v1': 'discrete';
  'CliffWalking-v1': 'discrete';
  'CliffWalkingSlippery-v1': 'discrete';
  'Taxi-v3': 'discrete';
  'Taxi-v4': 'discrete';
  'Blackjack-v1': 'discrete';
  'TMaze-v0': 'discrete';
  'PartialCartPole-v1': 'discrete';
  'PartialPendulum-v1': 'box';
}

/** The kind of action of the environment with this id; any kind where the id is not known to the compiler. */
export type KindOf<Id extends string> = Id extends keyof EnvironmentKinds ? EnvironmentKinds[Id] : ActionKind;

/** An environment under a name. */
export interface Registration<Id extends string = string> {
  /** A name, and a version that changes when results stop being comparable: `CartPole-v1`. */
  readonly id: Id;
  /** Makes one; `settings` are those given to `make`, without `maxEpisodeSteps`. */
  create(settings: Settings): Environment<KindOf<Id>>;
  /** Episodes are truncated after this many steps; never when left out. */
  readonly maxEpisodeSteps?: number;
  /** The mean return over 100 episodes from which on the task counts as solved. */
  readonly rewardThreshold?: number;
  /** What must be awaited once before the first one is made, such as starting a physics engine. */
  load?(): Promise<unknown>;
}

/** What `make` takes besides the id: the time limit (Infinity for none), and settings of the environment's own. */
export interface MakeSettings extends Settings {
  readonly maxEpisodeSteps?: number;
}

const registrations = new Map<string, Registration>();
/** What is being loaded or has been, by id. */
const loads = new Map<string, Promise<unknown>>();
const loaded = new Set<string>();

/**
 * Gives an environment a name for `make`, `train` and the command line.
 *
 * @throws InputError where the id is taken, or a field is not what it should be
 */
export function register<const Id extends string>(registration: Registration<Id>): void {
  const { id, create, maxEpisodeSteps: steps, rewardThreshold: threshold, load } = registration;
  const refuse = (expectation: string, received: unknown): never => {
    throw new InputError(
      typeof id === 'string' && id !== '' ? `register ${id}` : 'register',
      expectation,
      show(received),
    );
  };
  if (typeof id !== 'string' || !/^\S+$/.test(id)) refuse('id must be a name without spaces', id);
  if (typeof create !== 'function') refuse('create must be a function that returns an environment', create);
  if (steps !== undefined && (!Number.isSafeInteger(steps) || steps < 1)) {
    refuse('maxEpisodeSteps must be a whole number ≥ 1', steps);
  }
  if (threshold !== undefined && !Number.isFinite(threshold)) refuse('rewardThreshold must be a number', threshold);
  if (load !== undefined && typeof load !== 'function') refuse('load must be a function that returns a promise', load);
  if (registrations.has(id)) throw new InputError('register', `'${id}' is registered already: choose another id`);
  registrations.set(id, registration);
}

/** All registrations, in the order in which they were made. */
export function registered(): readonly Registration[] {
  return [...registrations.values()];
}

/** The registration under this id; throws InputError, with the nearest known id, where there is none. */
export function registration(id: string): Registration {
  const found = registrations.get(id);
  if (found !== undefined) return found;
  throw new InputError('environment', `there is no ${show(id)}: ${didYouMean(String(id), [...registrations.keys()])}`);
}

/** Awaits whatever an environment needs before it can be made; returns at once where it needs nothing. */
export async function load(id: string): Promise<void> {
  const { load: start } = registration(id);
  if (start === undefined || loaded.has(id)) return;
  const loading = loads.get(id) ?? start();
  loads.set(id, loading);
  try {
    await loading;
    loaded.add(id);
  } finally {
    loads.delete(id);
  }
}

/**
 * A new environment, with its time limit.
 *
 * @throws InputError where the id is not known, a setting is wrong, or the environment must be loaded first
 */
export function make<Id extends keyof EnvironmentKinds>(
  id: Id,
  settings?: MakeSettings,
): Environment<EnvironmentKinds[Id]>;
export function make(id: string, settings?: MakeSettings): Environment;
export function make(id: string, settings: MakeSettings = {}): Environment {
  const found = registration(id);
  if (found.load !== undefined && !loaded.has(id)) {
    throw new InputError(id, `is not loaded: call await load('${id}') first`);
  }
  const { maxEpisodeSteps = found.maxEpisodeSteps ?? Infinity, ...own } = settings;
  const environment = found.create(own);
  return maxEpisodeSteps === Infinity ? environment : timeLimit(environment, maxEpisodeSteps);
}
