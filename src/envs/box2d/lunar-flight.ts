import { World } from 'planck';
import type { Draws } from './draws.ts';
import { Lander, LEG_DOWN } from './lander.ts';
import { createMoon, drawSurface, HEIGHT, PAD_HEIGHT, type Point, WIDTH } from './lunar-terrain.ts';
import { Gusts } from './lunar-wind.ts';
import { place, stateOf } from './rigid-motion.ts';

export const STEPS_PER_SECOND = 50;
const [VELOCITY_ITERATIONS, POSITION_ITERATIONS] = [180, 60];
/** The starting force is up to this, N. */
const START_FORCE = 1000;
/** Metres. */
const DISPERSION = 1 / 30;
const [MAIN_COST, SIDE_COST] = [0.3, 0.03];

export interface LunarConditions {
  /** m/s², negative downwards. */
  readonly gravity: number;
  readonly enableWind: boolean;
  /** N. */
  readonly windPower: number;
  /** N m. */
  readonly turbulencePower: number;
}

/** One flight of the lander over a moon of its own, from the drawing of both to the landing or the crash. */
export class LunarFlight {
  readonly lander: Lander;
  readonly surface: readonly Point[];
  /** What is observed, in float64. */
  readonly observed = new Float64Array(8);
  reward = 0;
  /** Of the latest step; see {@link Lander.fire}. */
  throttles = { main: 0, side: 0, direction: 1 };
  terminated = false;
  readonly #conditions: LunarConditions;
  readonly #random: Draws;
  readonly #world: World;
  readonly #wind: readonly [push: Gusts, turn: Gusts] | undefined;
  #shaping = 0;

  /** Draws a moon and a start, and takes a first step without any engine, as every episode does. */
  constructor(conditions: LunarConditions, random: Draws) {
    this.#conditions = conditions;
    this.#random = random;
    // A world of its own: in one used before, the order of contacts would hang on what has been there.
    this.#world = new World({ gravity: { x: 0, y: conditions.gravity } });
    this.surface = drawSurface(random);
    createMoon(this.#world, this.surface);
    const forceX = random.uniform(-START_FORCE, START_FORCE);
    const forceY = random.uniform(-START_FORCE, START_FORCE);
    this.#wind = conditions.enableWind ? [new Gusts(random), new Gusts(random)] : undefined;
    this.lander = new Lander(this.#world, forceX, forceY);
    this.step(0, 0, 1);
  }

  /** The hull's {@link stateOf}. */
  state(): number[] {
    return stateOf(this.lander.hull);
  }

  /** Sets the hull's state, and takes the legs along. */
  place(state: readonly number[]): void {
    place([this.lander.hull, ...this.lander.legs], state);
    this.#observe();
    this.#shaping = this.#potential();
  }

  /** Takes a step with both engines at these throttles; see {@link Lander.fire}. */
  step(main: number, side: number, direction: number): void {
    const { lander } = this;
    this.#blow();
    const along = this.#random.uniform(-1, 1) * DISPERSION;
    const across = this.#random.uniform(-1, 1) * DISPERSION;
    this.throttles = { main, side, direction };
    lander.fire(main, side, direction, along, across);
    this.#world.step(1 / STEPS_PER_SECOND, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
    this.#observe();
    const shaping = this.#potential();
    this.reward = shaping - this.#shaping - MAIN_COST * main - SIDE_COST * side;
    this.#shaping = shaping;
    this.terminated = false;
    if (lander.crashed || Math.abs(this.observed[0] as number) >= 1) this.#end(-100);
    if (!lander.hull.isAwake()) this.#end(100);
  }

  /** The wind does not reach a lander that stands. */
  #blow(): void {
    const { hull, standing } = this.lander;
    if (this.#wind === undefined || standing[0] || standing[1]) return;
    const { windPower, turbulencePower } = this.#conditions;
    hull.applyForceToCenter({ x: this.#wind[0].next() * windPower, y: 0 }, true);
    hull.applyTorque(this.#wind[1].next() * turbulencePower, true);
  }

  #observe(): void {
    const { hull, standing } = this.lander;
    const { observed } = this;
    const { x, y } = hull.getPosition();
    const velocity = hull.getLinearVelocity();
    observed[0] = (x - WIDTH / 2) / (WIDTH / 2);
    observed[1] = (y - (PAD_HEIGHT + LEG_DOWN)) / (HEIGHT / 2);
    observed[2] = (velocity.x * (WIDTH / 2)) / STEPS_PER_SECOND;
    observed[3] = (velocity.y * (HEIGHT / 2)) / STEPS_PER_SECOND;
    observed[4] = hull.getAngle();
    observed[5] = (20 * hull.getAngularVelocity()) / STEPS_PER_SECOND;
    observed[6] = standing[0] ? 1 : 0;
    observed[7] = standing[1] ? 1 : 0;
  }

  /** Φ = −100 |position| − 100 |velocity| − 100 |angle| + 10 for each standing leg, all as observed. */
  #potential(): number {
    const [x = 0, y = 0, vx = 0, vy = 0, angle = 0, , first = 0, second = 0] = this.observed;
    return (
      -100 * Math.sqrt(x * x + y * y) -
      100 * Math.sqrt(vx * vx + vy * vy) -
      100 * Math.abs(angle) +
      10 * first +
      10 * second
    );
  }

  #end(reward: number): void {
    this.reward = reward;
    this.terminated = true;
  }
}
