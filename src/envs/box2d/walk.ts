import { World } from 'planck';
import type { Draws } from './draws.ts';
import { place, stateOf } from './rigid-motion.ts';
import { HIP_SPEED, KNEE_SPEED, MOTOR_TORQUE, Walker } from './walker.ts';
import { Lidar, RAYS } from './walker-lidar.ts';
import { createGround, drawTerrain, GRASS, LENGTH, STEP, type Terrain } from './walker-terrain.ts';

export const STEPS_PER_SECOND = 50;
const [VELOCITY_ITERATIONS, POSITION_ITERATIONS] = [180, 60];
const GRAVITY = -10;
/** The starting force is up to this, N. */
const START_FORCE = 5;
/** Of the view, m. */
const [WIDTH, HEIGHT] = [600 / 30, 400 / 30];
const END = (LENGTH - GRASS) * STEP;
const TORQUE_COST = 0.00035 * MOTOR_TORQUE;
const BODY_SIZE = 14;
const STILL = [0, 0, 0, 0];

/** One walk over a terrain of its own, from the drawing of it to the fall or the far end. */
export class Walk {
  readonly terrain: Terrain;
  readonly walker: Walker;
  readonly lidar = new Lidar();
  /** What is observed, in float64. */
  readonly observed = new Float64Array(BODY_SIZE + RAYS);
  reward = 0;
  terminated = false;
  readonly #world: World;
  #shaping = 0;

  /** Draws a terrain and a start, and takes a first step without any torque, as every episode does. */
  constructor(random: Draws, hardcore: boolean) {
    // A world of its own: in one used before, the order of contacts would hang on what has been there.
    this.#world = new World({ gravity: { x: 0, y: GRAVITY } });
    this.terrain = drawTerrain(random, hardcore);
    createGround(this.#world, this.terrain);
    this.walker = new Walker(this.#world, random.uniform(-START_FORCE, START_FORCE));
    this.step(STILL);
  }

  /** The hull's {@link stateOf}. */
  state(): number[] {
    return stateOf(this.walker.hull);
  }

  /** Sets the hull's state, and takes the legs along. */
  place(state: readonly number[]): void {
    place(this.walker.bodies(), state);
    this.#observe();
    this.#shaping = this.#potential();
  }

  /** Takes a step with the motors at these four actions. */
  step(action: ArrayLike<number>): void {
    const { hull } = this.walker;
    this.walker.drive(action);
    this.#world.step(1 / STEPS_PER_SECOND, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
    this.#observe();
    const shaping = this.#potential();
    this.reward = shaping - this.#shaping;
    this.#shaping = shaping;
    for (let i = 0; i < 4; i++) this.reward -= TORQUE_COST * Math.min(Math.abs(action[i] as number), 1);
    const { x } = hull.getPosition();
    const fallen = this.walker.fallen || x < 0;
    if (fallen) this.reward = -100;
    this.terminated = fallen || x > END;
  }

  #observe(): void {
    const { hull, legs, standing } = this.walker;
    const { observed } = this;
    const velocity = hull.getLinearVelocity();
    this.lidar.scan(this.#world, hull.getPosition());
    observed[0] = hull.getAngle();
    observed[1] = (2 * hull.getAngularVelocity()) / STEPS_PER_SECOND;
    observed[2] = (0.3 * velocity.x * WIDTH) / STEPS_PER_SECOND;
    observed[3] = (0.3 * velocity.y * HEIGHT) / STEPS_PER_SECOND;
    for (const [i, { hip, knee }] of legs.entries()) {
      const at = 4 + 5 * i;
      observed[at] = hip.getJointAngle();
      observed[at + 1] = hip.getJointSpeed() / HIP_SPEED;
      observed[at + 2] = knee.getJointAngle() + 1;
      observed[at + 3] = knee.getJointSpeed() / KNEE_SPEED;
      observed[at + 4] = standing[i] ? 1 : 0;
    }
    observed.set(this.lidar.fractions, BODY_SIZE);
  }

  /** Φ = 130 x / 30 − 5 |angle| */
  #potential(): number {
    const { hull } = this.walker;
    return (130 * hull.getPosition().x) / 30 - 5 * Math.abs(hull.getAngle());
  }
}
