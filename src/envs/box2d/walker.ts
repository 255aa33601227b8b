import { type Body, BoxShape, type Contact, PolygonShape, RevoluteJoint, type World } from 'planck';
import { GROUND, START_PAD, STEP } from './walker-terrain.ts';

/** Pixels a metre. */
const SCALE = 30;
const HULL = [
  [-30, 9],
  [6, 9],
  [34, 1],
  [34, -8],
  [-30, -8],
] as const;
/** How far the hips are from the hull's origin, m. */
const HIP = -8 / SCALE;
const [LEG_WIDTH, LEG_HEIGHT] = [8 / SCALE, 34 / SCALE];
/** N m, and rad/s of hips and knees. */
export const MOTOR_TORQUE = 80;
export const [HIP_SPEED, KNEE_SPEED] = [4, 6];
const FILTER = { filterCategoryBits: 0x20, filterMaskBits: 0x01 };
const [START_X, START_Y] = [(STEP * START_PAD) / 2, GROUND + 2 * LEG_HEIGHT];

interface Leg {
  readonly upper: Body;
  readonly lower: Body;
  readonly hip: RevoluteJoint;
  readonly knee: RevoluteJoint;
}

/** The walker in its world: a hull, and two legs with a hip and a knee each. */
export class Walker {
  readonly hull: Body;
  /** The one that is drawn behind the hull, then the one before it. */
  readonly legs: readonly [Leg, Leg];
  /** Whether the hull has touched anything. */
  fallen = false;
  /** Whether each lower leg touches the ground. */
  readonly standing: [boolean, boolean] = [false, false];

  /** On the start pad, with a force (N) on its centre that acts during the first step. */
  constructor(world: World, forceX: number) {
    this.hull = world.createDynamicBody({ x: START_X, y: START_Y });
    this.hull.createFixture({
      shape: new PolygonShape(HULL.map(([x, y]) => ({ x: x / SCALE, y: y / SCALE }))),
      density: 5,
      friction: 0.1,
      ...FILTER,
    });
    this.hull.applyForceToCenter({ x: forceX, y: 0 }, true);
    this.legs = [attachLeg(world, this.hull, -1), attachLeg(world, this.hull, 1)];
    world.on('begin-contact', (contact) => this.#touch(contact, true));
    world.on('end-contact', (contact) => this.#touch(contact, false));
  }

  #touch(contact: Contact, touching: boolean): void {
    const [one, other] = [contact.getFixtureA().getBody(), contact.getFixtureB().getBody()];
    if (touching && (one === this.hull || other === this.hull)) this.fallen = true;
    for (const [i, { lower }] of this.legs.entries()) {
      if (one === lower || other === lower) this.standing[i] = touching;
    }
  }

  /** All bodies, the hull first. */
  bodies(): [Body, ...Body[]] {
    return [this.hull, ...this.legs.flatMap(({ upper, lower }) => [upper, lower])];
  }

  /** Sets the four motors: the sign of each action is the direction, the size the share of the greatest torque. */
  drive(action: ArrayLike<number>): void {
    // The engine wakes bodies only where a motor changes.
    for (const body of this.bodies()) body.setAwake(true);
    for (const [i, { hip, knee }] of this.legs.entries()) {
      setMotor(hip, HIP_SPEED, action[2 * i] as number);
      setMotor(knee, KNEE_SPEED, action[2 * i + 1] as number);
    }
  }
}

function setMotor(joint: RevoluteJoint, speed: number, action: number): void {
  // 0 and not −0, which JSON does not tell apart.
  joint.setMotorSpeed(speed * Math.sign(action) + 0);
  joint.setMaxMotorTorque(MOTOR_TORQUE * Math.min(Math.abs(action), 1));
}

function attachLeg(world: World, hull: Body, side: -1 | 1): Leg {
  const motor = { referenceAngle: 0, enableMotor: true, enableLimit: true, maxMotorTorque: MOTOR_TORQUE };
  const [top, bottom] = [
    { x: 0, y: LEG_HEIGHT / 2 },
    { x: 0, y: -LEG_HEIGHT / 2 },
  ];
  const part = (width: number, y: number): Body => {
    const body = world.createDynamicBody({ position: { x: START_X, y: START_Y + y }, angle: side * 0.05 });
    body.createFixture({ shape: new BoxShape(width / 2, LEG_HEIGHT / 2), density: 1, ...FILTER });
    return body;
  };
  const upper = part(LEG_WIDTH, -LEG_HEIGHT / 2 - HIP);
  const atHip = { ...motor, localAnchorA: { x: 0, y: HIP }, localAnchorB: top, motorSpeed: side };
  const hip = new RevoluteJoint({ ...atHip, lowerAngle: -0.8, upperAngle: 1.1 }, hull, upper);
  world.createJoint(hip);
  const lower = part(0.8 * LEG_WIDTH, (-LEG_HEIGHT * 3) / 2 - HIP);
  const atKnee = { ...motor, localAnchorA: bottom, localAnchorB: top, motorSpeed: 1 };
  const knee = new RevoluteJoint({ ...atKnee, lowerAngle: -1.6, upperAngle: -0.1 }, upper, lower);
  world.createJoint(knee);
  return { upper, lower, hip, knee };
}
