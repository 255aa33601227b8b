import { CartPole } from './classic-control/cart-pole.ts';
import { Pendulum } from './classic-control/pendulum.ts';
import { register } from './registry.ts';

export { CartPole } from './classic-control/cart-pole.ts';
export { Pendulum } from './classic-control/pendulum.ts';
export { makeVector } from './make-vector.ts';
export * from './registry.ts';
export { timeLimit } from './wrappers/time-limit.ts';

register({
  id: 'CartPole-v0',
  create: (settings) => new CartPole(settings),
  maxEpisodeSteps: 200,
  rewardThreshold: 195,
});
register({
  id: 'CartPole-v1',
  create: (settings) => new CartPole(settings),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
});
register({ id: 'Pendulum-v1', create: (settings) => new Pendulum(settings), maxEpisodeSteps: 200 });
