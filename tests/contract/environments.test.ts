import { describe } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import { discrete } from '../../src/core/spaces.ts';
import {
  CartPole,
  clipAction,
  episodeStatistics,
  flattenObservation,
  frameStack,
  fromGymJs,
  make,
  normalizeObservation,
  normalizeReward,
  oneHotObservation,
  Pendulum,
  registered,
  renderedObservation,
  rescaleAction,
  selectObservation,
  stickyActions,
  timeAwareObservation,
  timeLimit,
  transformAction,
  transformObservation,
  transformReward,
} from '../../src/envs/index.ts';
import { asGymJs, GymCartPole, GymTimeLimit } from '../envs/adapters/gym-js-environments.ts';
import { environmentContract, savedStateContract } from './environment-contract.ts';

describe('every registered environment', () => {
  for (const { id, load } of registered()) if (load === undefined) environmentContract(id, () => make(id));
});

describe('every wrapped environment', () => {
  environmentContract('timeLimit', () => timeLimit(new CartPole(), 7));
  environmentContract('episodeStatistics', () => episodeStatistics(make('CartPole-v1')));
  environmentContract('clipAction', () => clipAction(make('Pendulum-v1')));
  environmentContract('rescaleAction', () => rescaleAction(make('Pendulum-v1'), -3, 5));
  environmentContract('renderedObservation', () => renderedObservation(make('Catch-v0'), { width: 8, height: 9 }));
  environmentContract('normalizeObservation, frozen', () => frozen(normalizeObservation(make('MountainCar-v0'))));
  environmentContract('normalizeReward, frozen', () => frozen(normalizeReward(make('CartPole-v1'), { gamma: 0.99 })));
  environmentContract('selectObservation', () => selectObservation(make('Acrobot-v1'), [0, 3]));
  environmentContract('flattenObservation', () => flattenObservation(make('DictIdentity-v0')));
  environmentContract('oneHotObservation', () => oneHotObservation(make('Taxi-v4')));
  environmentContract('frameStack', () => frameStack(make('CartPole-v1'), 3));
  environmentContract('timeAwareObservation', () => timeAwareObservation(make('Pendulum-v1'), 200));
  environmentContract('stickyActions', () => stickyActions(make('CartPole-v1'), 0.4));
  environmentContract('stickyActions, masked', () => stickyActions(make('Taxi-v4'), 0.4));
  environmentContract('stickyActions of vectors', () => stickyActions(make('Pendulum-v1'), 0.4));
  environmentContract('transformObservation', () =>
    transformObservation(make('Pendulum-v1'), (x) => x.map(Math.fround)),
  );
  environmentContract('transformReward', () => transformReward(make('Pendulum-v1'), (reward) => reward / 10));
  environmentContract('transformAction', () =>
    transformAction(make('CartPole-v1') as Environment<'discrete'>, (right: number) => 1 - right, discrete(2)),
  );
  environmentContract('Taxi with all its settings', () => make('Taxi-v4', { rainy: true, fickle: true }));
  environmentContract('Blackjack with a natural', () => make('Blackjack-v1', { sab: false, natural: true }));
  environmentContract('all of them', () =>
    timeLimit(episodeStatistics(clipAction(rescaleAction(frozen(normalizeObservation(new Pendulum()))))), 30),
  );
});

describe('every environment that is written for gym-js', () => {
  const options = { setsState: false };
  environmentContract('a cart-pole', () => fromGymJs(new GymCartPole()), options);
  environmentContract('with a time limit', () => fromGymJs(new GymTimeLimit(new GymCartPole(), 30)), options);
  for (const id of ['Pendulum-v1', 'MultiIdentity-v0', 'FrozenLake-v1']) {
    environmentContract(id, () => fromGymJs(asGymJs(make(id))), options);
  }
});

describe('wrapped environments whose statistics move', () => {
  describe('normalizeObservation', () => savedStateContract(() => normalizeObservation(make('MountainCar-v0'))));
  describe('normalizeReward', () => savedStateContract(() => normalizeReward(make('Acrobot-v1'), { gamma: 0.9 })));
  describe('both', () =>
    savedStateContract(() =>
      episodeStatistics(normalizeObservation(normalizeReward(make('CartPole-v1'), { gamma: 1 }))),
    ));
});

/** Statistics that move make two rollouts differ, as they should: they are part of training, not of the task. */
function frozen<E extends { readonly normalizer: { frozen: boolean } }>(environment: E): E {
  environment.normalizer.frozen = true;
  return environment;
}
