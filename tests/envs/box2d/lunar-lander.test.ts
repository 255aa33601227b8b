import { describe, expect, test } from 'vitest';
import type { Draws } from '../../../src/envs/box2d/draws.ts';
import { LunarFlight } from '../../../src/envs/box2d/lunar-flight.ts';
import { LunarLander, make } from '../../../src/envs/index.ts';

const CONDITIONS = { gravity: -10, enableWind: false, windPower: 15, turbulencePower: 1.5 };
/** The middle of every range: no starting force, no dispersion. */
const STILL: Draws = { uniform: (low = 0, high = 1) => (low + high) / 2, integer: (n) => Math.floor(n / 2) };

/** Of hull and legs together: mass, momentum and centre. */
function wholeOf({ lander }: LunarFlight) {
  const sum = { mass: 0, px: 0, py: 0, x: 0, y: 0 };
  for (const body of [lander.hull, ...lander.legs]) {
    const [mass, velocity, centre] = [body.getMass(), body.getLinearVelocity(), body.getWorldCenter()];
    sum.mass += mass;
    sum.px += mass * velocity.x;
    sum.py += mass * velocity.y;
    sum.x += mass * centre.x;
    sum.y += mass * centre.y;
  }
  return { ...sum, x: sum.x / sum.mass, y: sum.y / sum.mass };
}

/** A landing by two proportional and derivative controllers, on hull angle and height. */
function pilot(s: Float32Array): number {
  const [x = 0, y = 0, vx = 0, vy = 0, angle = 0, spin = 0, right = 0, left = 0] = s;
  const lean = Math.min(Math.max(0.5 * x + vx, -0.4), 0.4);
  const standing = right > 0 || left > 0;
  const turn = standing ? 0 : 0.5 * (lean - angle) - spin;
  const climb = standing ? -0.5 * vy : 0.5 * (0.55 * Math.abs(x) - y) - 0.5 * vy;
  if (climb > Math.abs(turn) && climb > 0.05) return 2;
  if (turn < -0.05) return 3;
  return turn > 0.05 ? 1 : 0;
}

function phi(s: Float32Array): number {
  const [x = 0, y = 0, vx = 0, vy = 0, angle = 0, , right = 0, left = 0] = s;
  return -100 * (Math.hypot(x, y) + Math.hypot(vx, vy) + Math.abs(angle)) + 10 * (right + left);
}

describe('LunarLander', () => {
  test('has the spaces of its task', () => {
    const [discrete, continuous] = [make('LunarLander-v3'), make('LunarLanderContinuous-v3')];
    expect(discrete.actionSpace).toMatchObject({ kind: 'discrete', n: 4 });
    expect([...continuous.actionSpace.low, ...continuous.actionSpace.high]).toEqual([-1, -1, 1, 1]);
    expect([...new LunarLander().observationSpace.low.slice(6)]).toEqual([0, 0]);
    expect(() => new LunarLander({ gravity: -12 })).toThrow(/between -12 and 0/);
    expect(() => make('LunarLander-v3', { continuous: true })).toThrow(/settled by the id/);
  });

  test('falls freely: v ← v − 10/50, then y ← y + v/50, of the whole', () => {
    const flight = new LunarFlight(CONDITIONS, STILL);
    for (let i = 0; i < 40; i++) {
      const before = wholeOf(flight);
      flight.step(0, 0, 1);
      const after = wholeOf(flight);
      const vy = before.py / before.mass - 10 / 50;
      expect(after.py / after.mass).toBeCloseTo(vy, 10);
      expect(after.px).toBeCloseTo(before.px, 10);
      expect(after.y).toBeCloseTo(before.y + vy / 50, 10);
    }
  });

  test.each([
    { main: 1, side: 0, direction: 0, jx: 0, jy: (13 * 4) / 30 },
    { main: 0.5, side: 0, direction: 0, jx: 0, jy: (13 * 4) / 30 / 2 },
    { main: 0, side: 1, direction: -1, jx: (-0.6 * 12) / 30, jy: 0 },
    { main: 0, side: 1, direction: 1, jx: (0.6 * 12) / 30, jy: 0 },
  ])('changes its momentum by the impulse of its engines: $main, $side, $direction', (at) => {
    const flight = new LunarFlight(CONDITIONS, STILL);
    const { hull } = flight.lander;
    const [angle, before] = [hull.getAngle(), wholeOf(flight)];
    expect(angle).toBeCloseTo(0, 2);
    flight.step(at.main, at.side, at.direction);
    const after = wholeOf(flight);
    const [s, c] = [Math.sin(angle), Math.cos(angle)];
    expect(after.px - before.px).toBeCloseTo(at.jx * c - at.jy * s, 10);
    expect(after.py - before.py + (10 / 50) * before.mass).toBeCloseTo(at.jx * s + at.jy * c, 10);
  });

  test('rewards by the change of its potential, less fuel', () => {
    const environment = make('LunarLander-v3');
    let last = environment.reset({ seed: 1 }).observation.slice();
    for (let i = 0; i < 40; i++) {
      const action = i % 4;
      const { observation, reward, terminated } = environment.step(action);
      expect(terminated).toBe(false);
      const fuel = [0, 0.03, 0.3, 0.03][action] as number;
      expect(reward).toBeCloseTo(phi(observation) - phi(last) - fuel, 3);
      last = observation.slice();
    }
  });

  test('ends with −100 on a crash, and out of view', () => {
    const environment = make('LunarLander-v3');
    environment.reset({ seed: 1 });
    let step = environment.step(0);
    while (!step.terminated) step = environment.step(0);
    expect(step.reward).toBe(-100);
    environment.reset({ seed: 1, options: { state: [19.95, 10, 5, 0, 0, 0] } });
    expect(environment.step(0)).toMatchObject({ reward: -100, terminated: true });
  });

  test('is landed by a controller, with 100 at rest and a mean return above 200', () => {
    const environment = make('LunarLander-v3');
    let [sum, rests] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      let { observation } = environment.reset({ seed });
      for (let over = false; !over; ) {
        const step = environment.step(pilot(observation));
        observation = step.observation;
        sum += step.reward;
        over = step.terminated || step.truncated;
        if (step.terminated && step.reward === 100) rests += 1;
      }
    }
    expect(sum / 20).toBeGreaterThan(200);
    expect(rests).toBeGreaterThan(10);
  });
});
