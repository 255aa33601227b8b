import * as tf from '@tensorflow/tfjs';
import type { Environment } from '../../../src/core/environment.ts';
import { Random } from '../../../src/core/random.ts';
import type { Action, ObservationSpace, Space } from '../../../src/core/spaces.ts';
import { cos, sin } from '../../../src/core/trigonometry.ts';

/** A space of gym-js: its type, its numbers, and the tensor that it holds for the environment. */
class HeldSpace {
  readonly type: string;
  readonly shape: number[];
  readonly low: number[] | undefined;
  readonly high: number[] | undefined;
  held: tf.Tensor | undefined;

  constructor(type: 'Box' | 'Discrete' | 'DiscreteTuple', shape: number[], low?: number[], high?: number[]) {
    this.type = type;
    this.shape = shape;
    this.low = low;
    this.high = high;
  }

  set(tensor: tf.Tensor): void {
    this.held = tensor;
  }

  get(): tf.Tensor {
    return this.held as tf.Tensor;
  }
}

/** The cart-pole of Barto, Sutton and Anderson as somebody would write it for gym-js: a state, and tensors out. */
export class GymCartPole {
  readonly action_space = new HeldSpace('Discrete', [2]);
  readonly observation_space = new HeldSpace(
    'Box',
    [4],
    [-4.8, -Infinity, (-24 * Math.PI) / 180, -Infinity],
    [4.8, Infinity, (24 * Math.PI) / 180, Infinity],
  );
  #random = new Random('unseeded');
  #state = [0, 0, 0, 0] as [number, number, number, number];

  seed(seed: number): void {
    this.#random = new Random(seed);
  }

  reset(): tf.Tensor {
    const draw = () => this.#random.uniform(-0.05, 0.05);
    this.#state = [draw(), draw(), draw(), draw()];
    this.observation_space.set(tf.tensor1d(this.#state));
    return this.observation_space.get();
  }

  step(action: number): [tf.Tensor, number, boolean, object] {
    const [x, v, angle, spin] = this.#state;
    const [c, s] = [cos(angle), sin(angle)];
    const push = ((action === 1 ? 10 : -10) + 0.05 * (spin * spin) * s) / 1.1;
    const turn = (9.8 * s - c * push) / (0.5 * (4 / 3 - (0.1 * (c * c)) / 1.1));
    const acceleration = push - (0.05 * turn * c) / 1.1;
    this.#state = [x + 0.02 * v, v + 0.02 * acceleration, angle + 0.02 * spin, spin + 0.02 * turn];
    const done = Math.abs(this.#state[0]) > 2.4 || Math.abs(this.#state[2]) > (12 * 2 * Math.PI) / 360;
    this.observation_space.set(tf.tensor1d(this.#state));
    return [this.observation_space.get(), 1, done, {}];
  }

  render(): void {}
}

/** Cuts episodes off as Gym's own wrapper did: done, and the info says whether the time limit alone did it. */
export class GymTimeLimit {
  readonly action_space;
  readonly observation_space;
  readonly #environment: GymCartPole;
  readonly #limit: number;
  #steps = 0;

  constructor(environment: GymCartPole, limit: number) {
    this.action_space = environment.action_space;
    this.observation_space = environment.observation_space;
    this.#environment = environment;
    this.#limit = limit;
  }

  seed(seed: number): void {
    this.#environment.seed(seed);
  }

  reset(): tf.Tensor {
    this.#steps = 0;
    return this.#environment.reset();
  }

  step(action: number): [tf.Tensor, number, boolean, object] {
    const [observation, reward, done, info] = this.#environment.step(action);
    this.#steps += 1;
    if (this.#steps < this.#limit) return [observation, reward, done, info];
    return [observation, reward, true, { ...info, 'TimeLimit.truncated': !done }];
  }
}

/** An environment of this library as one of gym-js, with tensors of its spaces' shapes. */
export function asGymJs(environment: Environment) {
  const { observationSpace, actionSpace } = environment;
  let seeded: { seed?: number } = {};
  const tensor = (observation: Float32Array) => tf.tensor(observation, shapeOf(observationSpace));
  return {
    observation_space: heldSpaceOf(observationSpace),
    action_space: heldSpaceOf(actionSpace),
    seed(seed: number) {
      seeded = { seed };
    },
    reset() {
      const { observation } = environment.reset(seeded);
      seeded = {};
      return tensor(observation);
    },
    step(action: number | number[] | tf.Tensor): [tf.Tensor, number, boolean, object] {
      const taken = typeof action === 'number' ? action : arrayFor(actionSpace, action);
      const { observation, reward, terminated, truncated, info } = environment.step(taken as Action);
      const told = { ...info, 'TimeLimit.truncated': truncated && !terminated };
      return [tensor(observation), reward, terminated || truncated, told];
    },
  };
}

function arrayFor(space: Space, given: number[] | tf.Tensor): Float32Array | Int32Array {
  if (given instanceof tf.Tensor) return given.dataSync<'float32'>().slice();
  return space.kind === 'box' ? Float32Array.from(given) : Int32Array.from(given);
}

function shapeOf(space: ObservationSpace): number[] {
  if (space.kind === 'box') return [...space.shape];
  return space.kind === 'multiDiscrete' ? [space.nvec.length] : [1];
}

function heldSpaceOf(space: Space): HeldSpace {
  switch (space.kind) {
    case 'box':
      return new HeldSpace('Box', [...space.shape], [...space.low], [...space.high]);
    case 'discrete':
      return new HeldSpace('Discrete', [space.n]);
    case 'multiDiscrete':
      return new HeldSpace('DiscreteTuple', [...space.nvec]);
    default:
      throw new Error(`gym-js has no ${space.kind}`);
  }
}
