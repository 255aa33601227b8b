import {
  type ActionSpace,
  CartPole,
  dict,
  discrete,
  make,
  makeVector,
  multiDiscrete,
  type ObservationSpace,
  Pendulum,
  Random,
  register,
  sample,
} from 'policy-ascent';
import { expect, expectTypeOf, test } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import type { VectorEnvironment } from '../../src/core/vector-environment.ts';

declare module 'policy-ascent' {
  interface EnvironmentKinds {
    'TypedGame-v0': 'discrete';
  }
}

test('make knows the kind of action from the id', () => {
  expectTypeOf(make('CartPole-v1')).toEqualTypeOf<Environment<'discrete'>>();
  expectTypeOf(make('Pendulum-v1')).toEqualTypeOf<Environment<'box'>>();
  const cartPole = make('CartPole-v1');
  cartPole.reset();
  // @ts-expect-error: CartPole takes a number
  expect(() => cartPole.step(new Float32Array(1))).toThrow(/whole number from 0 to 1/);
  // @ts-expect-error: Pendulum takes a vector
  expect(() => make('Pendulum-v1').step(1)).toThrow();
});

test('make knows the kinds of several values and of bits, whose actions are rows of whole numbers', () => {
  expectTypeOf(make('MultiIdentity-v0')).toEqualTypeOf<Environment<'multiDiscrete'>>();
  expectTypeOf(make('BinaryIdentity-v0')).toEqualTypeOf<Environment<'multiBinary'>>();
  const bits = make('BinaryIdentity-v0');
  expectTypeOf(bits.step).parameter(0).toEqualTypeOf<Int32Array>();
  bits.reset();
  // @ts-expect-error: bits are in an Int32Array
  expect(() => bits.step(1)).toThrow('must be an Int32Array of multiBinary(4)');
  expectTypeOf(sample(multiDiscrete([2, 3]), new Random(0))).toEqualTypeOf<Int32Array>();
  expectTypeOf(makeVector('MultiIdentity-v0', 2).step).parameter(0).toEqualTypeOf<Int32Array>();
});

test('a dict is a space of observations, not of actions', () => {
  const space = dict({ value: discrete(3) });
  expectTypeOf(space).toExtend<ObservationSpace>();
  expectTypeOf(space).not.toExtend<ActionSpace>();
});

test('an id that the compiler does not know gives any environment', () => {
  const id: string = 'CartPole-v1';
  expectTypeOf(make(id)).toEqualTypeOf<Environment>();
  expectTypeOf(makeVector(id, 2)).toEqualTypeOf<VectorEnvironment>();
});

test('a kind declared by a user is known to make and asked of register', () => {
  register({ id: 'TypedGame-v0', create: () => new CartPole() });
  expectTypeOf(make('TypedGame-v0')).toEqualTypeOf<Environment<'discrete'>>();
  // @ts-expect-error: a discrete environment was declared, and a box is returned
  expect(() => register({ id: 'TypedGame-v0', create: () => new Pendulum() })).toThrow(/registered already/);
});

test('makeVector knows the kind from an id and from a function', () => {
  expectTypeOf(makeVector('CartPole-v1', 2)).toEqualTypeOf<VectorEnvironment<'discrete'>>();
  expectTypeOf(makeVector(() => new Pendulum(), 2)).toEqualTypeOf<VectorEnvironment<'box'>>();
  const pendulums = makeVector('Pendulum-v1', 2);
  // @ts-expect-error: Pendulum takes rows of floats
  expect(() => pendulums.step(new Int32Array(1))).toThrow(/one action for each of the 2/);
});
