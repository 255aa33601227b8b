import { BipedalWalker } from './box2d/bipedal-walker.ts';
import { LunarLander, lunarLander } from './box2d/lunar-lander.ts';
import { Acrobot } from './classic-control/acrobot.ts';
import { CartPole } from './classic-control/cart-pole.ts';
import { MountainCar } from './classic-control/mountain-car.ts';
import { MountainCarContinuous } from './classic-control/mountain-car-continuous.ts';
import { Pendulum } from './classic-control/pendulum.ts';
import { requireKnownSettings } from './known-settings.ts';
import { TMaze } from './memory/t-maze.ts';
import { register } from './registry.ts';
import { BinaryIdentity } from './toy/binary-identity.ts';
import { BoxIdentity } from './toy/box-identity.ts';
import { Catch } from './toy/catch.ts';
import { DictIdentity } from './toy/dict-identity.ts';
import { Identity } from './toy/identity.ts';
import { LinearQuadraticRegulator } from './toy/linear-quadratic-regulator.ts';
import { MultiIdentity } from './toy/multi-identity.ts';
import { TwoState } from './toy/two-state.ts';
import { Blackjack } from './toy-text/blackjack.ts';
import { CliffWalking } from './toy-text/cliff-walking.ts';
import { FrozenLake } from './toy-text/frozen-lake.ts';
import { Taxi } from './toy-text/taxi.ts';
import { selectObservation } from './wrappers/select-observation.ts';

export { fromGymJs, type GymJsSettings } from './adapters/from-gym-js.ts';
export type {
  GymJsEnvironment,
  GymJsObservation,
  GymJsSpace,
  GymJsStep,
  GymJsTensor,
} from './adapters/gym-js.ts';
export { type CheckSettings, checkAsyncEnvironment, checkEnvironment } from './check-environment.ts';
export { makeVector } from './make-vector.ts';
export * from './registry.ts';
export { type LinearSystem, optimalGain } from './toy/linear-quadratic-regulator.ts';
export type { Start, Transition, TransitionTable } from './toy-text/tabular-environment.ts';
export { clipAction } from './wrappers/clip-action.ts';
export { episodeStatistics } from './wrappers/episode-statistics.ts';
export { flattenObservation, oneHotObservation } from './wrappers/flatten-observation.ts';
export { type FrameStackSettings, frameStack } from './wrappers/frame-stack.ts';
export { normalizeObservation } from './wrappers/normalize-observation.ts';
export { normalizeReward } from './wrappers/normalize-reward.ts';
export { type RenderedObservationSettings, renderedObservation } from './wrappers/rendered-observation.ts';
export { rescaleAction } from './wrappers/rescale-action.ts';
export { stickyActions } from './wrappers/sticky-actions.ts';
export { timeAwareObservation } from './wrappers/time-aware-observation.ts';
export { timeLimit } from './wrappers/time-limit.ts';
export { transformAction } from './wrappers/transform-action.ts';
export { type ObservationTransform, transformObservation } from './wrappers/transform-observation.ts';
export { transformReward } from './wrappers/transform-reward.ts';
export { wrap } from './wrappers/wrap.ts';
export {
  Acrobot,
  BinaryIdentity,
  BipedalWalker,
  Blackjack,
  BoxIdentity,
  CartPole,
  Catch,
  CliffWalking,
  DictIdentity,
  FrozenLake,
  Identity,
  LinearQuadraticRegulator,
  LunarLander,
  MountainCar,
  MountainCarContinuous,
  MultiIdentity,
  Pendulum,
  selectObservation,
  Taxi,
  TMaze,
  TwoState,
};

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
register({
  id: 'MountainCar-v0',
  create: (settings) => new MountainCar(settings),
  maxEpisodeSteps: 200,
  rewardThreshold: -110,
});
register({
  id: 'MountainCarContinuous-v0',
  create: (settings) => new MountainCarContinuous(settings),
  maxEpisodeSteps: 999,
  rewardThreshold: 90,
});
register({
  id: 'Acrobot-v1',
  create: (settings) => new Acrobot(settings),
  maxEpisodeSteps: 500,
  rewardThreshold: -100,
});
register({ id: 'Pendulum-v1', create: (settings) => new Pendulum(settings), maxEpisodeSteps: 200 });
register({ id: 'Catch-v0', create: (settings) => new Catch(settings), rewardThreshold: 0.9 });
register({
  id: 'LunarLander-v3',
  create: (settings) => lunarLander(false, settings),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
});
register({
  id: 'LunarLanderContinuous-v3',
  create: (settings) => lunarLander(true, settings),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
});
register({
  id: 'BipedalWalker-v3',
  create: (settings) => new BipedalWalker(settings),
  maxEpisodeSteps: 1600,
  rewardThreshold: 300,
});
register({
  id: 'BipedalWalkerHardcore-v3',
  create: (settings) => new BipedalWalker({ hardcore: true, ...settings }),
  maxEpisodeSteps: 2000,
  rewardThreshold: 300,
});
register({ id: 'Identity-v0', create: (settings) => new Identity(settings), maxEpisodeSteps: 20, rewardThreshold: 19 });
register({
  id: 'MultiIdentity-v0',
  create: (settings) => new MultiIdentity(settings),
  maxEpisodeSteps: 20,
  rewardThreshold: 19,
});
register({
  id: 'BinaryIdentity-v0',
  create: (settings) => new BinaryIdentity(settings),
  maxEpisodeSteps: 20,
  rewardThreshold: 19,
});
register({
  id: 'BoxIdentity-v0',
  create: (settings) => new BoxIdentity(settings),
  maxEpisodeSteps: 20,
  rewardThreshold: 19.8,
});
register({
  id: 'DictIdentity-v0',
  create: (settings) => new DictIdentity(settings),
  maxEpisodeSteps: 20,
  rewardThreshold: 19,
});
register({
  id: 'TwoState-v0',
  create: (settings) => new TwoState(settings),
  maxEpisodeSteps: 100,
  rewardThreshold: 197,
});
register({
  id: 'LinearQuadraticRegulator-v0',
  create: (settings) => new LinearQuadraticRegulator(settings),
  maxEpisodeSteps: 50,
});
register({
  id: 'FrozenLake-v1',
  create: (settings) => new FrozenLake(settings),
  maxEpisodeSteps: 100,
  rewardThreshold: 0.7,
});
register({
  id: 'FrozenLake8x8-v1',
  create: (settings) => new FrozenLake({ map: '8x8', ...settings }),
  maxEpisodeSteps: 200,
  rewardThreshold: 0.85,
});
register({ id: 'CliffWalking-v1', create: (settings) => new CliffWalking(settings) });
register({
  id: 'CliffWalkingSlippery-v1',
  create: (settings) => new CliffWalking({ slippery: true, ...settings }),
});
register({
  id: 'Taxi-v3',
  create(settings) {
    requireKnownSettings('Taxi-v3', settings, []);
    return new Taxi();
  },
  maxEpisodeSteps: 200,
  rewardThreshold: 8,
});
register({ id: 'Taxi-v4', create: (settings) => new Taxi(settings), maxEpisodeSteps: 200, rewardThreshold: 8 });
register({ id: 'Blackjack-v1', create: (settings) => new Blackjack(settings) });
register({ id: 'TMaze-v0', create: (settings) => new TMaze(settings), maxEpisodeSteps: 100, rewardThreshold: 3.9 });
// Positions without velocities, angles without theirs.
register({
  id: 'PartialCartPole-v1',
  create: (settings) => selectObservation(new CartPole(settings), [0, 2]),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
});
register({
  id: 'PartialPendulum-v1',
  create: (settings) => selectObservation(new Pendulum(settings), [0, 1]),
  maxEpisodeSteps: 200,
});
