import { type Body, BoxShape, type Contact, PolygonShape, RevoluteJoint, type World } from 'planck';
import { cos, sin } from '../../core/trigonometry.ts';
import { HEIGHT, WIDTH } from './lunar-terrain.ts';

/** Pixels a metre; lengths below are in pixels. */
const SCALE = 30;
/** The hull's corners. */
export const HULL = [
  [-14, 17],
  [-17, 0],
  [-17, -10],
  [17, -10],
  [17, 0],
  [14, 17],
] as const;
const [LEG_AWAY, LEG_HALF_WIDTH, LEG_HALF_HEIGHT] = [20, 2, 8];
/** How far a leg's joint is from its middle; the height of the resting hull. */
export const LEG_DOWN = 18 / SCALE;
const LEG_SPRING_TORQUE = 40;
const LEG_SPEED = 0.3;
const [MAIN_POWER, SIDE_POWER] = [13, 0.6];
const MAIN_DOWN = 4 / SCALE;
const SIDE_AWAY = 12 / SCALE;
/** Two numbers for what is one height, so that the torque of a side engine depends on the hull's angle. */
const [SIDE_HEIGHT_ACROSS, SIDE_HEIGHT_UP] = [17 / SCALE, 14 / SCALE];

/** The lander in its world: a hull with a main engine and two side engines, and two sprung legs. */
export class Lander {
  readonly hull: Body;
  readonly legs: readonly [Body, Body];
  /** Whether the hull has touched anything. */
  crashed = false;
  /** Whether each leg stands on the moon; the first is the one on the right. */
  readonly standing: [right: boolean, left: boolean] = [false, false];

  /** At the top, in the middle, with a force (N) on its centre that acts during the first step. */
  constructor(world: World, forceX: number, forceY: number) {
    this.hull = world.createDynamicBody({ x: WIDTH / 2, y: HEIGHT });
    this.hull.createFixture({
      shape: new PolygonShape(HULL.map(([x, y]) => ({ x: x / SCALE, y: y / SCALE }))),
      density: 5,
      friction: 0.1,
      filterCategoryBits: 0x10,
      filterMaskBits: 0x01,
    });
    this.hull.applyForceToCenter({ x: forceX, y: forceY }, true);
    this.legs = [attachLeg(world, this.hull, -1), attachLeg(world, this.hull, 1)];
    world.on('begin-contact', (contact) => this.#touch(contact, true));
    world.on('end-contact', (contact) => this.#touch(contact, false));
  }

  #touch(contact: Contact, touching: boolean): void {
    const [one, other] = [contact.getFixtureA().getBody(), contact.getFixtureB().getBody()];
    if (touching && (one === this.hull || other === this.hull)) this.crashed = true;
    for (const [i, leg] of this.legs.entries()) if (one === leg || other === leg) this.standing[i] = touching;
  }

  /**
   * Fires the engines for one step.
   *
   * @param main throttle of the main engine, 0 … 1
   * @param side throttle of the side engines, 0 … 1
   * @param direction −1 for the engine that turns the hull counter-clockwise and pushes it left, 1 for the other
   * @param along noise along the hull's axis, m
   * @param across noise across it, m
   */
  fire(main: number, side: number, direction: number, along: number, across: number): void {
    const angle = this.hull.getAngle();
    const [s, c] = [sin(angle), cos(angle)];
    const { x, y } = this.hull.getPosition();
    if (main > 0) {
      const reach = MAIN_DOWN + 2 * along;
      const [awayX, awayY] = [s * reach - c * across, -c * reach - s * across];
      this.#push(awayX, awayY, MAIN_POWER * main, x + awayX, y + awayY);
    }
    if (side > 0) {
      const reach = 3 * across + direction * SIDE_AWAY;
      const [awayX, awayY] = [s * along - c * reach, -c * along - s * reach];
      this.#push(awayX, awayY, SIDE_POWER * side, x + awayX - s * SIDE_HEIGHT_ACROSS, y + awayY + c * SIDE_HEIGHT_UP);
    }
  }

  /** An impulse (N s) against the direction in which an engine lies, at a point of the world. */
  #push(awayX: number, awayY: number, power: number, x: number, y: number): void {
    this.hull.applyLinearImpulse({ x: -awayX * power, y: -awayY * power }, { x, y }, true);
  }
}

/** @param side −1 for the leg on the right, 1 for the one on the left */
function attachLeg(world: World, hull: Body, side: -1 | 1): Body {
  const leg = world.createDynamicBody({
    position: { x: WIDTH / 2 - (side * LEG_AWAY) / SCALE, y: HEIGHT },
    angle: side * 0.05,
  });
  leg.createFixture({
    shape: new BoxShape(LEG_HALF_WIDTH / SCALE, LEG_HALF_HEIGHT / SCALE),
    density: 1,
    filterCategoryBits: 0x20,
    filterMaskBits: 0x01,
  });
  const definition = {
    localAnchorA: { x: 0, y: 0 },
    localAnchorB: { x: (side * LEG_AWAY) / SCALE, y: LEG_DOWN },
    referenceAngle: 0,
    enableMotor: true,
    enableLimit: true,
    maxMotorTorque: LEG_SPRING_TORQUE,
    motorSpeed: LEG_SPEED * side,
    lowerAngle: side === -1 ? 0.9 - 0.5 : -0.9,
    upperAngle: side === -1 ? 0.9 : -0.9 + 0.5,
  };
  world.createJoint(new RevoluteJoint(definition, hull, leg));
  return leg;
}
