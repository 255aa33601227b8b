import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { make, TMaze } from '../../../src/envs/index.ts';

const [NORTH, EAST, SOUTH, WEST] = [0, 1, 2, 3];
const NORTH_SIGN = [0, 1, 1];
const SOUTH_SIGN = [1, 1, 0];
const CORRIDOR = [1, 0, 1];
const JUNCTION = [0, 1, 0];

/** The return of an episode of a policy, which sees the observation and what it itself kept. */
function play(
  environment: TMaze,
  policy: (observation: readonly number[], kept: { sign?: readonly number[] }) => number,
): number {
  const kept = {};
  let observation = [...environment.reset().observation];
  for (let [total, steps] = [0, 0]; ; steps++) {
    if (steps === 1000) throw new Error('an episode of a policy that goes east must end');
    const step = environment.step(policy(observation, kept));
    observation = [...step.observation];
    total += step.reward;
    if (step.terminated) return total;
  }
}

describe('what is seen on the way', () => {
  test.each([
    [0, NORTH_SIGN],
    [1, SOUTH_SIGN],
  ])('with goal %i is the sign at the start, then the same all along and at the junction', (goal, sign) => {
    const environment = new TMaze({ length: 4 });
    const seen = [environment.reset({ options: { state: [0, goal] } }).observation];
    for (let t = 0; t < 4; t++) seen.push(environment.step(EAST).observation);
    expect(seen.map((observation) => [...observation])).toEqual([sign, CORRIDOR, CORRIDOR, CORRIDOR, JUNCTION]);
    expect([...environment.step(NORTH).observation]).toEqual(JUNCTION);
  });

  test('the sign is seen again by who goes back to the start', () => {
    const environment = new TMaze();
    const { observation } = environment.reset({ seed: 1 });
    environment.step(EAST);
    expect(environment.step(WEST).observation).toEqual(observation);
  });
});

describe('rewards', () => {
  test.each([
    [0, NORTH, 4],
    [0, SOUTH, -0.1],
    [1, NORTH, -0.1],
    [1, SOUTH, 4],
  ])('at the junction, with goal %i, action %i earns %f and ends', (goal, action, reward) => {
    const environment = new TMaze({ length: 6 });
    environment.reset({ options: { state: [6, goal] } });
    const step = environment.step(action);
    expect([step.reward, step.terminated, step.info.state]).toEqual([reward, true, [action === NORTH ? 7 : 8, goal]]);
  });

  test.each([
    [0, WEST],
    [0, NORTH],
    [0, SOUTH],
    [3, NORTH],
    [3, SOUTH],
    [6, EAST],
  ])('a step against a wall at %i by action %i costs 0.1 and moves nothing', (place, action) => {
    const environment = new TMaze({ length: 6 });
    environment.reset({ options: { state: [place, 0] } });
    expect(environment.step(action)).toMatchObject({ reward: -0.1, terminated: false, info: { state: [place, 0] } });
  });

  test('a step along the corridor costs nothing, there and back', () => {
    const environment = new TMaze({ length: 6 });
    environment.reset({ options: { state: [2, 0] } });
    expect(environment.step(EAST)).toMatchObject({ reward: 0, info: { state: [3, 0] } });
    expect(environment.step(WEST)).toMatchObject({ reward: 0, info: { state: [2, 0] } });
  });
});

describe('the optimum', () => {
  const isJunction = (observation: readonly number[]) => observation.join() === JUNCTION.join();

  test.each([1, 10, 70])('with a memory is 4 in N + 1 steps, for N = %i', (length) => {
    const environment = new TMaze({ length });
    for (let episode = 0; episode < 20; episode++) {
      let steps = 0;
      const total = play(environment, (observation, kept) => {
        steps += 1;
        kept.sign ??= observation;
        if (!isJunction(observation)) return EAST;
        return kept.sign.join() === NORTH_SIGN.join() ? NORTH : SOUTH;
      });
      expect([total, steps]).toEqual([4, length + 1]);
    }
  });

  test('without one is 1.95, whatever the probability of turning north', () => {
    // Goals are equally likely and leave no trace at the junction, so each of these earns (4 − 0.1) / 2.
    for (const north of [0, 0.3, 1]) {
      const [environment, random, episodes] = [new TMaze({ length: 3 }), new Random(1), 20_000];
      let total = 0;
      for (let episode = 0; episode < episodes; episode++) {
        total += play(environment, (observation) =>
          isJunction(observation) ? (random.uniform() < north ? NORTH : SOUTH) : EAST,
        );
      }
      // Five standard deviations of a mean of values that are 4 or −0.1.
      expect(Math.abs(total / episodes - 1.95)).toBeLessThan((5 * 2.05) / Math.sqrt(episodes));
    }
  });
});

test('the length, a place and a goal that are none are refused', () => {
  for (const length of [0, 1.5, -3])
    expect(() => new TMaze({ length })).toThrow('TMaze: length must be a whole number ≥ 1');
  expect(() => make('TMaze-v0', { width: 3 })).toThrow("there is no setting 'width'");
  for (const state of [[11, 0], [-1, 0], [0, 2], [0.5, 0], [0]]) {
    expect(() => new TMaze().reset({ options: { state } })).toThrow(
      'options.state must be a place from 0 to 10, and 0 or 1',
    );
  }
});

test('TMaze-v0 ends after 100 steps at the latest', () => {
  const environment = make('TMaze-v0');
  environment.reset();
  for (let t = 1; t < 100; t++) expect(environment.step(WEST as number).truncated).toBe(false);
  expect(environment.step(WEST as number).truncated).toBe(true);
});
