import { type ActionBatch, type ActionSpace, makeVector, Random, sample, type VectorEnvironment } from 'policy-ascent';
import type { Section } from './section.ts';
import { rateOf } from './timing.ts';

/** The tasks of classic control. */
export const CLASSIC_CONTROL = [
  'CartPole-v1',
  'Acrobot-v1',
  'MountainCar-v0',
  'MountainCarContinuous-v0',
  'Pendulum-v1',
] as const;

const COUNTS = [1, 8, 64];
/** How many different batches of actions are drawn. */
const DRAWN = 512;

/** Steps of a vector environment with random actions that were drawn beforehand, resets included. */
export const environments: Section = {
  name: 'environments',
  summary: 'steps of each classic-control task in a vector environment of 1, 8 and 64',
  quick: true,
  parts: CLASSIC_CONTROL,
  measure: (id, { seconds }) => ({ figures: COUNTS.map((count) => steps(id, count, seconds)) }),
};

function steps(id: string, count: number, seconds: number) {
  const random = new Random('bench');
  const vector: VectorEnvironment = makeVector(id, count);
  vector.reset(random);
  const batches = Array.from({ length: DRAWN }, () => randomActions(vector.actionSpace, count, random));
  const name = `${id}, ${count} at once`;
  return rateOf({ name, unit: 'steps/s' }, seconds, {
    amount: count * DRAWN,
    run() {
      for (const actions of batches) vector.step(actions);
    },
  });
}

/** One random action for each of `count` environments. */
function randomActions(space: ActionSpace, count: number, random: Random): ActionBatch {
  const drawn = Array.from({ length: count }, () => sample(space, random));
  const numbers = drawn.flatMap((action) => (typeof action === 'number' ? [action] : [...action]));
  return space.kind === 'box' ? Float32Array.from(numbers) : Int32Array.from(numbers);
}
